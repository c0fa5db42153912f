package io.procession.shm;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The sending end of a {@link RingBuffer}, for any number of threads.
 *
 * <pre>{@code
 * try (RingSender sender = buffer.sender()) {
 *     while (!sender.trySend(bytes)) {        // no room now
 *         work();
 *     }
 * }
 * }</pre>
 *
 * <p>Who sends holds the lock of those who send, writes its record beyond the tail and then moves the tail, in one
 * store, past it. One who dies before the store has left nothing: the next one writes over it. A message longer than
 * the ring is sent in records, each published when it is written, by one who holds the lock until the last. One who
 * dies or gives up before that has left a part: receivers know it from the lock, which nobody living holds while
 * records are missing, or from the first record of the next message.
 */
public final class RingSender extends RingEnd {

    /** One who is to send more than the ring holds begins a record for an eighth of it. */
    private static final int LEAST_PART = 8;
    /** A death of all receivers is asked for after so many messages of which none was received. */
    private static final int MAX_LOOK_INTERVAL = 64;

    private final Patience patience = new Patience();
    /** The rest for who holds the lock. */
    private int lookInterval = 1;
    private int untilLook = 1;
    private long headAtLook;

    RingSender(SharedObject buffer, Ring ring, Holders.Place place) {
        super(buffer, ring, ring.senders, place);
    }

    /** Sends an array as a message. */
    public void send(byte[] message) throws IOException, InterruptedException {
        send(message, null, 0, message.length);
    }

    /**
     * Sends part of an array as a message, or waits until there is room, unless the thread is interrupted. If it throws
     * anything, nothing was sent.
     *
     * @throws BrokenPipeException if nobody is left to receive
     * @throws java.nio.channels.ClosedChannelException if this end was closed, before or meanwhile
     */
    public void send(byte[] message, int offset, int length) throws IOException, InterruptedException {
        Objects.checkFromIndexSize(offset, length, message.length);
        send(message, null, offset, length);
    }

    /** As {@link #send(byte[], int, int)}, of what remains in a buffer, whose position is its limit then. */
    public void send(ByteBuffer message) throws IOException, InterruptedException {
        if (message.hasArray()) {
            send(message.array(), null, message.arrayOffset() + message.position(), message.remaining());
        } else {
            send(null, message, message.position(), message.remaining());
        }
        message.position(message.limit());
    }

    private void send(byte[] array, ByteBuffer buffer, int from, int length)
        throws IOException, InterruptedException {
        Ring ring = ring();
        checkOpen();
        Wait.throwIfInterrupted();
        enter(ring.sending);
        boolean sent = false;
        try {
            // Closed since, and perhaps this process has left: then it must not be inside.
            checkOpen();
            long tail = ring.tail();
            checkReceivers(tail);
            long bytes = Ring.recordBytes(length);
            if (bytes <= ring.capacity) {
                put(tail, awaitRoom(tail, bytes), array, buffer, from, length);
            } else {
                sendParts(tail, array, buffer, from, length);
            }
            sent = true;
        } finally {
            ring.sending.releaseOwn();
            if (!sent) {
                ring.awaitingRecord.signalAll();
            }
            Reference.reachabilityFence(this);
        }
        signalRecord();
    }

    /**
     * Sends an array as a message, if there is room for all of it now and nobody else is sending just now.
     *
     * @return whether it was sent
     * @throws BrokenPipeException if nobody is left to receive
     * @throws java.nio.channels.ClosedChannelException if this end was closed
     */
    public boolean trySend(byte[] message) throws IOException {
        Ring ring = ring();
        checkOpen();
        if (!ring.sending.tryAcquireFree()) {
            return false;
        }
        try {
            checkOpen();
            long tail = ring.tail();
            checkReceivers(tail);
            long bytes = Ring.recordBytes(message.length);
            long room = ring.room(tail, bytes);
            if (room < bytes) {
                return false;
            }
            put(tail, room, message, null, 0, message.length);
        } finally {
            ring.sending.releaseOwn();
            Reference.reachabilityFence(this);
        }
        signalRecord();
        return true;
    }

    /** Sends a message in one record, for which there is room. */
    private void put(long tail, long room, byte[] array, ByteBuffer buffer, int from, int length) {
        Ring ring = ring();
        ring.fetchAhead(tail, Ring.recordBytes(length), room);
        ring.write(tail, true, length, length, array, buffer, from);
        ring.publishTail(tail + Ring.recordBytes(length));
    }

    /** One who had to be woken is soon asked for again: whether it lives. */
    private void signalRecord() {
        if (ring().awaitingRecord.signal()) {
            lookInterval = 1;
            untilLook = 1;
        }
    }

    private void sendParts(long first, byte[] array, ByteBuffer buffer, int from, int length)
        throws IOException, InterruptedException {
        Ring ring = ring();
        long tail = first;
        int done = 0;
        while (done < length) {
            int rest = length - done;
            long room = awaitRoom(tail, Math.min(Ring.recordBytes(rest), ring.capacity / LEAST_PART));
            int part = Math.min(rest, Ring.messageBytes(room));
            ring.write(tail, done == 0, part, rest, array, buffer, from + done);
            tail += Ring.recordBytes(part);
            done += part;
            ring.publishTailFenced(tail);
            // Whoever has received the first part is among those who wait for any.
            ring.awaitingRecord.signalAll();
        }
    }

    /** Waits for so much room beyond the tail at least; how much there is. */
    private long awaitRoom(long tail, long needed) throws IOException, InterruptedException {
        Ring ring = ring();
        long room = ring.room(tail, needed);
        if (room >= needed) {
            return room;
        }
        for (int spin = 0; spin < patience.looks(); spin++) {
            room = ring.room(tail);
            if (room >= needed) {
                patience.helped(spin);
                return room;
            }
            Thread.onSpinWait();
        }
        patience.inVain();
        Wait wait = Wait.interruptibly();
        while (true) {
            int announced = ring.awaitingRoom.announce();
            room = ring.room(tail);
            if (room >= needed) {
                return room;
            }
            checkStillOpen();
            if (!ring.receivers.mayBeHeld() || wait.isSliceOver() && !ring.receivers.isHeld()) {
                throw new BrokenPipeException();
            }
            long begun = System.nanoTime();
            ring.awaitingRoom.sleep(wait, announced);
            patience.slept(System.nanoTime() - begun);
        }
    }

    /** Asks for dead ones seldom while messages are received, and soon when they are not. */
    private void checkReceivers(long tail) throws BrokenPipeException {
        Ring ring = ring();
        if (!ring.receivers.mayBeHeld()) {
            throw new BrokenPipeException();
        }
        if (--untilLook > 0) {
            return;
        }
        long head = ring.head();
        if (head == headAtLook && head != tail) {
            if (!ring.receivers.isHeld()) {
                throw new BrokenPipeException();
            }
        } else {
            lookInterval = Math.min(MAX_LOOK_INTERVAL, 2 * lookInterval);
        }
        headAtLook = head;
        untilLook = lookInterval;
    }
}
