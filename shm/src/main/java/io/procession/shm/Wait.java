package io.procession.shm;

import java.util.concurrent.TimeUnit;

/**
 * One thread's wait for something in shared memory: its deadline, whether it obeys interrupts, and the slices that it
 * sleeps in.
 *
 * <p>A slice begins at 4 ms and grows to 64 ms, so that neither a waker that died before its wake, nor an owner that
 * died holding, nor a lost interrupt is noticed later than that. It grows by an eighth: a waker that cannot wake yet,
 * since its {@link Parking} still loads what it takes, as at the first wake of every process, is noticed late by an
 * eighth of the wait or so, while one who waits for long costs next to nothing.
 *
 * <p>For one thread, and one wait.
 */
final class Wait {

    private static final long FIRST_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long LAST_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(64);
    /** A slice that is over makes the next one longer by one part in so many. */
    private static final long SLICE_GROWTH = 8;

    private final boolean interruptible;
    private final boolean timed;
    private final long deadline;
    private long slice = FIRST_SLICE_NANOS;
    private boolean sliceOver;
    private boolean interrupted;

    private Wait(boolean interruptible, boolean timed, long nanos) {
        this.interruptible = interruptible;
        this.timed = timed;
        this.deadline = timed ? System.nanoTime() + nanos : 0;
    }

    /** For as long as it takes, whatever interrupts. */
    static Wait uninterruptibly() {
        return new Wait(false, false, 0);
    }

    /** For as long as it takes, unless interrupted. */
    static Wait interruptibly() {
        return new Wait(true, false, 0);
    }

    /** For so many nanoseconds at the longest, unless interrupted; not at all if they are not positive. */
    static Wait atMost(long nanos) {
        return new Wait(true, true, Math.max(0, nanos));
    }

    /** For so many nanoseconds at the longest, whatever interrupts. */
    static Wait uninterruptiblyAtMost(long nanos) {
        return new Wait(false, true, nanos);
    }

    /** Whether the deadline has passed. */
    boolean isExpired() {
        return timed && deadline - System.nanoTime() <= 0;
    }

    /** Whether the last sleep lasted its whole slice: time to ask whether who is waited for still lives. */
    boolean isSliceOver() {
        return sliceOver;
    }

    /** Sleeps while a word holds a value; for a slice, or to the deadline, at the longest. */
    void sleep(Memory memory, long offset, int value) throws InterruptedException {
        checkInterrupt();
        long now = System.nanoTime();
        long nanos = timed ? Math.min(slice, deadline - now) : slice;
        if (nanos > 0) {
            Parking.park(memory, offset, value, nanos);
            sliceOver = System.nanoTime() - now >= nanos;
            if (sliceOver) {
                slice = Math.min(slice + slice / SLICE_GROWTH, LAST_SLICE_NANOS);
            }
        }
        checkInterrupt();
    }

    private void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            if (interruptible) {
                throw new InterruptedException();
            }
            interrupted = true;
        }
    }

    /** Gives an uninterruptible wait's interrupt back to the thread. */
    void end() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
