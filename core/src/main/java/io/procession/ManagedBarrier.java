package io.procession;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where some parties wait for all of them: Python's {@code Manager().Barrier(n, action)}, with the methods of {@link
 * java.util.concurrent.CyclicBarrier}. It breaks if one that waits is interrupted, has no more time, or dies.
 *
 * <pre>{@code
 * ManagedBarrier step = manager.barrier(2);
 * Process.start(() -> step.await());
 * step.await();
 * }</pre>
 */
public interface ManagedBarrier {

    /** Waits for all; how many have come after this one. The last runs the action, in the server. */
    int await() throws InterruptedException, BrokenBarrierException;

    /** Waits for all, for some time at the longest. */
    int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException;

    /** As {@link #await(long, TimeUnit)}. */
    int await(Duration time) throws InterruptedException, BrokenBarrierException, TimeoutException;

    /** Breaks it until it is reset. */
    void abort();

    /** Makes it as new; those who wait find it broken. */
    void reset();

    /** Whether it is broken. */
    boolean isBroken();

    /** How many it takes. */
    int parties();

    /** How many wait. */
    int waiting();
}
