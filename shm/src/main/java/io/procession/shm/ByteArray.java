package io.procession.shm;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A {@code byte[]} in shared memory.
 *
 * <pre>{@code
 * ByteArray frame = ByteArray.create(1920 * 1080 * 4);
 * Process.start(() -> frame.copyFrom(0, render()));
 * }</pre>
 *
 * <p>{@code get} has the memory effects of an acquire and {@code set} of a release, the operations that get and set in
 * one step are volatile. A bulk copy, and what is written through {@link #buffer()}, may be seen half done, also for
 * good if the writer is killed: a {@link Lock} around it tells.
 *
 * <p>An index out of bounds is an {@link IndexOutOfBoundsException}. Nothing waits.
 */
public final class ByteArray extends PrimitiveArray {

    private static final long serialVersionUID = 1L;

    ByteArray(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.BYTE_ARRAY), false);
    }

    private ByteArray(Region region, Block block, boolean ownsRegion) {
        super(region, block, ownsRegion);
    }

    /** A new array of zeros, in {@link Region#current()} or, if it is large, in a region of its own. */
    public static ByteArray create(int length) {
        Shape shape = shape(Kind.BYTE_ARRAY, length);
        Region region = regionFor(shape);
        return new ByteArray(region, createIn(region, shape), isLarge(shape));
    }

    /** A new array of zeros in a region. */
    public static ByteArray create(Region region, int length) {
        return new ByteArray(region, region.create(shape(Kind.BYTE_ARRAY, length)), false);
    }

    /**
     * The array of that name in a region, made of zeros first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of an array of another length
     */
    public static ByteArray open(Region region, String name, int length) {
        return new ByteArray(region, region.open(name, shape(Kind.BYTE_ARRAY, length)), false);
    }

    public byte get(int index) {
        return getByte(index);
    }

    public void set(int index, byte value) {
        putByteRelease(index, value);
    }

    public byte getAndSet(int index, byte value) {
        while (true) {
            byte before = get(index);
            if (compareAndSet(index, before, value)) {
                return before;
            }
        }
    }

    /** Sets an element if it is the expected one, and says whether it was. */
    public boolean compareAndSet(int index, byte expected, byte value) {
        return compareAndSetByte(index, expected, value);
    }

    public byte getAndAdd(int index, byte delta) {
        while (true) {
            byte before = get(index);
            if (compareAndSet(index, before, (byte) (before + delta))) {
                return before;
            }
        }
    }

    public byte addAndGet(int index, byte delta) {
        return (byte) (getAndAdd(index, delta) + delta);
    }

    /** Sets every element. */
    public void fill(byte value) {
        Raw.fill(address(0, length(), Byte.BYTES), length(), value);
        Reference.reachabilityFence(this);
    }

    /** Copies a whole array to the elements from {@code index} on. */
    public void copyFrom(int index, byte[] source) {
        copyFrom(index, source, 0, source.length);
    }

    /**
     * Copies {@code count} elements of an array, from {@code sourceIndex} on, to the elements from {@code index} on.
     */
    public void copyFrom(int index, byte[] source, int sourceIndex, int count) {
        Objects.checkFromIndexSize(sourceIndex, count, source.length);
        Raw.copyFrom(source, sourceIndex, address(index, count, Byte.BYTES), count);
        Reference.reachabilityFence(this);
    }

    /** Copies elements, from {@code index} on, to a whole array. */
    public void copyTo(int index, byte[] target) {
        copyTo(index, target, 0, target.length);
    }

    /** Copies {@code count} elements, from {@code index} on, to those of an array from {@code targetIndex} on. */
    public void copyTo(int index, byte[] target, int targetIndex, int count) {
        Objects.checkFromIndexSize(targetIndex, count, target.length);
        Raw.copyTo(address(index, count, Byte.BYTES), target, targetIndex, count);
        Reference.reachabilityFence(this);
    }

    /**
     * The whole array as a new direct buffer over the same memory, big-endian as every new buffer. A buffer cannot be
     * closed: one that was got before {@link #close()} can be used on, and keeps the memory mapped.
     */
    public ByteBuffer buffer() {
        return memory().slice(offset(), length());
    }
}
