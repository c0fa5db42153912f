package io.procession;

import static io.procession.Ledger.BEGUN;
import static io.procession.Ledger.CURSOR;
import static io.procession.Ledger.CYCLE;
import static io.procession.Ledger.END;
import static io.procession.Ledger.LAST;
import static io.procession.Ledger.OLDEST;
import static io.procession.Ledger.ROOM;

import io.procession.shm.LongArray;
import io.procession.shm.LongValue;

/**
 * Appends items to a {@link Fifo}. For who holds the putters' lock.
 *
 * <p>To put is to set BEGUN, to append, and to set put: that is the moment from which the item is there. Whoever comes
 * next and finds BEGUN ahead of put knows that somebody died in between, or failed, and recovers: it looks for a record
 * that is complete but not counted, counts it, voids what is not sound, and has the next one go to another file, since
 * half a record may lie behind the last whole one. Whether a file is full is known beforehand: then another one is made
 * ready, CYCLE is set, and Chronicle rolls with the next record.
 */
final class Putter {

    private final Journal journal;
    private final FileSize size;
    private final LongValue put;
    private final LongArray puts;
    private final LongArray takes;

    Putter(Ledger ledger, Journal journal) {
        this.journal = journal;
        this.size = new FileSize();
        this.put = ledger.put;
        this.puts = ledger.puts;
        this.takes = ledger.takes;
    }

    /** Finds out what one who died, or failed, has put. */
    void prepare() {
        if (puts.get(BEGUN) != put.get()) {
            recover();
        }
    }

    /**
     * The same, if the power may have been lost: what is on the disk of the region may then be older than what is there
     * of the files, since only these are written to the disk with each item.
     */
    void prepareAfterPowerLoss() {
        prepare();
        long last = journal.lastCycle();
        boolean isOlder = last > puts.get(CYCLE);
        if (isOlder) {
            puts.set(CYCLE, last);
        }
        if (isOlder || hasUncounted()) {
            recover();
        }
    }

    private boolean hasUncounted() {
        try (JournalReader search = journal.reader()) {
            return search.recover(known(), put.get()) != put.get();
        }
    }

    /** The index of a record that was counted, the last one if possible. */
    private long known() {
        return Math.max(puts.get(LAST), takes.get(CURSOR));
    }

    /** Appends an item, and returns its number. */
    long append(byte[] item) {
        prepare();
        long number = put.get();
        puts.getAndSet(BEGUN, number + 1);
        if (puts.get(END) + Journal.room(item.length) > puts.get(ROOM)) {
            roll(item.length);
        }
        long index = journal.append(number, item);
        if (index <= puts.get(LAST)) {
            throw new IllegalStateException("record " + number + " was appended before the last one");
        }
        puts.set(END, journal.end());
        put.set(number + 1);
        puts.set(LAST, index);
        return number;
    }

    private void roll(int itemBytes) {
        long cycle = puts.get(CYCLE);
        long wanted = size.next(cycle, cycle - takes.get(OLDEST), System.nanoTime(), journal.usableSpace());
        long bytes = Math.max(wanted, Journal.room(itemBytes));
        journal.prepare((int) cycle + 1, bytes);
        puts.set(ROOM, bytes);
        puts.set(END, 0);
        puts.set(CYCLE, cycle + 1);
    }

    /**
     * Looks for what was appended and not counted, from the last record known to be there: what was put last, or, if
     * that is not written down yet, taken last.
     */
    private void recover() {
        journal.recover();
        puts.set(END, puts.get(ROOM));
        try (JournalReader search = journal.reader()) {
            put.set(search.recover(known(), put.get()));
            puts.set(LAST, search.index());
        }
        puts.set(BEGUN, put.get());
    }
}
