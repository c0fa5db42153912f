package io.procession.shm;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * A view of a mapped file: loads, stores and swaps at an offset, until the view is closed.
 *
 * <p>Closing only marks. It is safe from any thread while others are in the middle of an operation: they finish on
 * memory that is still mapped, since the mapping goes when neither this view nor anything else can reach its buffer,
 * and every later operation throws {@link RegionClosedException}. No address is ever touched that is not mapped.
 *
 * <p>Offsets are not checked here: whoever holds an offset has it from a {@link Block}, which was checked when found.
 * Unless its name says otherwise an operation has volatile semantics, between processes as between threads.
 */
final class Memory {

    private static final long CLOSED = 0;

    private final Path file;
    private final MappedByteBuffer buffer;
    private final Watches watches = new Watches();
    private long base;

    Memory(Path file, MappedByteBuffer buffer) {
        this.file = file;
        this.buffer = buffer;
        this.base = Raw.address(buffer);
    }

    /** Another view of the same mapping, closed by itself. */
    Memory view() {
        return new Memory(file, buffer);
    }

    /** A view that was closed already. */
    Memory closedView() {
        Memory view = view();
        view.tryClose();
        return view;
    }

    /** Closes this view; false if it was closed already. */
    synchronized boolean tryClose() {
        boolean open = isOpen();
        base = CLOSED;
        watches.tell();
        return open;
    }

    /** Has one told when this view is closed, or now if it is. */
    synchronized void addWatch(Watches.Watch<?> watch) {
        if (isOpen()) {
            watches.add(watch);
        } else {
            watch.tell();
        }
    }

    boolean isOpen() {
        return base != CLOSED;
    }

    /** Says that this process is done with the mapping, which stays for as long as anything can reach it. */
    void leave(long realBytes) {
        LeftMappings.add(buffer, realBytes);
    }

    void checkOpen() {
        address(0);
    }

    Path file() {
        return file;
    }

    /** The address of an offset. The caller keeps this view reachable for as long as it uses the address. */
    long address(long offset) {
        long opened = base;
        if (opened == CLOSED) {
            throw new RegionClosedException(file);
        }
        return opened + offset;
    }

    /** As {@link #address}, also if this view was closed: for the system, which wakes those who sleep there. */
    long lastingAddress(long offset) {
        return Raw.address(buffer) + offset;
    }

    /** Has the mapping written to the disk. */
    void force() {
        checkOpen();
        buffer.force();
    }

    /** A buffer over part of the mapping, which it keeps alive by itself, beyond the closing of this view. */
    ByteBuffer slice(long offset, int bytes) {
        address(offset);
        return buffer.slice(Math.toIntExact(offset), bytes);
    }

    byte getByte(long offset) {
        byte value = Raw.getByteVolatile(address(offset));
        Reference.reachabilityFence(this);
        return value;
    }

    void putByteRelease(long offset, byte value) {
        Raw.putByteRelease(address(offset), value);
        Reference.reachabilityFence(this);
    }

    short getShort(long offset) {
        short value = Raw.getShortVolatile(address(offset));
        Reference.reachabilityFence(this);
        return value;
    }

    void putShortRelease(long offset, short value) {
        Raw.putShortRelease(address(offset), value);
        Reference.reachabilityFence(this);
    }

    /** Where the lower half of a 64-bit word is, to sleep on. */
    static long lowerHalf(long offset) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? offset : offset + Integer.BYTES;
    }

    int getIntPlain(long offset) {
        int value = Raw.getInt(address(offset));
        Reference.reachabilityFence(this);
        return value;
    }

    void putIntPlain(long offset, int value) {
        Raw.putInt(address(offset), value);
        Reference.reachabilityFence(this);
    }

    int getInt(long offset) {
        int value = Raw.getIntVolatile(address(offset));
        Reference.reachabilityFence(this);
        return value;
    }

    void putInt(long offset, int value) {
        Raw.putIntVolatile(address(offset), value);
        Reference.reachabilityFence(this);
    }

    void putIntRelease(long offset, int value) {
        Raw.putIntRelease(address(offset), value);
        Reference.reachabilityFence(this);
    }

    boolean compareAndSetInt(long offset, int expected, int value) {
        boolean swapped = Raw.compareAndSetInt(address(offset), expected, value);
        Reference.reachabilityFence(this);
        return swapped;
    }

    int getAndSetInt(long offset, int value) {
        int before = Raw.getAndSetInt(address(offset), value);
        Reference.reachabilityFence(this);
        return before;
    }

    int getAndAddInt(long offset, int delta) {
        int before = Raw.getAndAddInt(address(offset), delta);
        Reference.reachabilityFence(this);
        return before;
    }

    long getLongPlain(long offset) {
        long value = Raw.getLong(address(offset));
        Reference.reachabilityFence(this);
        return value;
    }

    void putLongPlain(long offset, long value) {
        Raw.putLong(address(offset), value);
        Reference.reachabilityFence(this);
    }

    long getLong(long offset) {
        long value = Raw.getLongVolatile(address(offset));
        Reference.reachabilityFence(this);
        return value;
    }

    void putLong(long offset, long value) {
        Raw.putLongVolatile(address(offset), value);
        Reference.reachabilityFence(this);
    }

    void putLongRelease(long offset, long value) {
        Raw.putLongRelease(address(offset), value);
        Reference.reachabilityFence(this);
    }

    boolean compareAndSetLong(long offset, long expected, long value) {
        boolean swapped = Raw.compareAndSetLong(address(offset), expected, value);
        Reference.reachabilityFence(this);
        return swapped;
    }

    long getAndSetLong(long offset, long value) {
        long before = Raw.getAndSetLong(address(offset), value);
        Reference.reachabilityFence(this);
        return before;
    }

    long getAndAddLong(long offset, long delta) {
        long before = Raw.getAndAddLong(address(offset), delta);
        Reference.reachabilityFence(this);
        return before;
    }

    void fill(long offset, long bytes, byte value) {
        Raw.fill(address(offset), bytes, value);
        Reference.reachabilityFence(this);
    }

    void copyFrom(byte[] source, int index, long offset, long bytes) {
        Raw.copyFrom(source, index, address(offset), bytes);
        Reference.reachabilityFence(this);
    }

    void copyTo(long offset, byte[] target, int index, long bytes) {
        Raw.copyTo(address(offset), target, index, bytes);
        Reference.reachabilityFence(this);
    }
}
