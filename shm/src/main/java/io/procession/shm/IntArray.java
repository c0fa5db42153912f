package io.procession.shm;

import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * An {@code int[]} in shared memory, with the vocabulary of {@link java.util.concurrent.atomic.AtomicIntegerArray}.
 *
 * <pre>{@code
 * IntArray histogram = IntArray.create(256);
 * for (byte[] part : parts) {
 *     Process.start(() -> {
 *         for (byte b : part) {
 *             histogram.incrementAndGet(b & 0xFF);
 *         }
 *     });
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
public final class IntArray extends PrimitiveArray {

    private static final long serialVersionUID = 1L;

    IntArray(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.INT_ARRAY), false);
    }

    private IntArray(Region region, Block block, boolean ownsRegion) {
        super(region, block, ownsRegion);
    }

    /** A new array of zeros, in {@link Region#current()} or, if it is large, in a region of its own. */
    public static IntArray create(int length) {
        Shape shape = shape(Kind.INT_ARRAY, length);
        Region region = regionFor(shape);
        return new IntArray(region, createIn(region, shape), isLarge(shape));
    }

    /** A new array of zeros in a region. */
    public static IntArray create(Region region, int length) {
        return new IntArray(region, region.create(shape(Kind.INT_ARRAY, length)), false);
    }

    /**
     * The array of that name in a region, made of zeros first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of an array of another length
     */
    public static IntArray open(Region region, String name, int length) {
        return new IntArray(region, region.open(name, shape(Kind.INT_ARRAY, length)), false);
    }

    public int get(int index) {
        return getInt(index);
    }

    public void set(int index, int value) {
        putIntRelease(index, value);
    }

    public int getAndSet(int index, int value) {
        return getAndSetInt(index, value);
    }

    /** Sets an element if it is the expected one, and says whether it was. */
    public boolean compareAndSet(int index, int expected, int value) {
        return compareAndSetInt(index, expected, value);
    }

    public int getAndAdd(int index, int delta) {
        return getAndAddInt(index, delta);
    }

    public int addAndGet(int index, int delta) {
        return getAndAdd(index, delta) + delta;
    }

    public int getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    public int incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    public int getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    public int decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /** Applies a function without side effects to an element, again if others change it meanwhile. */
    public int getAndUpdate(int index, IntUnaryOperator function) {
        while (true) {
            int before = get(index);
            if (compareAndSet(index, before, function.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects to an element, again if others change it meanwhile. */
    public int updateAndGet(int index, IntUnaryOperator function) {
        while (true) {
            int before = get(index);
            int after = function.applyAsInt(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Applies a function without side effects to an element and {@code x}, again if others change it meanwhile. */
    public int getAndAccumulate(int index, int x, IntBinaryOperator function) {
        return getAndUpdate(index, before -> function.applyAsInt(before, x));
    }

    /** Applies a function without side effects to an element and {@code x}, again if others change it meanwhile. */
    public int accumulateAndGet(int index, int x, IntBinaryOperator function) {
        return updateAndGet(index, before -> function.applyAsInt(before, x));
    }

    /** Sets every element. */
    public void fill(int value) {
        for (int i = 0; i < length(); i++) {
            set(i, value);
        }
    }

    /** Copies a whole array to the elements from {@code index} on. */
    public void copyFrom(int index, int[] source) {
        copyFrom(index, source, 0, source.length);
    }

    /**
     * Copies {@code count} elements of an array, from {@code sourceIndex} on, to the elements from {@code index} on.
     */
    public void copyFrom(int index, int[] source, int sourceIndex, int count) {
        Objects.checkFromIndexSize(sourceIndex, count, source.length);
        Raw.copyFrom(source, sourceIndex, address(index, count, Integer.BYTES), (long) count * Integer.BYTES);
        Reference.reachabilityFence(this);
    }

    /** Copies elements, from {@code index} on, to a whole array. */
    public void copyTo(int index, int[] target) {
        copyTo(index, target, 0, target.length);
    }

    /** Copies {@code count} elements, from {@code index} on, to those of an array from {@code targetIndex} on. */
    public void copyTo(int index, int[] target, int targetIndex, int count) {
        Objects.checkFromIndexSize(targetIndex, count, target.length);
        Raw.copyTo(address(index, count, Integer.BYTES), target, targetIndex, (long) count * Integer.BYTES);
        Reference.reachabilityFence(this);
    }
}
