package io.procession.shm;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;

/**
 * An array of any {@link Type} in shared memory.
 *
 * <pre>{@code
 * record Job(@Type.MaxBytes(64) String name, int percent) { }
 *
 * Array<Job> jobs = Array.create(Type.of(Job.class), 100);
 * Process.start(() -> jobs.update(7, job -> new Job(job.name(), job.percent() + 1)));
 * double mean = jobs.asList().stream().mapToInt(Job::percent).average().orElse(0);
 * }</pre>
 *
 * <p>A new one is zero: 0, {@code false}, {@code ""}, and records of these. Each element is what {@link Value} is: read
 * whole and without waiting, left old or new by one who is killed. There is one {@link #lock()} for all of them, which
 * {@link #set} and {@link #update} hold. Numbers, characters and booleans lie side by side as in an array of C; text
 * and records take twice their size and 8 bytes.
 *
 * <p>An index out of bounds is an {@link IndexOutOfBoundsException}.
 */
public final class Array<T> extends SharedArray {

    private static final long serialVersionUID = 1L;

    private final transient Type<T> type;
    private final transient int cellBytes;
    private final transient Cells<T> cells;

    Array(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.ARRAY));
    }

    @SuppressWarnings("unchecked")
    private Array(Region region, Block block) {
        this(region, block, (Type<T>) Cells.type(region, block), false);
    }

    private Array(Region region, Block block, Type<T> type, boolean ownsRegion) {
        super(region, block, ownsRegion);
        this.type = type;
        this.cellBytes = block.shape().elementBytes();
        this.cells = new Cells<>(type, region, block);
    }

    /** A new array of zeros, in {@link Region#current()} or, if it is large, in a region of its own. */
    public static <T> Array<T> create(Type<T> type, int length) {
        Shape shape = shape(type, length);
        Region region = regionFor(shape);
        return new Array<>(region, createIn(region, shape), type, isLarge(shape));
    }

    /** A new array of zeros in a region. */
    public static <T> Array<T> create(Region region, Type<T> type, int length) {
        return new Array<>(region, region.create(shape(type, length)), type, false);
    }

    /**
     * The array of that name in a region, made of zeros first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of an array of another type or
     *     length
     */
    public static <T> Array<T> open(Region region, String name, Type<T> type, int length) {
        return new Array<>(region, region.open(name, shape(type, length)), type, false);
    }

    private static Shape shape(Type<?> type, int length) {
        checkLength(length);
        return Cells.shape(Kind.ARRAY, length, type);
    }

    /** What its elements are. */
    public Type<T> type() {
        return type;
    }

    /** What an element was set to last. A record is made anew by each call. */
    public T get(int index) {
        return cells.get(memory(), offset(index));
    }

    /**
     * Sets an element.
     *
     * @throws IllegalArgumentException if the value is out of the type's range
     */
    public void set(int index, T value) {
        cells.set(memory(), offset(index), value);
    }

    /**
     * Sets an element to what a function makes of it, and returns that. Nobody else sets any element meanwhile. If the
     * function throws, the element stays.
     *
     * @throws IllegalArgumentException if the result is out of the type's range
     */
    public T update(int index, UnaryOperator<T> function) {
        return cells.update(memory(), offset(index), function);
    }

    /**
     * This array as a list of its length, which reads and sets the elements themselves. Others may set some while it is
     * gone through: its iterators and streams show each element as it is when they come to it.
     */
    public List<T> asList() {
        return new Elements();
    }

    /** What {@link #set} and {@link #update} hold: one for all elements, and the same at each call. */
    public RLock lock() {
        return cells.lock();
    }

    /** Kind, type, length and name; not the elements. */
    @Override
    public String toString() {
        return describe();
    }

    private long offset(int index) {
        return offset() + (long) Objects.checkIndex(index, length()) * cellBytes;
    }

    private final class Elements extends AbstractList<T> implements RandomAccess {

        @Override
        public int size() {
            return length();
        }

        @Override
        public T get(int index) {
            return Array.this.get(index);
        }

        @Override
        public T set(int index, T element) {
            return cells.getAndSet(memory(), offset(index), element);
        }
    }
}
