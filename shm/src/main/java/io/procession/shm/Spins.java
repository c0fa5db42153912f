package io.procession.shm;

/**
 * How often the threads of this process look again before they sleep, for one object.
 *
 * <p>To spin is far quicker than to sleep and be woken where the other side runs at the same time, and wasted where it
 * waits for this very processor. So it is done for longer after it has helped, and for less after it was in vain: half,
 * and in the end hardly at all. Racing updates lose each other's, which does not matter.
 */
final class Spins {

    private static final int MIN = 8;
    private static final int MAX = 128;

    private int limit = MAX;

    /** How many times to look. */
    int limit() {
        return limit;
    }

    /** One has seen in time what it waited for, after so many looks. */
    void helped(int looks) {
        if (looks > 0) {
            limit = Math.min(MAX, 2 * limit);
        }
    }

    /** One must sleep. */
    void inVain() {
        limit = Math.max(MIN, limit / 2);
    }
}
