package io.procession.shm;

/**
 * A word on which threads of any process sleep until something else in memory has changed, and are woken by whoever
 * has changed it.
 *
 * <p>The word is changed by compare-and-swap: whether somebody may sleep, and how often there was a signal for a
 * sleeper. Who is about to sleep announces it, which sets the first, looks <em>then</em> for the last time at what it
 * waits for, and sleeps for as long as the word is what it was when it announced. A signal clears it, counts, and
 * wakes. Between the change and the load of the signal stands a full fence, and so does one between the announcement
 * and the look: either the signal sees that somebody may sleep, or the look sees the change.
 *
 * <p>One who has slept announces anew before each look, since others may sleep still: whoever it leaves something to is
 * then woken by its own signal. One that was woken and gives up hands the signal on.
 *
 * <p>Who dies asleep costs the next signal a futile system call. Who dies between its change and its signal, or between
 * being woken and making use of it, leaves others to the end of their slice (see {@link Wait}). (So does a signal to all
 * when there were 2<sup>31</sup> before it, and a thread that falls asleep during as many misses them.)
 */
final class Sleepers {

    /** As the word is made. */
    private static final int UNTOUCHED = 0;
    private static final int SLEEPERS = 1;
    private static final int ONE_SIGNAL = 2;

    private final Memory memory;
    private final long offset;

    /** @param memory once it is closed, whoever falls asleep or is awake here gets the exception for that */
    Sleepers(Memory memory, long offset) {
        this.memory = memory;
        this.offset = offset;
    }

    /** Wakes one, if any may sleep; says whether any might. */
    boolean signal() {
        int seen = memory.getInt(offset);
        while ((seen & SLEEPERS) != 0) {
            if (memory.compareAndSetInt(offset, seen, signalled(seen))) {
                Parking.unpark(memory, offset, 1);
                return true;
            }
            seen = memory.getInt(offset);
        }
        return false;
    }

    /** Wakes all. */
    void signalAll() {
        wake(memory, Integer.MAX_VALUE);
    }

    /** Wakes one in the place of the calling thread, which was woken and makes nothing of it. */
    void handOn() {
        handOn(memory);
    }

    /** As {@link #handOn()}, by another view of the same memory. */
    void handOn(Memory view) {
        wake(view, 1);
    }

    /**
     * Whether any may sleep is not asked: a signal for one has said that none does, though others sleep still. But as
     * long as the word is as it was made nobody ever has, and what it takes to wake need not be loaded. It is compared
     * and swapped all the same, as the fence before the next announcement.
     */
    private void wake(Memory view, int sleepers) {
        int seen = view.getInt(offset);
        while (!view.compareAndSetInt(offset, seen, seen == UNTOUCHED ? UNTOUCHED : signalled(seen))) {
            seen = view.getInt(offset);
        }
        if (seen != UNTOUCHED) {
            Parking.unpark(view, offset, sleepers);
        }
    }

    private static int signalled(int word) {
        return (word & ~SLEEPERS) + ONE_SIGNAL;
    }

    /** Says that this thread may sleep; the word, to sleep on. */
    int announce() {
        int seen = memory.getInt(offset);
        while ((seen & SLEEPERS) == 0 && !memory.compareAndSetInt(offset, seen, seen | SLEEPERS)) {
            seen = memory.getInt(offset);
        }
        return seen | SLEEPERS;
    }

    /** Sleeps for as long as there is no signal; see {@link Wait#sleep}. */
    void sleep(Wait wait, int announced) throws InterruptedException {
        wait.sleep(memory, offset, announced);
    }

    /** Whether a thread of any process may sleep here; the next signal is for it. */
    boolean maySleep() {
        return (memory.getInt(offset) & SLEEPERS) != 0;
    }

    Memory memory() {
        return memory;
    }

    long offset() {
        return offset;
    }
}
