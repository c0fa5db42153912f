package io.procession.shm;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} in shared memory, with the vocabulary and the memory effects of
 * {@link java.util.concurrent.atomic.AtomicLong}, between processes as between threads.
 *
 * <pre>{@code
 * LongValue next = LongValue.create(0);
 * for (int i = 0; i < 4; i++) {
 *     Process.start(() -> {
 *         for (long item; (item = next.getAndIncrement()) < 1000; ) {
 *             work(item);
 *         }
 *     });
 * }
 * }</pre>
 *
 * <p>Every operation is one atomic step: a process killed at any instant leaves the old value or the new one. Nothing
 * waits.
 */
public final class LongValue extends SharedObject {

    private static final long serialVersionUID = 1L;

    private final transient Memory memory;
    private final transient long offset;

    LongValue(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.LONG_VALUE));
    }

    private LongValue(Region region, Block block) {
        super(region, block);
        this.memory = region.memory();
        this.offset = block.data();
    }

    /** A new value in {@link Region#current()}. */
    public static LongValue create(long initial) {
        return create(Region.current(), initial);
    }

    /** A new value in a region. */
    public static LongValue create(Region region, long initial) {
        return new LongValue(region, region.create(Shape.of(Kind.LONG_VALUE), initial));
    }

    /**
     * The value of that name in a region, made first if there is none.
     *
     * @param initial its value if it is made
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static LongValue open(Region region, String name, long initial) {
        return new LongValue(region, region.open(name, Shape.of(Kind.LONG_VALUE), initial));
    }

    public long get() {
        return memory.getLong(offset);
    }

    public void set(long value) {
        memory.putLong(offset, value);
    }

    /** Sets the value with the effects of a release, as {@link java.util.concurrent.atomic.AtomicLong#setRelease}. */
    public void setRelease(long value) {
        memory.putLongRelease(offset, value);
    }

    public long getAndSet(long value) {
        return memory.getAndSetLong(offset, value);
    }

    /** Sets the value if it is the expected one, and says whether it was. */
    public boolean compareAndSet(long expected, long value) {
        return memory.compareAndSetLong(offset, expected, value);
    }

    public long getAndAdd(long delta) {
        return memory.getAndAddLong(offset, delta);
    }

    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    public long getAndIncrement() {
        return getAndAdd(1);
    }

    public long incrementAndGet() {
        return addAndGet(1);
    }

    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /** Applies a function without side effects, again if others change the value meanwhile. */
    public long getAndUpdate(LongUnaryOperator function) {
        while (true) {
            long before = get();
            if (compareAndSet(before, function.applyAsLong(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, again if others change the value meanwhile. */
    public long updateAndGet(LongUnaryOperator function) {
        while (true) {
            long before = get();
            long after = function.applyAsLong(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /**
     * Applies a function without side effects to the value and {@code x}, again if others change the value meanwhile.
     */
    public long getAndAccumulate(long x, LongBinaryOperator function) {
        return getAndUpdate(before -> function.applyAsLong(before, x));
    }

    /**
     * Applies a function without side effects to the value and {@code x}, again if others change the value meanwhile.
     */
    public long accumulateAndGet(long x, LongBinaryOperator function) {
        return updateAndGet(before -> function.applyAsLong(before, x));
    }

    /** The value, in decimal. */
    @Override
    public String toString() {
        return Long.toString(get());
    }
}
