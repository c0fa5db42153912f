package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.LongArray;
import io.procession.shm.Member;
import io.procession.shm.Region;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * The items of a {@link Fifo} that were taken and are not finished, and by whom: those of the dead are handed out
 * again.
 *
 * <p>A table in the region, of places of four words:
 *
 * <pre>
 *   OWNER    0 if the place is free; the member that took the item; {@link #LEFT}, if that lives and will not finish
 *            it; or {@link #RETURNED}, to be handed out again
 *   NUMBER   of the item
 *   INDEX    of the item
 *   unused
 * </pre>
 *
 * <p>All is done under the takers' lock, but that a place is freed or left by its owner, by one store, without it. To
 * add is to write number and index, and then the owner; a place whose number is not yet taken, since its owner died
 * before it took the item, is void ({@link #recount}). The table grows by parts, each twice as long as the one before.
 */
final class Unfinished {

    private static final int RETURNED = -1;
    private static final int LEFT = -2;

    private static final int OWNER = 0;
    private static final int NUMBER = 1;
    private static final int INDEX = 2;
    private static final int WORDS = 4;

    private static final int FIRST_PART = 256;
    private static final int MAX_PARTS = 18;

    private static final int PARTS_WORD = 0;
    private static final int RETURNED_WORD = 1;
    private static final int HEAD_WORDS = 8;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final Region region;
    private final LongArray head;
    private final EventCount allFinished;
    private final List<LongArray> parts = new ArrayList<>();
    private long lastLook = System.nanoTime() - LOOK_NANOS;
    private int hint;

    Unfinished(Region region) {
        this.region = region;
        this.head = LongArray.open(region, "unfinished", HEAD_WORDS);
        this.allFinished = EventCount.open(region, "allFinished");
    }

    /** Where those wait for whom all is to be finished. */
    EventCount allFinished() {
        return allFinished;
    }

    private synchronized LongArray part(int part) {
        while (parts.size() <= part) {
            parts.add(LongArray.open(region, "unfinished-" + parts.size(), (FIRST_PART << parts.size()) * WORDS));
        }
        return parts.get(part);
    }

    /** Parts are 256, 512, 1024... places long: place + 256 has the part's number in its highest bit. */
    private static int partOf(int place) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros((place + FIRST_PART) / FIRST_PART);
    }

    private static int word(int place, int word) {
        return (place + FIRST_PART - (FIRST_PART << partOf(place))) * WORDS + word;
    }

    private long get(int place, int word) {
        return part(partOf(place)).get(word(place, word));
    }

    private boolean compareAndSet(int place, int word, long expected, long value) {
        return part(partOf(place)).compareAndSet(word(place, word), expected, value);
    }

    private void set(int place, int word, long value) {
        part(partOf(place)).set(word(place, word), value);
    }

    private int places() {
        return (FIRST_PART << parts()) - FIRST_PART;
    }

    private int parts() {
        long found = head.get(PARTS_WORD);
        if (found < 0 || found > MAX_PARTS) {
            throw new QueueFormatException(region.file(), "expected a table of 0 to " + MAX_PARTS
                + " parts of what was taken and not finished, found " + found + "; delete the queue's directory");
        }
        return (int) found;
    }

    long number(int place) {
        return get(place, NUMBER);
    }

    long index(int place) {
        return get(place, INDEX);
    }

    /** Writes down that this process takes an item; its place. */
    int add(long number, long index) {
        int place = free();
        set(place, NUMBER, number);
        set(place, INDEX, index);
        set(place, OWNER, region.member());
        return place;
    }

    private int free() {
        int places = places();
        for (int tried = 0; tried < places; tried++) {
            hint = hint + 1 < places ? hint + 1 : 0;
            if (get(hint, OWNER) == 0) {
                return hint;
            }
        }
        int count = parts();
        if (count == MAX_PARTS) {
            throw new IllegalStateException("too many items are taken and not finished: " + places);
        }
        part(count);
        head.set(PARTS_WORD, count + 1);
        hint = places;
        return places;
    }

    /** Frees the place of an item that this process has finished. A fence: a signal may follow. */
    void finish(int place) {
        part(partOf(place)).getAndSet(word(place, OWNER), 0);
    }

    /** Gives up the item of a place that this process has taken, as if it had died. */
    void leave(int place) {
        compareAndSet(place, OWNER, region.member(), LEFT);
    }

    /** Whether nobody has taken an item, and lives, and not finished it; nor has one to be handed out again. */
    boolean isEmpty() {
        int places = places();
        for (int place = 0; place < places; place++) {
            if (get(place, OWNER) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Who has taken how many items and not finished them, as it looks without the takers' lock.
     *
     * @param next the number of the first item that is not taken yet: the place of such a one is void
     */
    Map<Member, Integer> byTaker(long next) {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        int places = places();
        for (int place = 0; place < places; place++) {
            long owner = get(place, OWNER);
            if (owner > 0 && number(place) < next) {
                counts.merge((int) owner, 1, Integer::sum);
            }
        }
        Map<Member, Integer> takers = new LinkedHashMap<>();
        counts.forEach((owner, count) -> takers.put(region.member(owner), count));
        return Collections.unmodifiableMap(takers);
    }

    boolean isLookDue() {
        return System.nanoTime() - lastLook >= LOOK_NANOS;
    }

    /** Has what the dead have left handed out again, and says how much that is. */
    int look() {
        Map<Long, Boolean> alive = new HashMap<>();
        int places = places();
        int returned = 0;
        for (int place = 0; place < places; place++) {
            long owner = get(place, OWNER);
            boolean left = owner == LEFT
                || owner > 0 && !alive.computeIfAbsent(owner, member -> region.isAlive(member.intValue()));
            // Its owner may have finished it just before it died.
            if (left && compareAndSet(place, OWNER, owner, RETURNED)) {
                returned++;
            }
        }
        if (returned > 0) {
            addReturned(returned);
        }
        lastLook = System.nanoTime();
        return returned;
    }

    /** The place of the first item to be handed out again, {@link Fifo#NO_PLACE} if there is none. */
    int firstReturned() {
        if (head.get(RETURNED_WORD) == 0) {
            return Fifo.NO_PLACE;
        }
        int first = Fifo.NO_PLACE;
        int places = places();
        for (int place = 0; place < places; place++) {
            if (get(place, OWNER) == RETURNED && (first == Fifo.NO_PLACE || number(place) < number(first))) {
                first = place;
            }
        }
        return first;
    }

    /** Shows the places, behind one, of items to be handed out again, for as long as they are wanted. */
    void returned(int behind, IntPredicate wanted) {
        int places = head.get(RETURNED_WORD) == 0 ? 0 : places();
        for (int place = behind + 1; place < places; place++) {
            if (get(place, OWNER) == RETURNED && !wanted.test(place)) {
                return;
            }
        }
    }

    /** Hands an item to this process that was returned. */
    void takeAgain(int place) {
        set(place, OWNER, region.member());
        addReturned(-1);
    }

    private void addReturned(int count) {
        head.set(RETURNED_WORD, head.get(RETURNED_WORD) + count);
    }

    /** Removes an item that was returned; false if it has been handed out meanwhile. */
    boolean removeReturned(int place, long number) {
        if (get(place, OWNER) != RETURNED || number(place) != number) {
            return false;
        }
        set(place, OWNER, 0);
        addReturned(-1);
        return true;
    }

    /** The cycle of the oldest item, or the one given if that is older. */
    int oldestCycle(int cycle) {
        int oldest = cycle;
        int places = places();
        for (int place = 0; place < places; place++) {
            if (get(place, OWNER) != 0) {
                oldest = Math.min(oldest, Journal.cycle(index(place)));
            }
        }
        return oldest;
    }

    /** After a death: voids what was not taken after all, and says how many items are to be handed out again. */
    int recount(long next) {
        int places = places();
        int returned = 0;
        for (int place = 0; place < places; place++) {
            long owner = get(place, OWNER);
            if (owner != 0 && number(place) >= next) {
                set(place, OWNER, 0);
            } else if (owner == RETURNED) {
                returned++;
            }
        }
        head.set(RETURNED_WORD, returned);
        return returned;
    }
}
