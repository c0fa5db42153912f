package io.procession.shm;

import java.io.DataInput;
import java.io.IOException;
import java.io.InvalidObjectException;

/**
 * Messages of bytes from any number of threads and processes to any number of others, each to one of them, in the order
 * in which they were sent.
 *
 * <pre>{@code
 * RingBuffer buffer = RingBuffer.create(region, 64 * 1024);
 * try (RingSender sender = buffer.sender()) {
 *     sender.send(bytes);
 * }
 * }</pre>
 *
 * <p>A message keeps its bounds, may be empty, and may be longer than the ring: then sender and receiver work at the
 * same time. Neither enters the system as long as the other one does not sleep.
 *
 * <p>Each end is held open by those processes that have a {@link RingSender} or a {@link RingReceiver}, and live. When
 * nobody holds the sending end, receivers get what there is and then an {@link java.io.EOFException}; when nobody holds
 * the receiving end, senders get a {@link BrokenPipeException}. As for the files of a process, who has both ends open
 * waits for itself: close what is not used. An end that nobody holds yet is closed too, until somebody opens it: so
 * whoever makes a ring for others opens both ends first, and {@linkplain RingEnd#pass passes} them on.
 *
 * <p><b>Deaths.</b> A message whose {@code send} has returned is there, once; one whose sender has died or given up is
 * there whole or not at all. One whose receiver has died was received, or is there for the next. Nobody waits longer
 * than 64 ms for a dead one's lock, nor for the end of a message that a dead one has begun, nor to be told that the
 * other end is dead; only who sends without ever having to wait learns that from a later message, at the latest the
 * 128th.
 *
 * <p>{@link RingLayout} is the map of it, {@link Ring} what both ends know, {@link RingSender} and {@link RingReceiver}
 * have the protocol.
 */
public final class RingBuffer extends SharedObject {

    /** The largest capacity, in bytes: 1 GiB. */
    public static final int MAX_CAPACITY = RingLayout.MAX_CAPACITY;

    private static final long serialVersionUID = 1L;

    private final transient Ring ring;

    RingBuffer(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.RING_BUFFER));
    }

    private RingBuffer(Region region, Block block) {
        super(region, block);
        this.ring = new Ring(region, block);
    }

    /**
     * A new ring in a region.
     *
     * @param capacityBytes of messages and 8 bytes for each of them, 1 to {@link #MAX_CAPACITY}; the next power of two
     *     is taken, and not less than 128
     */
    public static RingBuffer create(Region region, int capacityBytes) {
        return new RingBuffer(region, region.create(shape(capacityBytes)));
    }

    /**
     * The ring of that name in a region, made first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of another capacity
     */
    public static RingBuffer open(Region region, String name, int capacityBytes) {
        return new RingBuffer(region, region.open(name, shape(capacityBytes)));
    }

    /** How large a region for a number of rings of some capacity has to be, in bytes. */
    public static long regionCapacity(int rings, int capacityBytes) {
        return RegionLayout.FIRST_BLOCK + rings * Block.plan(0, shape(capacityBytes), null).size();
    }

    private static Shape shape(int capacityBytes) {
        if (capacityBytes < 1 || capacityBytes > MAX_CAPACITY) {
            throw new IllegalArgumentException("expected a capacity of 1 to " + MAX_CAPACITY + " bytes, found "
                + capacityBytes);
        }
        int powerOfTwo = Integer.highestOneBit(2 * capacityBytes - 1);
        return Shape.of(Kind.RING_BUFFER, Math.max(RingLayout.MIN_CAPACITY, powerOfTwo));
    }

    /** How much room there is for messages, with 8 bytes for each. */
    public int capacity() {
        ring.checkOpen();
        return ring.capacity;
    }

    /** Opens the sending end for this process. */
    public RingSender sender() {
        ring.checkOpen();
        return new RingSender(this, ring, ring.senders.hold());
    }

    /** Opens the receiving end for this process. */
    public RingReceiver receiver() {
        ring.checkOpen();
        return new RingReceiver(this, ring, ring.receivers.hold());
    }

    /** Opens the sending end that another process has {@linkplain RingEnd#pass passed} on. */
    public static RingSender readSender(DataInput in) throws IOException {
        RingBuffer buffer = read(in);
        Ring ring = buffer.ring;
        return new RingSender(buffer, ring, ring.senders.arrive(RingEnd.readPlace(in)));
    }

    /** Opens the receiving end that another process has {@linkplain RingEnd#pass passed} on. */
    public static RingReceiver readReceiver(DataInput in) throws IOException {
        RingBuffer buffer = read(in);
        Ring ring = buffer.ring;
        return new RingReceiver(buffer, ring, ring.receivers.arrive(RingEnd.readPlace(in)));
    }

    private static RingBuffer read(DataInput in) throws IOException {
        if (SharedObject.readHandle(in) instanceof RingBuffer buffer) {
            return buffer;
        }
        throw new InvalidObjectException("expected the handle of a RingBuffer");
    }

    /** How much of it is filled. */
    @Override
    public String toString() {
        ring.checkOpen();
        return describe() + "[" + (ring.tail() - ring.head()) + " bytes filled]";
    }
}
