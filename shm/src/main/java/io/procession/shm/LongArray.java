package io.procession.shm;

import java.util.Objects;

/**
 * A {@code long[]} in shared memory, with the vocabulary of {@link java.util.concurrent.atomic.AtomicLongArray}.
 *
 * <pre>{@code
 * LongArray done = LongArray.create(4);
 * for (int worker = 0; worker < 4; worker++) {
 *     int mine = worker;
 *     Process.start(() -> done.set(mine, work(mine)));
 * }
 * }</pre>
 *
 * <p>{@code get} has the memory effects of an acquire and {@code set} of a release: who gets what another has set sees
 * all that the other wrote before, in any process. The operations that get and set in one step are volatile. Elements
 * are never torn; a bulk copy is element by element, and others may see it half done, also for good if its caller is
 * killed.
 *
 * <p>An index out of bounds is an {@link IndexOutOfBoundsException}. Nothing waits.
 */
public final class LongArray extends SharedArray {

    private static final long serialVersionUID = 1L;

    LongArray(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.LONG_ARRAY), false);
    }

    private LongArray(Region region, Block block, boolean ownsRegion) {
        super(region, block, ownsRegion);
    }

    /** A new array of zeros, in {@link Region#current()} or, if it is large, in a region of its own. */
    public static LongArray create(int length) {
        checkLength(length);
        Shape shape = Shape.of(Kind.LONG_ARRAY, length);
        Region region = regionFor(shape);
        return new LongArray(region, createIn(region, shape), isLarge(shape));
    }

    /** A new array of zeros in a region. */
    public static LongArray create(Region region, int length) {
        checkLength(length);
        return new LongArray(region, region.create(Shape.of(Kind.LONG_ARRAY, length)), false);
    }

    /**
     * The array of that name in a region, made of zeros first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of an array of another length
     */
    public static LongArray open(Region region, String name, int length) {
        checkLength(length);
        return new LongArray(region, region.open(name, Shape.of(Kind.LONG_ARRAY, length)), false);
    }

    public long get(int index) {
        return memory().getLong(offset(index));
    }

    public void set(int index, long value) {
        memory().putLongRelease(offset(index), value);
    }

    public long getAndSet(int index, long value) {
        return memory().getAndSetLong(offset(index), value);
    }

    public long getAndAdd(int index, long delta) {
        return memory().getAndAddLong(offset(index), delta);
    }

    public long addAndGet(int index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    public long incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /** Sets an element if it is the expected one, and says whether it was. */
    public boolean compareAndSet(int index, long expected, long value) {
        return memory().compareAndSetLong(offset(index), expected, value);
    }

    /** Sets every element. */
    public void fill(long value) {
        for (int i = 0; i < length(); i++) {
            set(i, value);
        }
    }

    /** Copies a whole array to the elements from {@code index} on. */
    public void copyFrom(int index, long[] source) {
        copyFrom(index, source, 0, source.length);
    }

    /**
     * Copies {@code count} elements of an array, from {@code sourceIndex} on, to the elements from {@code index} on.
     */
    public void copyFrom(int index, long[] source, int sourceIndex, int count) {
        checkRange(index, count);
        Objects.checkFromIndexSize(sourceIndex, count, source.length);
        memory().copyFrom(source, sourceIndex, offset() + (long) index * Long.BYTES, (long) count * Long.BYTES);
    }

    /** Copies elements, from {@code index} on, to a whole array. */
    public void copyTo(int index, long[] target) {
        copyTo(index, target, 0, target.length);
    }

    /** Copies {@code count} elements, from {@code index} on, to those of an array from {@code targetIndex} on. */
    public void copyTo(int index, long[] target, int targetIndex, int count) {
        checkRange(index, count);
        Objects.checkFromIndexSize(targetIndex, count, target.length);
        memory().copyTo(offset() + (long) index * Long.BYTES, target, targetIndex, (long) count * Long.BYTES);
    }

    /** Kind, length and name; not the elements. */
    @Override
    public String toString() {
        return describe();
    }

    private long offset(int index) {
        return offset() + (long) Objects.checkIndex(index, length()) * Long.BYTES;
    }
}
