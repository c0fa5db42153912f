package io.procession.shm;

/**
 * The map of a ring of messages. All offsets are from the beginning of its block's data.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |          Lock of those who send, see {@link Mutex}                 ...
 *  +---------------------------------------------------------------+ 24
 *  |        Head as one who sent has last seen it, or less         |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 128
 *  |        Tail: how many bytes of records were ever sent         |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 256
 *  |         Lock of those who receive, see {@link Mutex}               ...
 *  +---------------------------------------------------------------+ 280
 *  |      Tail as one who received has last seen it, or less       |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 384
 *  |      Head: how many bytes of records were ever received       |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 512
 *  |      Who sleeps until there is a record, see {@link Sleepers}      |
 *  +---------------------------------------------------------------+ 640
 *  |        Who sleeps until there is room, see {@link Sleepers}        |
 *  +---------------------------------------------------------------+ 768
 *  |        Who holds the sending end, see {@link Holders}             ...
 *  +---------------------------------------------------------------+ 8960
 *  |        Who holds the receiving end, see {@link Holders}           ...
 *  +---------------------------------------------------------------+ 17152
 *  |      Records: position p is at p modulo the capacity         ...
 *  +---------------------------------------------------------------+ 17152 + capacity, a power of two
 * </pre>
 *
 * <p>What lies beyond the tail means nothing: whoever sends may write there before it writes a record.
 *
 * <p>A record begins at a multiple of 8, so that its header is in one piece; the bytes may go on at the ring's
 * beginning. A message is one record or, if it is longer than the ring, several:
 *
 * <pre>
 *  +-+-------------------------------------------------------------+ 0
 *  |F|               Bytes of the message in this record           |
 *  +---------------------------------------------------------------+ 4
 *  |        Bytes of the message in this record and the next       |
 *  +---------------------------------------------------------------+ 8
 *  |                            Bytes                             ...
 *  +---------------------------------------------------------------+
 *
 *  F: the first record of a message.
 * </pre>
 */
final class RingLayout {

    static final int SENDING_OFFSET = 0;
    static final int TAIL_OFFSET = RegionLayout.LINE;
    static final int RECEIVING_OFFSET = 2 * RegionLayout.LINE;
    static final int HEAD_OFFSET = 3 * RegionLayout.LINE;
    static final int RECORDS_OFFSET = 4 * RegionLayout.LINE;
    static final int ROOM_OFFSET = 5 * RegionLayout.LINE;
    static final int SENDERS_OFFSET = 6 * RegionLayout.LINE;
    /** How often an end can be held at one time. */
    static final int HOLDERS = 1024;
    static final int RECEIVERS_OFFSET = SENDERS_OFFSET + HOLDERS * Long.BYTES;
    /** The size of all that stands before the records. */
    static final int HEAD_BYTES = RECEIVERS_OFFSET + HOLDERS * Long.BYTES;
    /** On the line of a lock: where the other side was seen. */
    static final int SEEN_OFFSET = 24;

    /** The capacity, in bytes, is a power of two in between. */
    static final int MIN_CAPACITY = RegionLayout.LINE;
    static final int MAX_CAPACITY = 1 << 30;

    static final int RECORD_HEADER_BYTES = Long.BYTES;
    static final int FIRST = 1 << 31;
    static final long LOW_HALF = 0xFFFF_FFFFL;

    private RingLayout() {
    }
}
