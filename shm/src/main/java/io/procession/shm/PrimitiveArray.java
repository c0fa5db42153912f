package io.procession.shm;

import java.lang.ref.Reference;
import java.util.Objects;

/**
 * What arrays of primitives have in common: their elements, loaded, stored and swapped at an index.
 *
 * <p><b>Use after close.</b> An access costs little more than one of a {@code long[]} only if it need not ask a region
 * whether that is closed, and follows no pointer. So the array keeps the address of its first element by itself, and
 * one limit for two questions: with an index below it, the index is within bounds and nothing is closed. Whoever closes
 * the array or its region lowers the limit; what is not below it is looked into. A thread that has read the limit just
 * before finishes on memory that is still mapped: it stays so for as long as this array, and through it the mapping's
 * buffer, can be reached.
 */
abstract class PrimitiveArray extends SharedArray {

    private static final long serialVersionUID = 1L;

    /** Below every index and every count. */
    private static final long CLOSED = -1;

    /** Of the first element. */
    private final transient long address;
    /** The length, or {@link #CLOSED}. */
    private transient long limit;

    PrimitiveArray(Region region, Block block, boolean ownsRegion) {
        super(region, block, ownsRegion);
        this.address = memory().address(block.elements());
        this.limit = block.length();
        memory().addWatch(new LimitWatch(this));
    }

    @Override
    final void closed() {
        limit = CLOSED;
    }

    /** Tells an array that its region was closed. */
    private static final class LimitWatch extends Watches.Watch<PrimitiveArray> {

        LimitWatch(PrimitiveArray array) {
            super(array);
        }

        @Override
        void closed(PrimitiveArray array) {
            array.closed();
        }
    }

    final long getLong(int index) {
        long value = Raw.getLongVolatile(address(index, Long.BYTES));
        Reference.reachabilityFence(this);
        return value;
    }

    final void putLongRelease(int index, long value) {
        Raw.putLongRelease(address(index, Long.BYTES), value);
        Reference.reachabilityFence(this);
    }

    final long getAndSetLong(int index, long value) {
        long before = Raw.getAndSetLong(address(index, Long.BYTES), value);
        Reference.reachabilityFence(this);
        return before;
    }

    final long getAndAddLong(int index, long delta) {
        long before = Raw.getAndAddLong(address(index, Long.BYTES), delta);
        Reference.reachabilityFence(this);
        return before;
    }

    final boolean compareAndSetLong(int index, long expected, long value) {
        boolean swapped = Raw.compareAndSetLong(address(index, Long.BYTES), expected, value);
        Reference.reachabilityFence(this);
        return swapped;
    }

    final int getInt(int index) {
        int value = Raw.getIntVolatile(address(index, Integer.BYTES));
        Reference.reachabilityFence(this);
        return value;
    }

    final void putIntRelease(int index, int value) {
        Raw.putIntRelease(address(index, Integer.BYTES), value);
        Reference.reachabilityFence(this);
    }

    final int getAndSetInt(int index, int value) {
        int before = Raw.getAndSetInt(address(index, Integer.BYTES), value);
        Reference.reachabilityFence(this);
        return before;
    }

    final int getAndAddInt(int index, int delta) {
        int before = Raw.getAndAddInt(address(index, Integer.BYTES), delta);
        Reference.reachabilityFence(this);
        return before;
    }

    final boolean compareAndSetInt(int index, int expected, int value) {
        boolean swapped = Raw.compareAndSetInt(address(index, Integer.BYTES), expected, value);
        Reference.reachabilityFence(this);
        return swapped;
    }

    final byte getByte(int index) {
        byte value = Raw.getByteVolatile(address(index, Byte.BYTES));
        Reference.reachabilityFence(this);
        return value;
    }

    final void putByteRelease(int index, byte value) {
        Raw.putByteRelease(address(index, Byte.BYTES), value);
        Reference.reachabilityFence(this);
    }

    final boolean compareAndSetByte(int index, byte expected, byte value) {
        boolean swapped = Raw.compareAndSetByte(address(index, Byte.BYTES), expected, value);
        Reference.reachabilityFence(this);
        return swapped;
    }

    /** The address of an element. The caller keeps this array reachable for as long as it uses the address. */
    private long address(int index, int elementBytes) {
        long unsigned = Integer.toUnsignedLong(index);
        if (unsigned >= limit) {
            Objects.checkIndex(index, length());
            memory().checkOpen();
        }
        return address + unsigned * elementBytes;
    }

    /** The address of {@code count} elements. The caller keeps this array reachable for as long as it uses it. */
    final long address(int index, int count, int elementBytes) {
        long unsigned = Integer.toUnsignedLong(index);
        if (unsigned + Integer.toUnsignedLong(count) > limit) {
            Objects.checkFromIndexSize(index, count, length());
            memory().checkOpen();
        }
        return address + unsigned * elementBytes;
    }

    /** Kind, length and name; not the elements. */
    @Override
    public final String toString() {
        return describe();
    }
}
