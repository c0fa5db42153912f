package io.procession.shm;

import static io.procession.shm.RingLayout.FIRST;
import static io.procession.shm.RingLayout.HEAD_OFFSET;
import static io.procession.shm.RingLayout.LOW_HALF;
import static io.procession.shm.RingLayout.MAX_CAPACITY;
import static io.procession.shm.RingLayout.MIN_CAPACITY;
import static io.procession.shm.RingLayout.RECEIVERS_OFFSET;
import static io.procession.shm.RingLayout.RECEIVING_OFFSET;
import static io.procession.shm.RingLayout.RECORDS_OFFSET;
import static io.procession.shm.RingLayout.RECORD_HEADER_BYTES;
import static io.procession.shm.RingLayout.ROOM_OFFSET;
import static io.procession.shm.RingLayout.SEEN_OFFSET;
import static io.procession.shm.RingLayout.SENDERS_OFFSET;
import static io.procession.shm.RingLayout.SENDING_OFFSET;
import static io.procession.shm.RingLayout.TAIL_OFFSET;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A ring of messages in memory, as those at both of its ends see it: where everything is, and how a record is written
 * and read. {@link RingSender} and {@link RingReceiver} say when.
 */
final class Ring {

    private static final long CACHE_LINE = 64;
    /** A power of two. */
    private static final long FETCH_BYTES = 8 * CACHE_LINE;

    private static final long LONGEST_SECTION_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = 10_000;

    /** Held by who sends, from the first record of a message to its last. */
    final Mutex sending;
    /** Held by who receives, from the first record of a message to its last. */
    final Mutex receiving;
    final Holders senders;
    final Holders receivers;
    final Sleepers awaitingRecord;
    final Sleepers awaitingRoom;
    final int capacity;

    /** Closed with the region. */
    private final Memory view;
    /** Never closed: what was begun is ended. */
    private final Memory memory;
    /** The records, for buffers outside the heap. For who holds one of the locks. */
    private final ByteBuffer sent;
    private final ByteBuffer received;
    private final long offset;
    private final long records;
    private final long mask;

    Ring(Region region, Block block) {
        this.view = region.memory();
        this.memory = region.guarded();
        this.offset = block.data();
        this.records = block.elements();
        this.capacity = capacity(block);
        this.mask = capacity - 1L;
        Members members = region.members();
        this.sending = new Mutex(memory, offset + SENDING_OFFSET, members, region);
        this.receiving = new Mutex(memory, offset + RECEIVING_OFFSET, members, region);
        this.senders = new Holders(memory, members, offset + SENDERS_OFFSET);
        this.receivers = new Holders(memory, members, offset + RECEIVERS_OFFSET);
        this.awaitingRecord = new Sleepers(memory, offset + RECORDS_OFFSET);
        this.awaitingRoom = new Sleepers(memory, offset + ROOM_OFFSET);
        this.sent = memory.slice(records, capacity);
        this.received = memory.slice(records, capacity);
        view.addWatch(new OnClose(this));
    }

    private int capacity(Block block) {
        long length = block.length();
        if (length < MIN_CAPACITY || length > MAX_CAPACITY || Long.bitCount(length) != 1) {
            throw new RegionFormatException(memory.file(), "corrupt ring at " + offset + ": expected a capacity of a"
                + " power of two from " + MIN_CAPACITY + " to " + MAX_CAPACITY + " bytes, found " + length
                + "; restore the file or delete it");
        }
        return (int) length;
    }

    void checkOpen() {
        view.checkOpen();
    }

    long tail() {
        return memory.getLong(offset + TAIL_OFFSET);
    }

    long head() {
        return memory.getLong(offset + HEAD_OFFSET);
    }

    /** Lets receivers see what was written up to here. A fence must follow before the signal to them. */
    void publishTail(long tail) {
        memory.putLongRelease(offset + TAIL_OFFSET, tail);
    }

    /** Lets senders use what was read up to here. A fence must follow before the signal to them. */
    void publishHead(long head) {
        memory.putLongRelease(offset + HEAD_OFFSET, head);
    }

    /** As {@link #publishTail}, with the fence. */
    void publishTailFenced(long tail) {
        memory.putLong(offset + TAIL_OFFSET, tail);
    }

    /** As {@link #publishHead}, with the fence. */
    void publishHeadFenced(long head) {
        memory.putLong(offset + HEAD_OFFSET, head);
    }

    /** The room beyond the tail; looks at the head only if it seems to be less than what is needed. For who sends. */
    long room(long tail, long needed) {
        long seen = memory.getLongPlain(offset + SENDING_OFFSET + SEEN_OFFSET);
        long used = tail - seen;
        if (used >= 0 && used <= capacity - needed) {
            return capacity - used;
        }
        return room(tail);
    }

    /** The room beyond the tail. For who sends. */
    long room(long tail) {
        long head = head();
        memory.putLongPlain(offset + SENDING_OFFSET + SEEN_OFFSET, head);
        return capacity - checkUsed(head, tail);
    }

    /** What there is to receive; looks at the tail only if there seems to be nothing. For who receives. */
    long filled(long head) {
        long used = memory.getLongPlain(offset + RECEIVING_OFFSET + SEEN_OFFSET) - head;
        if (used > 0 && used <= capacity) {
            return used;
        }
        long tail = tail();
        memory.putLongPlain(offset + RECEIVING_OFFSET + SEEN_OFFSET, tail);
        return checkUsed(head, tail);
    }

    /** Whether there seems to be something to receive. For anybody. */
    boolean hasRecord() {
        long head = head();
        return hasSeen(head) || tail() != head;
    }

    /** Whether there is something to receive that one who received has seen. For anybody. */
    boolean hasSeenRecord() {
        return hasSeen(head());
    }

