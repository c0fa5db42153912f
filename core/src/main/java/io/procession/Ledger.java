package io.procession;

import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Region;

/**
 * Who has come how far in a {@link Fifo}: words in its region.
 *
 * <p>Every item has a number, counted from 0 when the queue was made.
 *
 * <pre>
 *   put       so many records can be taken, or were          under the putters' lock
 *   BEGUN     so many were begun to be appended              "
 *   LAST      index of the last of these, or one before      "
 *   CYCLE     the file that is appended to                   "
 *   ROOM END  its size, and where its last record ends       "
 *
 *   NEXT      number of the next record to be looked at      under the takers' lock
 *   CURSOR    index of that record, or of one before it      "
 *   OLDEST    no file is older than that of this cycle       "
 *   AHEAD     so many records from NEXT on were removed      "
 *   CHANGING  1 while more than one of these is changed      "
 *   gone      so many items wait no more                     "
 *
 *   shutDown  nothing more may be put                        under the putters' lock
 * </pre>
 */
final class Ledger {

    static final int BEGUN = 0;
    static final int LAST = 1;
    static final int CYCLE = 2;
    static final int ROOM = 3;
    static final int END = 4;

    static final int NEXT = 0;
    static final int CURSOR = 1;
    static final int OLDEST = 2;
    static final int AHEAD = 3;
    static final int CHANGING = 4;

    private static final int WORDS = 8;

    final LongValue put;
    final LongValue gone;
    final LongArray puts;
    final LongArray takes;
    final LongValue shutDown;

    Ledger(Region region) {
        this.put = LongValue.open(region, "put", 0);
        this.gone = LongValue.open(region, "gone", 0);
        this.puts = LongArray.open(region, "puts", WORDS);
        this.takes = LongArray.open(region, "takes", WORDS);
        this.shutDown = LongValue.open(region, "shutDown", 0);
    }

    /** How many items wait: at one moment, since nothing was taken while the word of the putters was read. */
    long size() {
        long left;
        long size;
        do {
            left = gone.get();
            size = put.get() - left;
        } while (gone.get() != left);
        return Math.max(0, size);
    }
}
