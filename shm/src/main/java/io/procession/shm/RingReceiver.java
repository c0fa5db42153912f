package io.procession.shm;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The receiving end of a {@link RingBuffer}, for any number of threads; each message goes to one of them.
 *
 * <pre>{@code
 * RingBuffer buffer = RingBuffer.create(region, 64 * 1024);
 * try (RingReceiver receiver = buffer.receiver(); RingSender sender = buffer.sender()) {
 *     sender.send(bytes);
 *     use(receiver.receive());
 * }
 * }</pre>
 *
 * <p>Who receives holds the lock of those who receive, copies the record at the head and then moves the head, in one
 * store, past it. One who dies before the store has taken nothing. Of a message in several records each is taken so;
 * who dies, or gives up, before the last one leaves others, which whoever comes next passes over until the first record
 * of a message.
 */
public final class RingReceiver extends RingEnd {

    /** A longer message is given room as it arrives: its length may be wrong. */
    private static final int MAX_TRUSTED_LENGTH = 1 << 20;
    /** One who sleeps until there is room is woken when this part of the ring is free. */
    private static final int ROOM_PART = 8;
    private static final byte[] EMPTY = {};

    /** How often one who asks again and again whether it is ready is told of a death. */
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int NONE = -1;

    private final Patience patience = new Patience();
    private final Lull lull;
    private long askedAt = System.nanoTime() - ASK_NANOS;

    RingReceiver(SharedObject buffer, Ring ring, Holders.Place place) {
        super(buffer, ring, ring.receivers, place);
        lull = new Lull(ring.capacity);
    }

    /** Receives a message, of any length. */
    public byte[] receive() throws IOException, InterruptedException {
        return receive(Integer.MAX_VALUE);
    }

    /**
     * Receives a message, or waits for one, unless the thread is interrupted.
     *
     * @param max how long it may be
     * @throws MessageTooLongException if it is longer: it stays where it is, the next to be received
     * @throws EOFException if there is none, and nobody is left to send one
     * @throws java.nio.channels.ClosedChannelException if this end was closed, before or meanwhile
     */
    public byte[] receive(int max) throws IOException, InterruptedException {
        if (max < 0) {
            throw new IllegalArgumentException("expected a length of 0 or more, found " + max);
        }
        Taken taken = new Taken();
        receive(null, null, 0, max, taken);
        return taken.message;
    }

    /**
     * As {@link #receive(int)}, to what remains of a buffer, whose position is after the message then.
     *
     * @return how long the message is
     */
    public int receive(ByteBuffer target) throws IOException, InterruptedException {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        int length = target.hasArray()
            ? receive(target.array(), null, target.arrayOffset() + target.position(), target.remaining(), null)
            : receive(null, target, target.position(), target.remaining(), null);
        target.position(target.position() + length);
        return length;
    }

    /**
     * Receives a message if there is one now; else null.
     *
     * @throws EOFException if there is none, and nobody is left to send one
     * @throws java.nio.channels.ClosedChannelException if this end was closed
     */
    public byte[] tryReceive() throws IOException, InterruptedException {
        checkOpen();
        if (ring().hasRecord()) {
            Taken taken = new Taken();
            if (lockAndTake(null, null, 0, Integer.MAX_VALUE, taken) >= 0) {
                return taken.message;
            }
        }
        if (isAtEnd(isTimeToAsk())) {
            throw ended();
        }
        return null;
    }

    private static EOFException ended() {
        return new EOFException("all was received, and nobody is left to send more");
    }

    /**
     * Whether {@link #receive()} would find something: a message, or that nobody is left to send one. Of a message
     * longer than the ring it is said when it begins.
     */
    public boolean isReady() throws IOException {
        checkOpen();
        Ring ring = ring();
        return ring.hasRecord() ? hasMessage() : isAtEnd(isTimeToAsk()) || ring.hasRecord() && hasMessage();
    }

    /** Waits until {@link #isReady()}, for some time at the longest; says whether it is. */
    public boolean awaitReady(Duration time) throws IOException, InterruptedException {
        checkOpen();
        Wait.throwIfInterrupted();
        if (isReady()) {
            return true;
        }
        Wait wait = Wait.atMost(TimeUnit.NANOSECONDS.convert(time));
        if (wait.isExpired()) {
            return false;
        }
        while (spin() || sleep(wait)) {
            if (hasMessage() || isAtEnd(false)) {
                return true;
            }
        }
        return false;
    }

