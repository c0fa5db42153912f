package io.procession.shm;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * An {@code int} in shared memory, with the vocabulary and the memory effects of
 * {@link java.util.concurrent.atomic.AtomicInteger}, between processes as between threads.
 *
 * <pre>{@code
 * IntValue running = IntValue.create(0);
 * Process.start(() -> {
 *     running.incrementAndGet();
 *     work();
 *     running.decrementAndGet();
 * });
 * }</pre>
 *
 * <p>Every operation is one atomic step: a process killed at any instant leaves the old value or the new one. Nothing
 * waits.
 */
public final class IntValue extends SharedObject {

    private static final long serialVersionUID = 1L;

    private final transient Memory memory;
    private final transient long offset;

    IntValue(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.INT_VALUE));
    }

    private IntValue(Region region, Block block) {
        super(region, block);
        this.memory = region.memory();
        this.offset = block.data();
    }

    /** A new value in {@link Region#current()}. */
    public static IntValue create(int initial) {
        return create(Region.current(), initial);
    }

    /** A new value in a region. */
    public static IntValue create(Region region, int initial) {
        return new IntValue(region, region.create(Shape.of(Kind.INT_VALUE), initial));
    }

    /**
     * The value of that name in a region, made first if there is none.
     *
     * @param initial its value if it is made
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static IntValue open(Region region, String name, int initial) {
        return new IntValue(region, region.open(name, Shape.of(Kind.INT_VALUE), initial));
    }

    public int get() {
        return memory.getInt(offset);
    }

    public void set(int value) {
        memory.putInt(offset, value);
    }

    /**
     * Sets the value with the effects of a release, as {@link java.util.concurrent.atomic.AtomicInteger#setRelease}.
     */
    public void setRelease(int value) {
        memory.putIntRelease(offset, value);
    }

    public int getAndSet(int value) {
        return memory.getAndSetInt(offset, value);
    }

    /** Sets the value if it is the expected one, and says whether it was. */
    public boolean compareAndSet(int expected, int value) {
        return memory.compareAndSetInt(offset, expected, value);
    }

    public int getAndAdd(int delta) {
        return memory.getAndAddInt(offset, delta);
    }

    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    public int getAndIncrement() {
        return getAndAdd(1);
    }

    public int incrementAndGet() {
        return addAndGet(1);
    }

    public int getAndDecrement() {
        return getAndAdd(-1);
    }

    public int decrementAndGet() {
        return addAndGet(-1);
    }

    /** Applies a function without side effects, again if others change the value meanwhile. */
    public int getAndUpdate(IntUnaryOperator function) {
        while (true) {
            int before = get();
            if (compareAndSet(before, function.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, again if others change the value meanwhile. */
    public int updateAndGet(IntUnaryOperator function) {
        while (true) {
            int before = get();
            int after = function.applyAsInt(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /**
     * Applies a function without side effects to the value and {@code x}, again if others change the value meanwhile.
     */
    public int getAndAccumulate(int x, IntBinaryOperator function) {
        return getAndUpdate(before -> function.applyAsInt(before, x));
    }

    /**
     * Applies a function without side effects to the value and {@code x}, again if others change the value meanwhile.
     */
    public int accumulateAndGet(int x, IntBinaryOperator function) {
        return updateAndGet(before -> function.applyAsInt(before, x));
    }

    /** The value, in decimal. */
    @Override
    public String toString() {
        return Integer.toString(get());
    }
}
