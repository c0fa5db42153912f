package io.procession;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Permits in a manager's server: Python's {@code Manager().Semaphore(n)} and {@code BoundedSemaphore(n)}, with the
 * methods of {@link java.util.concurrent.Semaphore}.
 *
 * <pre>{@code
 * ManagedSemaphore seats = manager.semaphore(2);
 * seats.acquire();
 * try {
 *     work();
 * } finally {
 *     seats.release();
 * }
 * }</pre>
 *
 * <p>A client that dies gives back the permits that it has acquired and has not released, but for those that others
 * have released for it: so no more are available then than there were at the beginning.
 */
public interface ManagedSemaphore {

    /** Takes a permit, or waits for one. */
    void acquire() throws InterruptedException;

    /** Takes some permits at once, or waits for them. */
    void acquire(int permits) throws InterruptedException;

    /** As {@link #acquire()}, whatever interrupts. */
    void acquireUninterruptibly();

    /** As {@link #acquire(int)}, whatever interrupts. */
    void acquireUninterruptibly(int permits);

    /** Takes a permit if there is one. */
    boolean tryAcquire();

    /** Takes some permits if there are so many. */
    boolean tryAcquire(int permits);

    /** Takes a permit, or waits for one for some time at the longest. */
    boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException;

    /** Takes some permits, or waits for them for some time at the longest. */
    boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException;

    /** As {@link #tryAcquire(long, TimeUnit)}. */
    boolean tryAcquire(Duration time) throws InterruptedException;

    /** Gives a permit. */
    void release();

    /**
     * Gives some permits.
     *
     * @throws IllegalStateException if there would be more than a bounded semaphore began with
     */
    void release(int permits);

    /** How many permits there are. */
    int availablePermits();

    /** Takes all permits that there are; how many. */
    int drainPermits();
}
