package io.procession.shm;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double} in shared memory, with the vocabulary and the memory effects of
 * {@link java.util.concurrent.atomic.AtomicLong}, between processes as between threads.
 *
 * <pre>{@code
 * DoubleValue total = DoubleValue.create(0);
 * Process.start(() -> total.addAndGet(0.5));
 * }</pre>
 *
 * <p>Compared is by bits: {@code NaN} equals itself, and {@code 0.0} is not {@code -0.0}. Every operation is one atomic
 * step, those that compute one as often as others get in between: a process killed at any instant leaves the old value
 * or the new one. Nothing waits.
 */
public final class DoubleValue extends SharedObject {

    private static final long serialVersionUID = 1L;

    private final transient Memory memory;
    private final transient long offset;

    DoubleValue(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.DOUBLE_VALUE));
    }

    private DoubleValue(Region region, Block block) {
        super(region, block);
        this.memory = region.memory();
        this.offset = block.data();
    }

    /** A new value in {@link Region#current()}. */
    public static DoubleValue create(double initial) {
        return create(Region.current(), initial);
    }

    /** A new value in a region. */
    public static DoubleValue create(Region region, double initial) {
        return new DoubleValue(region, region.create(Shape.of(Kind.DOUBLE_VALUE), Double.doubleToRawLongBits(initial)));
    }

    /**
     * The value of that name in a region, made first if there is none.
     *
     * @param initial its value if it is made
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static DoubleValue open(Region region, String name, double initial) {
        return new DoubleValue(region,
            region.open(name, Shape.of(Kind.DOUBLE_VALUE), Double.doubleToRawLongBits(initial)));
    }

    public double get() {
        return Double.longBitsToDouble(memory.getLong(offset));
    }

    public void set(double value) {
        memory.putLong(offset, Double.doubleToRawLongBits(value));
    }

    public double getAndSet(double value) {
        return Double.longBitsToDouble(memory.getAndSetLong(offset, Double.doubleToRawLongBits(value)));
    }

    /** Sets the value if its bits are those of the expected one, and says whether they were. */
    public boolean compareAndSet(double expected, double value) {
        return memory.compareAndSetLong(offset, Double.doubleToRawLongBits(expected),
            Double.doubleToRawLongBits(value));
    }

    public double getAndAdd(double delta) {
        return getAndUpdate(before -> before + delta);
    }

    public double addAndGet(double delta) {
        return updateAndGet(before -> before + delta);
    }

    public double getAndIncrement() {
        return getAndAdd(1);
    }

    public double incrementAndGet() {
        return addAndGet(1);
    }

    public double getAndDecrement() {
        return getAndAdd(-1);
    }

    public double decrementAndGet() {
        return addAndGet(-1);
    }

    /** Applies a function without side effects, again if others change the value meanwhile. */
    public double getAndUpdate(DoubleUnaryOperator function) {
        while (true) {
            double before = get();
            if (compareAndSet(before, function.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, again if others change the value meanwhile. */
    public double updateAndGet(DoubleUnaryOperator function) {
        while (true) {
            double before = get();
            double after = function.applyAsDouble(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /**
     * Applies a function without side effects to the value and {@code x}, again if others change the value meanwhile.
     */
    public double getAndAccumulate(double x, DoubleBinaryOperator function) {
        return getAndUpdate(before -> function.applyAsDouble(before, x));
    }

    /**
     * Applies a function without side effects to the value and {@code x}, again if others change the value meanwhile.
     */
    public double accumulateAndGet(double x, DoubleBinaryOperator function) {
        return updateAndGet(before -> function.applyAsDouble(before, x));
    }

    /** The value, as {@link Double#toString(double)}. */
    @Override
    public String toString() {
        return Double.toString(get());
    }
}
