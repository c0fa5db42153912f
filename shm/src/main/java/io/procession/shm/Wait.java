package io.procession.shm;

import java.util.concurrent.TimeUnit;

/**
 * One thread's wait for something in shared memory: its deadline, whether it obeys interrupts, and the slices that it
 * sleeps in.
 *
 * <p>A slice is an eighth of the time waited so far, and from 4 to 64 ms: neither a waker that died before its wake,
 * nor one that is so young that it cannot wake yet (see {@link Parking}), nor an owner that died holding, nor an
 * interrupt is noticed later than that. It may take several sleeps: a wake that came to nothing, or a signal to the
 * thread, ends a sleep but not its slice, lest one who is disturbed often never asks.
 *
 * <p>For one thread, and one wait.
 */
final class Wait {

    static final long MIN_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long MAX_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(64);
    private static final int SLICE_PART = 8;

    private final boolean interruptible;
    private final boolean timed;
    private final long deadline;
    private boolean hasSlept;
    private long firstSleep;
    private boolean inSlice;
    private long sliceEnd;
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

    /** As every interruptible method does first. */
    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Whether the deadline has passed. */
    boolean isExpired() {
        return timed && deadline - System.nanoTime() <= 0;
    }

    /** Whether the thread has slept, and others may have been passed over when it was woken. */
    boolean hasSlept() {
        return hasSlept;
    }

    /** Whether a slice ended with the last sleep: time to ask whether who is waited for still lives. */
    boolean isSliceOver() {
        return sliceOver;
    }

    /** Sleeps while a word holds a value; to the end of the slice, or to the deadline, at the longest. */
    void sleep(Memory memory, long offset, int value) throws InterruptedException {
        long nanos = begin();
        if (nanos > 0) {
            Parking.park(memory, offset, value, nanos);
        }
        finish();
    }

    /** As {@link #sleep}, while each of several words holds its value. */
    void sleep(Words words) throws InterruptedException {
        long nanos = begin();
        if (nanos > 0) {
            Parking.parkAny(words, nanos);
        }
        finish();
    }

    /** How long to sleep. */
    private long begin() throws InterruptedException {
        checkInterrupt();
        long now = System.nanoTime();
        if (!hasSlept) {
            hasSlept = true;
            firstSleep = now;
        }
        if (!inSlice) {
            inSlice = true;
            sliceEnd = now + Math.max(MIN_SLICE_NANOS, Math.min((now - firstSleep) / SLICE_PART, MAX_SLICE_NANOS));
        }
        return timed ? Math.min(sliceEnd - now, deadline - now) : sliceEnd - now;
    }

    private void finish() throws InterruptedException {
        sliceOver = System.nanoTime() - sliceEnd >= 0;
        inSlice = !sliceOver;
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