    private int receive(byte[] array, ByteBuffer buffer, int to, int max, Taken taken)
        throws IOException, InterruptedException {
        checkOpen();
        Wait.throwIfInterrupted();
        while (true) {
            if (!spin()) {
                sleep(Wait.interruptibly());
            }
            int length = lockAndTake(array, buffer, to, max, taken);
            if (length >= 0) {
                return length;
            }
            if (isAtEnd(false)) {
                throw ended();
            }
        }
    }

    private int lockAndTake(byte[] array, ByteBuffer buffer, int to, int max, Taken taken)
        throws IOException, InterruptedException {
        Ring ring = ring();
        try {
            enter(ring.receiving);
            try {
                // Closed since, and perhaps this process has left: then it must not be inside.
                checkOpen();
                return take(array, buffer, to, max, taken);
            } finally {
                ring.receiving.releaseOwn();
                signalRoom();
            }
        } finally {
            // A signal may have been meant for several messages, and this thread may have made nothing of it.
            if (ring.awaitingRecord.maySleep() && ring.hasRecord()) {
                ring.awaitingRecord.signal();
            }
            Reference.reachabilityFence(this);
        }
    }

    /** The length of the message that was taken, or {@link #NONE}. For who holds the lock. */
    private int take(byte[] array, ByteBuffer buffer, int to, int max, Taken taken) throws IOException {
        Ring ring = ring();
        int length = NONE;
        while (length == NONE) {
            long head = ring.head();
            long filled = ring.filled(head);
            if (filled == 0) {
                return NONE;
            }
            long header = ring.header(head, filled);
            length = Ring.rest(header);
            boolean whole = Ring.isFirst(header) && Ring.bytes(header) == length;
            if (!whole && !isBegun(head, header)) {
                ring.publishHead(head + Ring.recordBytes(Ring.bytes(header)));
                length = NONE;
            } else if (length > max) {
                throw new MessageTooLongException(length, max);
            } else if (whole) {
                byte[] target = taken == null ? array : taken.room(length);
                ring.read(head, length, target, buffer, to);
                ring.publishHead(head + Ring.recordBytes(length));
            } else if (!takeParts(head, header, array, buffer, to, taken)) {
                length = NONE;
            }
        }
        return length;
    }

    /** Takes a message of several records; false if the sender has died or given up. */
    private boolean takeParts(long first, long firstHeader, byte[] array, ByteBuffer buffer, int to, Taken taken)
        throws IOException {
        Ring ring = ring();
        int length = Ring.rest(firstHeader);
        long head = first;
        long header = firstHeader;
        int done = 0;
        if (taken != null) {
            taken.forget();
        }
        while (true) {
            int bytes = Ring.bytes(header);
            byte[] target = taken == null ? array : taken.room(done + bytes, length);
            ring.read(head, bytes, target, buffer, to + done);
            done += bytes;
            head += Ring.recordBytes(bytes);
            ring.publishHeadFenced(head);
            signalRoom();
            if (done == length) {
                return true;
            }
            if (!awaitPart(head)) {
                return false;
            }
            header = ring.header(head, ring.filled(head));
            if (Ring.isFirst(header)) {
                return false;
            }
            if (Ring.rest(header) != length - done) {
                throw ring.corrupt("expected " + (length - done) + " more bytes of a message at head=" + head
                    + ", found " + Ring.rest(header));
            }
        }
    }

