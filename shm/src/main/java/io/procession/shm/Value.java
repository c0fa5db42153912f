package io.procession.shm;

import java.util.function.UnaryOperator;

/**
 * A value of any {@link Type} in shared memory.
 *
 * <pre>{@code
 * record Position(double x, double y, long nanos) { }
 *
 * Value<Position> position = Value.create(Type.of(Position.class), new Position(0, 0, 0));
 * Process.start(() -> position.set(measure()));
 * Process.start(() -> position.update(at -> new Position(at.x() + 1, at.y(), at.nanos())));
 * }</pre>
 *
 * <p>{@link #get} waits for nobody: it answers with what one {@code set} has stored, whole, also while others set the
 * value, have stopped in the middle of it, or were killed there. A process killed at any instant leaves the old value
 * or the new one. What was written before a {@code set} is seen after the {@code get} that sees it.
 *
 * <p>{@link #set} and {@link #update} hold {@link #lock()} meanwhile, which is reentrant: who holds it keeps all others
 * from changing the value. A {@code set} asks a record for its components before it locks, an {@code update} calls its
 * function once, within the lock. Both go on where the lock's owner has died, and leave it to the next one who locks it
 * himself to be told so by {@link RLock#abandoned()}.
 */
public final class Value<T> extends SharedObject {

    private static final long serialVersionUID = 1L;

    private final transient Type<T> type;
    private final transient Memory memory;
    private final transient long offset;
    private final transient Cells<T> cells;

    Value(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.VALUE));
    }

    @SuppressWarnings("unchecked")
    private Value(Region region, Block block) {
        this(region, block, (Type<T>) Cells.type(region, block));
    }

    private Value(Region region, Block block, Type<T> type) {
        super(region, block);
        this.type = type;
        this.memory = region.memory();
        this.offset = block.elements();
        this.cells = new Cells<>(type, region, block);
    }

    /** A new value in {@link Region#current()}. */
    public static <T> Value<T> create(Type<T> type, T initial) {
        return create(Region.current(), type, initial);
    }

    /** A new value in a region. */
    public static <T> Value<T> create(Region region, Type<T> type, T initial) {
        byte[] cell = Cells.initial(type, initial);
        return new Value<>(region, region.create(shape(type), 0, cell), type);
    }

    /**
     * The value of that name in a region, made first if there is none.
     *
     * @param initial its value if it is made
     * @throws ObjectMismatchException if the name is that of another kind of object, or of a value of another type
     */
    public static <T> Value<T> open(Region region, String name, Type<T> type, T initial) {
        byte[] cell = Cells.initial(type, initial);
        return new Value<>(region, region.open(name, shape(type), 0, cell), type);
    }

    private static Shape shape(Type<?> type) {
        return Cells.shape(Kind.VALUE, 1, type);
    }

    /** What it is a value of. */
    public Type<T> type() {
        return type;
    }

    /** What was set last. A record is made anew by each call. */
    public T get() {
        return cells.get(memory, offset);
    }

    /**
     * Sets the value.
     *
     * @throws IllegalArgumentException if the value is out of the type's range
     */
    public void set(T value) {
        cells.set(memory, offset, value);
    }

    /**
     * Sets the value to what a function makes of it, and returns that. Nobody else sets it meanwhile. If the function
     * throws, the value stays.
     *
     * @throws IllegalArgumentException if the result is out of the type's range
     */
    public T update(UnaryOperator<T> function) {
        return cells.update(memory, offset, function);
    }

    /** What {@link #set} and {@link #update} hold: this value's own, in the same place, and the same at each call. */
    public RLock lock() {
        return cells.lock();
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return get().toString();
    }
}
