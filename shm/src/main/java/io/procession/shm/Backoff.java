package io.procession.shm;

import java.util.concurrent.locks.LockSupport;

/** Sleeps without the system's help: looks at the word again and again, at growing intervals. Needs no waker. */
final class Backoff implements Parker {

    private static final int YIELDS = 10;
    private static final long MIN_PARK_NANOS = 50_000;
    private static final long MAX_PARK_NANOS = 1_000_000;

    @Override
    public void park(Memory memory, long offset, int value, long nanos) {
        long start = System.nanoTime();
        int yields = 0;
        long pause = MIN_PARK_NANOS;
        while (memory.getInt(offset) == value && !Thread.currentThread().isInterrupted()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            if (yields < YIELDS) {
                Thread.yield();
                yields++;
            } else {
                LockSupport.parkNanos(Math.min(left, pause));
                pause = Math.min(2 * pause, MAX_PARK_NANOS);
            }
        }
    }

    @Override
    public int unpark(Memory memory, long offset, int sleepers) {
        // Sleepers look for themselves.
        return 0;
    }
}