    /**
     * Waits for the next record of a message of which some were taken, whatever interrupts: to give up would lose it.
     * False if whoever sent it has died or given up.
     */
    private boolean awaitPart(long head) throws IOException {
        Ring ring = ring();
        for (int spin = 0; spin < patience.looks(); spin++) {
            if (ring.tail() != head) {
                patience.helped(spin);
                return true;
            }
            Thread.onSpinWait();
        }
        patience.inVain();
        Wait wait = Wait.uninterruptibly();
        try {
            while (true) {
                int announced = ring.awaitingRecord.announce();
                if (ring.tail() != head) {
                    return true;
                }
                if (!ring.sending.isLocked() || wait.isSliceOver() && !ring.sending.isHeldByTheLiving()) {
                    return ring.tail() != head;
                }
                checkStillOpen();
                long begun = System.nanoTime();
                ring.awaitingRecord.sleep(wait, announced);
                patience.slept(System.nanoTime() - begun);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            wait.end();
        }
    }

    /** Whether a message begins at the head of which all records are there, or will be. For who holds the lock. */
    private boolean isBegun(long head, long firstHeader) {
        Ring ring = ring();
        if (!Ring.isFirst(firstHeader)) {
            return false;
        }
        while (true) {
            long tail = ring.tail();
            long position = head;
            int missing = Ring.rest(firstHeader);
            while (missing > 0 && position < tail) {
                long header = ring.header(position, tail - position);
                if (position > head && Ring.isFirst(header)) {
                    return false;
                }
                missing -= Ring.bytes(header);
                position += Ring.recordBytes(Ring.bytes(header));
            }
            if (missing <= 0 || ring.sending.isHeldByTheLiving()) {
                return true;
            }
            if (ring.tail() == tail) {
                return false;
            }
        }
    }

    /** Whether a message begins at the head; passes over what is left of those whose senders are gone. */
    boolean hasMessage() {
        Ring ring = ring();
        if (!ring.hasRecord()) {
            return false;
        }
        if (ring.hasWholeRecord()) {
            return true;
        }
        if (!ring.receiving.tryAcquire()) {
            // It may be received just now, as any message may be by another one before this one comes to it.
            return ring.hasRecord();
        }
        try {
            while (true) {
                long head = ring.head();
                long filled = ring.filled(head);
                if (filled == 0) {
                    return false;
                }
                long header = ring.header(head, filled);
                if (isBegun(head, header)) {
                    return true;
                }
                ring.publishHead(head + Ring.recordBytes(Ring.bytes(header)));
            }
        } finally {
            ring.receiving.releaseOwn();
            signalRoom();
            Reference.reachabilityFence(this);
        }
    }

    /** Whether all was received and nobody is left to send. */
    boolean isAtEnd(boolean ask) {
        Ring ring = ring();
        return (ask ? !ring.senders.isHeld() : !ring.senders.mayBeHeld()) && !ring.hasRecord();
    }

    private boolean isTimeToAsk() {
        long now = System.nanoTime();
        if (now - askedAt < ASK_NANOS) {
            return false;
        }
        askedAt = now;
        return true;
    }

    private boolean spin() {
        Ring ring = ring();
        if (ring.hasSeenRecord()) {
            return true;
        }
        for (int pause = lull.pauses(); pause > 0; pause--) {
            Thread.onSpinWait();
        }
        if (ring.hasRecord()) {
            lull.found(ring.beyondFirst());
            return true;
        }
        lull.foundNoMore();
        for (int spin = 0; spin < patience.looks(); spin++) {
            if (ring.hasRecord()) {
                patience.helped(spin);
                return true;
            }
            Thread.onSpinWait();
        }
        patience.inVain();
        return ring.hasRecord();
    }

    /** Sleeps until there is a record, or nobody left to send one; false if the time was over first. */
    private boolean sleep(Wait wait) throws IOException, InterruptedException {
        Ring ring = ring();
        boolean met = false;
        try {
            while (true) {
                int announced = ring.awaitingRecord.announce();
                met = ring.hasRecord();
                if (met) {
                    return true;
                }
                checkStillOpen();
                boolean expired = wait.isExpired();
                if (isAtEnd(expired || wait.isSliceOver())) {
                    return true;
                }
                if (expired) {
                    return ring.hasRecord();
                }
                long begun = System.nanoTime();
                ring.awaitingRecord.sleep(wait, announced);
                patience.slept(System.nanoTime() - begun);
            }
        } finally {
            if (!met && wait.hasSlept()) {
                ring.awaitingRecord.handOn();
            }
            Reference.reachabilityFence(this);
        }
    }

    /** Wakes who waits for room, once there is room for many messages. */
    private void signalRoom() {
        Ring ring = ring();
        if (ring.awaitingRoom.maySleep() && ring.tail() - ring.head() <= ring.capacity - ring.capacity / ROOM_PART) {
            ring.awaitingRoom.signal();
        }
    }

    /** Where a message goes for which there is no place yet. */
    private static final class Taken {

        private byte[] message = EMPTY;

        /** Another message, whose sender has died or given up, may have begun before. */
        void forget() {
            message = EMPTY;
        }

        byte[] room(int length) {
            message = length == 0 ? EMPTY : new byte[length];
            return message;
        }

        /** Room for a part of a message, with what was there before. */
        byte[] room(int needed, int length) {
            if (needed > message.length) {
                long doubled = Math.max(MAX_TRUSTED_LENGTH, Math.max(needed, 2L * message.length));
                message = Arrays.copyOf(message, (int) Math.min(length, doubled));
            }
            return message;
        }
    }
}