    private boolean hasSeen(long head) {
        return memory.getLong(offset + RECEIVING_OFFSET + SEEN_OFFSET) - head > 0;
    }

    /** How many bytes the records take that there are to receive, beyond the first. For anybody, as a guess. */
    long beyondFirst() {
        long head = head();
        return tail() - head - recordBytes(bytes(memory.getLong(at(head))));
    }

    /** Whether there is a record to receive that is a message; others may just have taken it. For anybody. */
    boolean hasWholeRecord() {
        long head = head();
        if (tail() == head) {
            return false;
        }
        long header = memory.getLong(at(head));
        return isFirst(header) && bytes(header) == rest(header) && head() == head;
    }

    private long checkUsed(long head, long tail) {
        long used = tail - head;
        if (used < 0 || used > capacity || ((head | tail) & RECORD_HEADER_BYTES - 1) != 0) {
            throw corrupt("head=" + head + " tail=" + tail + " capacity=" + capacity);
        }
        return used;
    }

    /** How much of the ring a record takes. */
    static long recordBytes(int bytes) {
        return RECORD_HEADER_BYTES + ((long) bytes + RECORD_HEADER_BYTES - 1 & -RECORD_HEADER_BYTES);
    }

    /** How many bytes of a message a record can have that takes so much of the ring. */
    static int messageBytes(long recordBytes) {
        return (int) Math.max(0, recordBytes - RECORD_HEADER_BYTES & -RECORD_HEADER_BYTES);
    }

    /** The header of the record at a position, checked against what is there. For who receives. */
    long header(long head, long filled) {
        long header = memory.getLongPlain(at(head));
        int bytes = bytes(header);
        if (recordBytes(bytes) > filled || bytes > rest(header)) {
            throw corrupt(String.format("record of %d of %d bytes at head=%d, where %d are filled", bytes,
                rest(header), head, filled));
        }
        return header;
    }

    static boolean isFirst(long header) {
        return ((int) header & FIRST) != 0;
    }

    /** How many bytes of the message are in the record. */
    static int bytes(long header) {
        return (int) header & ~FIRST;
    }

    /** How many bytes of the message are in the record and those that follow. */
    static int rest(long header) {
        return (int) (header >>> Integer.SIZE);
    }

    /** Writes a record beyond the tail, from an array or a buffer outside the heap, the other being null. */
    void write(long tail, boolean first, int bytes, int rest, byte[] array, ByteBuffer buffer, int from) {
        int lowHalf = first ? bytes | FIRST : bytes;
        memory.putLongPlain(at(tail), (long) rest << Integer.SIZE | lowHalf & LOW_HALF);
        int place = (int) (tail + RECORD_HEADER_BYTES & mask);
        int upToEnd = Math.min(bytes, capacity - place);
        copyIn(place, array, buffer, from, upToEnd);
        if (upToEnd < bytes) {
            copyIn(0, array, buffer, from + upToEnd, bytes - upToEnd);
        }
    }

    /**
     * Has the memory beyond a record that is to be written fetched, whenever another part of the ring begins: by a
     * store to each line of it that is wholly free. They come from the cache of who has read there last, all at once,
     * while the locks' fences would have each message wait for its own. For who sends.
     */
    void fetchAhead(long tail, long bytes, long room) {
        long end = tail + bytes;
        if ((end ^ tail) >= FETCH_BYTES) {
            long next = (end | CACHE_LINE - 1) + 1;
            long free = Math.min(tail + room - next, FETCH_BYTES);
            for (long ahead = 0; ahead <= free - CACHE_LINE; ahead += CACHE_LINE) {
                memory.putLongPlain(at(next + ahead), 0);
            }
        }
    }

    /** Reads the bytes of the record at the head, to an array or a buffer outside the heap, the other being null. */
    void read(long head, int bytes, byte[] array, ByteBuffer buffer, int to) {
        int place = (int) (head + RECORD_HEADER_BYTES & mask);
        int upToEnd = Math.min(bytes, capacity - place);
        copyOut(place, array, buffer, to, upToEnd);
        if (upToEnd < bytes) {
            copyOut(0, array, buffer, to + upToEnd, bytes - upToEnd);
        }
    }

    private void copyIn(int place, byte[] array, ByteBuffer buffer, int from, int bytes) {
        if (array != null) {
            memory.copyFrom(array, from, records + place, bytes);
        } else {
            sent.put(place, buffer, from, bytes);
        }
    }

    private void copyOut(int place, byte[] array, ByteBuffer buffer, int to, int bytes) {
        if (array != null) {
            memory.copyTo(records + place, array, to, bytes);
        } else {
            buffer.put(to, received, place, bytes);
        }
    }

    private long at(long position) {
        return records + (position & mask & -RECORD_HEADER_BYTES);
    }

    RegionFormatException corrupt(String found) {
        return new RegionFormatException(memory.file(), "corrupt ring at " + offset + ": " + found
            + "; restore the file or delete it");
    }

    /** Wakes all who wait for something here, to look whether an end has closed. */
    void signalAll() {
        awaitingRecord.signalAll();
        awaitingRoom.signalAll();
    }

    /**
     * Before this process leaves the region: whoever would take its locks over from then on must not find a thread of
     * it in the middle.
     */
    private void awaitNobodyInside() {
        signalAll();
        long begun = System.nanoTime();
        while ((sending.isHeldByThisProcess() || receiving.isHeldByThisProcess())
            && System.nanoTime() - begun < LONGEST_SECTION_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static final class OnClose extends Watches.Watch<Ring> {

        OnClose(Ring ring) {
            super(ring);
        }

        @Override
        void closed(Ring ring) {
            ring.awaitNobodyInside();
        }
    }
}
