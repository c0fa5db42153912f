package io.procession;

import static io.procession.Ledger.AHEAD;
import static io.procession.Ledger.CHANGING;
import static io.procession.Ledger.CURSOR;
import static io.procession.Ledger.NEXT;
import static io.procession.Ledger.OLDEST;

import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes items from a {@link Fifo}, and shows them. For who holds the takers' lock, and has {@linkplain #prepare
 * prepared} first.
 *
 * <p>To take is to read the record NEXT, to set CURSOR, and to set NEXT: from that moment it is taken, and nobody else
 * gets it. {@code gone} follows; whoever finds CHANGING set counts anew what may be behind. Files before that of the
 * record just taken are deleted, if nothing in them is unfinished.
 *
 * <p>An item is removed out of turn by a mark on its record, which is passed over when its turn comes.
 */
final class Taker implements Closeable {

    private final Region region;
    private final Journal journal;
    private final boolean synced;
    private final Unfinished unfinished;
    private final LongValue put;
    private final LongValue gone;
    private final LongArray takes;
    private final JournalReader reader;
    private final JournalReader browser;
    private final JournalReader revisitor;

    /** @param unfinished null if what was taken is done with */
    Taker(Ledger ledger, Region region, Journal journal, boolean synced, Unfinished unfinished) {
        this.region = region;
        this.journal = journal;
        this.synced = synced;
        this.unfinished = unfinished;
        this.put = ledger.put;
        this.gone = ledger.gone;
        this.takes = ledger.takes;
        this.reader = journal.reader();
        this.browser = journal.reader();
        this.revisitor = unfinished == null ? null : journal.reader();
    }

    /** After a death, counts anew: all that who only browses needs. */
    void prepareToBrowse() {
        if (takes.get(CHANGING) != 0) {
            recount();
        }
    }

    /** The same, and looks for what those who died have left unfinished. */
    void prepare() {
        prepareToBrowse();
        if (unfinished != null && unfinished.isLookDue()) {
            takes.set(CHANGING, 1);
            gone.set(gone.get() - unfinished.look());
            takes.set(CHANGING, 0);
        }
    }

    /** Whoever died may have taken an item and not counted it, or removed one. */
    private void recount() {
        long next = takes.get(NEXT);
        long removed = 0;
        if (takes.get(AHEAD) > 0) {
            long end = put.get();
            for (long number = next; number < end; number++) {
                removed += browser.read(number, takes.get(CURSOR)) == null ? 1 : 0;
            }
        }
        takes.set(AHEAD, removed);
        gone.set(next + removed - (unfinished == null ? 0 : unfinished.recount(next)));
        takes.set(CHANGING, 0);
    }

    /** The next item, which stays; null if none waits. */
    Fifo.Taken first() {
        int place = unfinished == null ? Fifo.NO_PLACE : unfinished.firstReturned();
        return place == Fifo.NO_PLACE ? firstOfJournal() : returned(place);
    }

    private Fifo.Taken returned(int place) {
        long number = unfinished.number(place);
        long index = unfinished.index(place);
        return new Fifo.Taken(number, index, revisitor.read(number, index).item(), place, true);
    }

    private Fifo.Taken firstOfJournal() {
        long end = put.get();
        for (long number = takes.get(NEXT); number < end; number++) {
            JournalReader.Entry entry = reader.read(number, takes.get(CURSOR));
            if (entry != null) {
                return waiting(entry);
            }
            takes.set(CHANGING, 1);
            takes.set(NEXT, number + 1);
            takes.set(AHEAD, takes.get(AHEAD) - 1);
            takes.set(CHANGING, 0);
        }
        return null;
    }

    private static Fifo.Taken waiting(JournalReader.Entry entry) {
        return new Fifo.Taken(entry.number(), entry.index(), entry.item(), Fifo.NO_PLACE, false);
    }

    /** Takes the item that is {@link #first}. */
    Fifo.Taken take(Fifo.Taken first) {
        Fifo.Taken taken = first;
        takes.set(CHANGING, 1);
        if (first.returned()) {
            unfinished.takeAgain(first.place());
        } else {
            if (unfinished != null) {
                taken = first.at(unfinished.add(first.number(), first.index()));
            }
            takes.set(CURSOR, first.index());
            takes.set(NEXT, first.number() + 1);
        }
        gone.set(gone.get() + 1);
        takes.set(CHANGING, 0);
        int cycle = Journal.cycle(takes.get(CURSOR));
        if (cycle > takes.get(OLDEST)) {
            deleteBefore(unfinished == null ? cycle : unfinished.oldestCycle(cycle));
        }
        return taken;
    }

    private void deleteBefore(int cycle) {
        if (cycle > takes.get(OLDEST)) {
            if (synced) {
                region.force();
            }
            journal.deleteBefore(cycle);
            takes.set(OLDEST, cycle);
        }
    }

    /** Some items, in order, that wait behind one, or behind none if that is null. */
    List<Fifo.Taken> browse(Fifo.Taken behind, int most) {
        List<Fifo.Taken> found = new ArrayList<>();
        if (unfinished != null && (behind == null || behind.returned())) {
            unfinished.returned(behind == null ? -1 : behind.place(), place -> found.size() < most
                && found.add(returned(place)));
        }
        long next = takes.get(NEXT);
        long from = behind == null || behind.returned() ? next : Math.max(next, behind.number() + 1);
        long end = put.get();
        for (long number = from; number < end && found.size() < most; number++) {
            JournalReader.Entry entry = browser.read(number, takes.get(CURSOR));
            if (entry != null) {
                found.add(waiting(entry));
            }
        }
        return found;
    }

    /** Removes an item that waited when it was seen; false if it does not any more. */
    boolean remove(Fifo.Taken seen) {
        takes.set(CHANGING, 1);
        boolean removed = removeWaiting(seen);
        if (removed) {
            gone.set(gone.get() + 1);
        }
        takes.set(CHANGING, 0);
        return removed;
    }

    private boolean removeWaiting(Fifo.Taken seen) {
        if (seen.returned()) {
            return unfinished.removeReturned(seen.place(), seen.number());
        }
        if (seen.number() < takes.get(NEXT)) {
            return false;
        }
        takes.set(AHEAD, takes.get(AHEAD) + 1);
        if (browser.remove(seen.number(), takes.get(CURSOR)) == null) {
            takes.set(AHEAD, takes.get(AHEAD) - 1);
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        reader.close();
        browser.close();
        if (revisitor != null) {
            revisitor.close();
        }
    }
}
