package io.procession.shm;

import java.util.concurrent.locks.LockSupport;

/** Sleeps without the system's help: looks at the word again and again, at growing intervals. Needs no waker. */
final class Backoff implements Parker {

    private static final int YIELDS = 10;
    private static final long MIN_PARK_NANOS = 50_000;
    private static final long MAX_PARK_NANOS = 1_000_000;

    @Override
    public void park(Memory memory, long offset, int value, long nanos) {
        Pauses pauses = new Pauses(nanos);
        while (memory.getInt(offset) == value && pauses.next()) { }
    }

    @Override
    public void parkAny(Words words, long nanos) {
        Pauses pauses = new Pauses(nanos);
        while (words.areUnchanged() && pauses.next()) { }
    }

    @Override
    public int unpark(Memory memory, long offset, int sleepers) {
        // Sleepers look for themselves.
        return 0;
    }

    /** Growing intervals, for so many nanoseconds altogether. */
    private static final class Pauses {

        private final long nanos;
        private final long start = System.nanoTime();
        private int yields;
        private long pause = MIN_PARK_NANOS;

        Pauses(long nanos) {
            this.nanos = nanos;
        }

        /** Waits for the next one; false if the time is over, or the thread was interrupted. */
        boolean next() {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            if (yields < YIELDS) {
                Thread.yield();
                yields++;
            } else {
                LockSupport.parkNanos(Math.min(left, pause));
                pause = Math.min(2 * pause, MAX_PARK_NANOS);
            }
            return true;
        }
    }
}
