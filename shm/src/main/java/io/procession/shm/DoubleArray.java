package io.procession.shm;

import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double[]} in shared memory, with the vocabulary of {@link java.util.concurrent.atomic.AtomicLongArray}.
 *
 * <pre>{@code
 * DoubleArray sums = DoubleArray.create(columns);
 * Process.start(() -> {
 *     for (int column = 0; column < sums.length(); column++) {
 *         sums.addAndGet(column, sumOf(column));
 *     }
 * });
 * }</pre>
 *
 * <p>Compared is by bits: {@code NaN} equals itself, and {@code 0.0} is not {@code -0.0}.
 *
 * <p>{@code get} has the memory effects of an acquire and {@code set} of a release: who gets what another has set sees
 * all that the other wrote before, in any process. The operations that get and set in one step are volatile. Elements
 * are never torn; a bulk copy is element by element, and others may see it half done, also for good if its caller is
 * killed.
 *
 * <p>An index out of bounds is an {@link IndexOutOfBoundsException}. Nothing waits.
 */
public final class DoubleArray extends PrimitiveArray {

    private static final long serialVersionUID = 1L;

    DoubleArray(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.DOUBLE_ARRAY), false);
    }

    private DoubleArray(Region region, Block block, boolean ownsRegion) {
        super(region, block, ownsRegion);
    }

    /** A new array of zeros, in {@link Region#current()} or, if it is large, in a region of its own. */
    public static DoubleArray create(int length) {
        Shape shape = shape(Kind.DOUBLE_ARRAY, length);
        Region region = regionFor(shape);
        return new DoubleArray(region, createIn(region, shape), isLarge(shape));
    }

    /** A new array of zeros in a region. */
    public static DoubleArray create(Region region, int length) {
        return new DoubleArray(region, region.create(shape(Kind.DOUBLE_ARRAY, length)), false);
    }

    /**
     * The array of that name in a region, made of zeros first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of an array of another length
     */
    public static DoubleArray open(Region region, String name, int length) {
        return new DoubleArray(region, region.open(name, shape(Kind.DOUBLE_ARRAY, length)), false);
    }

    public double get(int index) {
        return Double.longBitsToDouble(getLong(index));
    }

    public void set(int index, double value) {
        putLongRelease(index, Double.doubleToRawLongBits(value));
    }

    public double getAndSet(int index, double value) {
        return Double.longBitsToDouble(getAndSetLong(index, Double.doubleToRawLongBits(value)));
    }

    /** Sets an element if its bits are those of the expected one, and says whether they were. */
    public boolean compareAndSet(int index, double expected, double value) {
        return compareAndSetLong(index, Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(value));
    }

    public double getAndAdd(int index, double delta) {
        return getAndUpdate(index, before -> before + delta);
    }

    public double addAndGet(int index, double delta) {
        return updateAndGet(index, before -> before + delta);
    }

    public double getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    public double incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    public double getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    public double decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /** Applies a function without side effects to an element, again if others change it meanwhile. */
    public double getAndUpdate(int index, DoubleUnaryOperator function) {
        while (true) {
            double before = get(index);
            if (compareAndSet(index, before, function.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects to an element, again if others change it meanwhile. */
    public double updateAndGet(int index, DoubleUnaryOperator function) {
        while (true) {
            double before = get(index);
            double after = function.applyAsDouble(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Applies a function without side effects to an element and {@code x}, again if others change it meanwhile. */
    public double getAndAccumulate(int index, double x, DoubleBinaryOperator function) {
        return getAndUpdate(index, before -> function.applyAsDouble(before, x));
    }

    /** Applies a function without side effects to an element and {@code x}, again if others change it meanwhile. */
    public double accumulateAndGet(int index, double x, DoubleBinaryOperator function) {
        return updateAndGet(index, before -> function.applyAsDouble(before, x));
    }

    /** Sets every element. */
    public void fill(double value) {
        for (int i = 0; i < length(); i++) {
            set(i, value);
        }
    }

    /** Copies a whole array to the elements from {@code index} on. */
    public void copyFrom(int index, double[] source) {
        copyFrom(index, source, 0, source.length);
    }

    /**
     * Copies {@code count} elements of an array, from {@code sourceIndex} on, to the elements from {@code index} on.
     */
    public void copyFrom(int index, double[] source, int sourceIndex, int count) {
        Objects.checkFromIndexSize(sourceIndex, count, source.length);
        Raw.copyFrom(source, sourceIndex, address(index, count, Double.BYTES), (long) count * Double.BYTES);
        Reference.reachabilityFence(this);
    }

    /** Copies elements, from {@code index} on, to a whole array. */
    public void copyTo(int index, double[] target) {
        copyTo(index, target, 0, target.length);
    }

    /** Copies {@code count} elements, from {@code index} on, to those of an array from {@code targetIndex} on. */
    public void copyTo(int index, double[] target, int targetIndex, int count) {
        Objects.checkFromIndexSize(targetIndex, count, target.length);
        Raw.copyTo(address(index, count, Double.BYTES), target, targetIndex, (long) count * Double.BYTES);
        Reference.reachabilityFence(this);
    }
}
