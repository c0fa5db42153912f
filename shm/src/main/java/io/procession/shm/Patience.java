package io.procession.shm;

/**
 * How often the threads of this process look again before they sleep, at an end of a ring.
 *
 * <p>Both sides of a conversation that is hot go on without the system only if each one looks for longer than it takes
 * the other one to be woken, some tens of microseconds: far too long where nobody answers. So it is tried, and kept up
 * while it helps. One look too few tells nothing, but a short sleep does: to look on might have spared it. Where that
 * was in vain, since the other side waits for this very processor, it is tried ever more seldom. Racing updates lose
 * each other's, which does not matter.
 */
final class Patience {

    private static final int MIN_LOOKS = 8;
    private static final int MAX_LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 2048 : MIN_LOOKS;
    private static final int AFTER_VAIN = 4;
    private static final long SHORT_SLEEP_NANOS = 60_000;
    private static final int MAX_INTERVAL = 256;

    private int looks = MAX_LOOKS;
    private int interval = 1;
    private int untilTrial = 1;

    /** How many times to look. */
    int looks() {
        return looks;
    }

    /** One has seen in time what it waited for, after so many looks. */
    void helped(int taken) {
        if (taken > MIN_LOOKS) {
            interval = 1;
            looks = Math.min(MAX_LOOKS, Math.max(looks, AFTER_VAIN * taken));
        }
    }

    /** One must sleep soon; whoever it waits for may wait for this very processor, and have much to do for it. */
    void inVain() {
        looks = Math.max(MIN_LOOKS, looks / AFTER_VAIN);
        Thread.yield();
    }

    /** One has slept for so long. */
    void slept(long nanos) {
        if (nanos < SHORT_SLEEP_NANOS && --untilTrial <= 0) {
            interval = Math.min(MAX_INTERVAL, 2 * interval);
            untilTrial = interval;
            looks = MAX_LOOKS;
        }
    }
}
