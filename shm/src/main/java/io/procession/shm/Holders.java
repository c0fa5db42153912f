package io.procession.shm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Who holds something open: processes that live, any number of times each.
 *
 * <p>A table of {@value RingLayout#HOLDERS} places, 0 if free:
 *
 * <pre>
 *   6                             3 3 2
 *   3                             1 0 9                           0
 *  +-------------------------------+-+-----------------------------+
 *  |            Number             |T| Member, see {@link Members}        |
 *  +-------------------------------+-+-----------------------------+
 *
 *  T: in transit; the member has sent it away and it has not arrived.
 * </pre>
 *
 * <p>The number is another one for each time that a member takes a place, lest one is given up in the place of another.
 * A place changes by compare-and-swap: free to held or in transit, by the member; in transit to held by the member to
 * which it has arrived, in one step, so that what is passed on is held at every moment; to free by the member that had
 * it, or by whoever learnt that this one is dead. A process may die between any two of these steps: what it has taken
 * by then is cleared away by whoever asks.
 */
final class Holders {

    private static final int PLACES = RingLayout.HOLDERS;

    private static final long FREE = 0;
    private static final long IN_TRANSIT = 1L << Members.MEMBER_BITS;
    private static final int NUMBER_SHIFT = Members.MEMBER_BITS + 1;

    /** The last number that this process has used, for any table. */
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Memory memory;
    private final Members members;
    private final long offset;
    /** A place that was found taken; racing updates do not matter. */
    private int known;

    /** @param memory that is not closed while the members live */
    Holders(Memory memory, Members members, long offset) {
        this.memory = memory;
        this.members = members;
        this.offset = offset;
    }

    /** One place, as its member, or whom it is sent to, knows it again. */
    record Place(int index, long word) { }

    /** Takes a place for this process. */
    Place hold() {
        return take(0);
    }

    /** Takes a place for what this process sends away: it is held by this process until it arrives. */
    Place send() {
        return take(IN_TRANSIT);
    }

    /** Makes a place that was in transit this process' own; takes another one if it is not in transit any more. */
    Place arrive(Place sent) {
        if (sent.index >= 0 && sent.index < PLACES && (sent.word & IN_TRANSIT) != 0) {
            Place held = new Place(sent.index, word(0));
            if (memory.compareAndSetLong(at(sent.index), sent.word, held.word)) {
                return held;
            }
        }
        return hold();
    }

    /** Gives a place up; false if it has arrived elsewhere, or was given up before. */
    boolean release(Place place) {
        return memory.compareAndSetLong(at(place.index), place.word, FREE);
    }

    /** Whether there is a holder, dead or alive: a load, if there is still the same. */
    boolean mayBeHeld() {
        if (get(known) != FREE) {
            return true;
        }
        for (int i = 0; i < PLACES; i++) {
            if (get(i) != FREE) {
                known = i;
                return true;
            }
        }
        return false;
    }

    /** Whether there is a holder that lives. Takes microseconds; those of the dead are cleared away. */
    boolean isHeld() {
        int first = known;
        for (int i = 0; i < PLACES; i++) {
            int index = first + i & PLACES - 1;
            if (isHeld(index)) {
                known = index;
                return true;
            }
        }
        return false;
    }

    private boolean isHeld(int index) {
        while (true) {
            long seen = get(index);
            if (seen == FREE) {
                return false;
            }
            if (members.isAlive((int) seen & Members.MEMBER_MASK)) {
                return true;
            }
            memory.compareAndSetLong(at(index), seen, FREE);
        }
    }

    private Place take(long flag) {
        long word = word(flag);
        Place place = take(word, false);
        if (place == null) {
            place = take(word, true);
        }
        if (place == null) {
            throw new RegionFullException(memory.file(), "an end is held " + PLACES + " times; close some of them");
        }
        return place;
    }

    private Place take(long word, boolean clear) {
        for (int i = 0; i < PLACES; i++) {
            if (get(i) == FREE || clear && !isHeld(i)) {
                if (memory.compareAndSetLong(at(i), FREE, word)) {
                    return new Place(i, word);
                }
            }
        }
        return null;
    }

    private long word(long flag) {
        return NUMBER.incrementAndGet() << NUMBER_SHIFT | flag | members.self();
    }

    private long get(int index) {
        return memory.getLong(at(index));
    }

    private long at(int index) {
        return offset + (long) index * Long.BYTES;
    }
}
