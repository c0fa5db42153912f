package io.procession.shm;

import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

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
public final class LongArray extends PrimitiveArray {

    private static final long serialVersionUID = 1L;

    LongArray(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.LONG_ARRAY), false);
    }

    private LongArray(Region region, Block block, boolean ownsRegion) {
        super(region, block, ownsRegion);
    }

    /** A new array of zeros, in {@link Region#current()} or, if it is large, in a region of its own. */
    public static LongArray create(int length) {
        Shape shape = shape(Kind.LONG_ARRAY, length);
        Region region = regionFor(shape);
        return new LongArray(region, createIn(region, shape), isLarge(shape));
    }

    /** A new array of zeros in a region. */
    public static LongArray create(Region region, int length) {
        return new LongArray(region, region.create(shape(Kind.LONG_ARRAY, length)), false);
    }

    /**
     * The array of that name in a region, made of zeros first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of an array of another length
     */
    public static LongArray open(Region region, String name, int length) {
        return new LongArray(region, region.open(name, shape(Kind.LONG_ARRAY, length)), false);
    }

    public long get(int index) {
        return getLong(index);
    }

    public void set(int index, long value) {
        putLongRelease(index, value);
    }

    public long getAndSet(int index, long value) {
        return getAndSetLong(index, value);
    }

    /** Sets an element if it is the expected one, and says whether it was. */
    public boolean compareAndSet(int index, long expected, long value) {
        return compareAndSetLong(index, expected, value);
    }

    public long getAndAdd(int index, long delta) {
        return getAndAddLong(index, delta);
    }

    public long addAndGet(int index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    public long getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    public long incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    public long getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    public long decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /** Applies a function without side effects to an element, again if others change it meanwhile. */
    public long getAndUpdate(int index, LongUnaryOperator function) {
        while (true) {
            long before = get(index);
            if (compareAndSet(index, before, function.applyAsLong(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects to an element, again if others change it meanwhile. */
    public long updateAndGet(int index, LongUnaryOperator function) {
        while (true) {
            long before = get(index);
            long after = function.applyAsLong(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Applies a function without side effects to an element and {@code x}, again if others change it meanwhile. */
    public long getAndAccumulate(int index, long x, LongBinaryOperator function) {
        return getAndUpdate(index, before -> function.applyAsLong(before, x));
    }

    /** Applies a function without side effects to an element and {@code x}, again if others change it meanwhile. */
    public long accumulateAndGet(int index, long x, LongBinaryOperator function) {
        return updateAndGet(index, before -> function.applyAsLong(before, x));
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
        Objects.checkFromIndexSize(sourceIndex, count, source.length);
        Raw.copyFrom(source, sourceIndex, address(index, count, Long.BYTES), (long) count * Long.BYTES);
        Reference.reachabilityFence(this);
    }

    /** Copies elements, from {@code index} on, to a whole array. */
    public void copyTo(int index, long[] target) {
        copyTo(index, target, 0, target.length);
    }

    /** Copies {@code count} elements, from {@code index} on, to those of an array from {@code targetIndex} on. */
    public void copyTo(int index, long[] target, int targetIndex, int count) {
        Objects.checkFromIndexSize(targetIndex, count, target.length);
        Raw.copyTo(address(index, count, Long.BYTES), target, targetIndex, (long) count * Long.BYTES);
        Reference.reachabilityFence(this);
    }
}
