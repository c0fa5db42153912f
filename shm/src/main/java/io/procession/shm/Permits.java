package io.procession.shm;

/**
 * The word of a semaphore: how many permits there are, and who sleeps for some.
 *
 * <pre>
 *    6               4 3             3 3 2                         0
 *    3               8 7             2 1 0 9 8                     0
 *  +---------------------------------+-+-+-------------------------+
 *  |  Pending, see {@link Leases}           |W|M|  Permits                |
 *  +---------------------------------+-+-+-------------------------+
 *
 *  W: somebody may sleep.   M: somebody may sleep for more than one.
 * </pre>
 *
 * <p>It is the whole state, and changes by compare-and-swap only. To take is to swap for fewer permits, if there are
 * enough; whoever has slept leaves W, since others may sleep still, and wakes the next if permits are left. To give is
 * to swap for more, without W and M, and then to wake as many as permits were given or, if there was M, all: who wants
 * many may have to let one go first that came later and wants one. To sleep is to set W, and M if need be, and to sleep
 * while the lower half is the same. So whoever sleeps has W set, and M if it wants many, or is about to be woken, or
 * will be passed the wake of one who was woken before; one who gives up sets W again and passes on. Who dies in between
 * leaves sleepers to the end of their slice, see {@link Wait}.
 */
final class Permits {

    static final int MAX = (1 << 30) - 1;

    private static final long MANY = 1L << 30;
    private static final long WAITERS = 1L << 31;
    private static final long LOWER_HALF = 0xFFFF_FFFFL;

    private final Memory memory;
    private final long offset;

    Permits(Memory memory, long offset) {
        this.memory = memory;
        this.offset = offset;
    }

    /** The same permits, seen by another view. */
    Permits in(Memory other) {
        return new Permits(other, offset);
    }

    int available() {
        return available(memory.getLong(offset));
    }

    /** Takes permits, if there are so many. */
    boolean tryTake(int count, boolean slept) {
        return tryTake(count, slept, 0);
    }

    /** Takes permits, if there are so many, and notes with the same swap for which lease; 0 for none. */
    boolean tryTake(int count, boolean slept, int lease) {
        while (true) {
            long seen = memory.getLong(offset);
            if (available(seen) < count) {
                return false;
            }
            long left = seen - count | (slept ? WAITERS : 0);
            if (memory.compareAndSetLong(offset, seen, lease == 0 ? left : pending(left, lease))) {
                if (slept && available(left) > 0) {
                    wake(left, 1);
                }
                return true;
            }
        }
    }

    /** Gives permits, unless there would be more than the bound. */
    boolean give(int count, int bound) {
        return give(count, bound, 0);
    }

    /** Gives permits, unless there would be more than the bound, and notes with the same swap of which lease. */
    boolean give(int count, int bound, int lease) {
        while (true) {
            long seen = memory.getLong(offset);
            if (count > bound - available(seen)) {
                return false;
            }
            long sum = count == 0 ? seen : (seen & ~(WAITERS | MANY)) + count;
            if (memory.compareAndSetLong(offset, seen, lease == 0 ? sum : pending(sum, lease))) {
                if (count > 0) {
                    wake(seen, count);
                }
                return true;
            }
        }
    }

    /** Takes whatever there is. */
    int takeAll() {
        long seen;
        do {
            seen = memory.getLong(offset);
        } while (!memory.compareAndSetLong(offset, seen, seen - available(seen)));
        return available(seen);
    }

    /** The lease that the last swap for one was made for, until it is said to be settled; 0 for none. */
    int pending() {
        return pending(memory.getLong(offset));
    }

    void settle() {
        long seen;
        do {
            seen = memory.getLong(offset);
        } while (!memory.compareAndSetLong(offset, seen, seen & LOWER_HALF));
    }

    /** Sleeps as long as there are not so many permits. */
    void sleep(int count, Wait wait) throws InterruptedException {
        long seen = memory.getLong(offset);
        long asleep = seen | (count > 1 ? WAITERS | MANY : WAITERS);
        if (available(seen) < count && (seen == asleep || memory.compareAndSetLong(offset, seen, asleep))) {
            wait.sleep(memory, Memory.lowerHalf(offset), (int) asleep);
        }
    }

    /** For one who has slept, and gives up, maybe since the region was closed: it may have been woken for another. */
    void passOn() {
        Memory lasting = memory.view();
        long seen;
        do {
            seen = lasting.getLong(offset);
        } while (!lasting.compareAndSetLong(offset, seen, seen | WAITERS));
        if (available(seen) > 0) {
            wake(seen | WAITERS, 1);
        }
    }

    /** If somebody may sleep, as a state says: so many, or all if somebody may for more than one. */
    private void wake(long state, int count) {
        if ((state & (WAITERS | MANY)) != 0) {
            Parking.unpark(memory, Memory.lowerHalf(offset), (state & MANY) != 0 ? Integer.MAX_VALUE : count);
        }
    }

    private static int available(long state) {
        return (int) state & MAX;
    }

    private static int pending(long state) {
        return (int) (state >>> Integer.SIZE);
    }

    private static long pending(long state, int lease) {
        return (long) lease << Integer.SIZE | state & LOWER_HALF;
    }
}
