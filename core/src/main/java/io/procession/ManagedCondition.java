package io.procession;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/**
 * A condition of a {@link ManagedLock}: Python's {@code Manager().Condition()}. A signal is never lost to a client that
 * dies, or is interrupted, before it has its lock again: the next one that waits gets it.
 *
 * <pre>{@code
 * ManagedCondition notEmpty = manager.condition();
 * notEmpty.lock().lock();
 * try {
 *     while (isEmpty()) {
 *         notEmpty.await();
 *     }
 *     takeOne();
 * } finally {
 *     notEmpty.lock().unlock();
 * }
 * }</pre>
 */
public interface ManagedCondition extends Condition {

    /** The lock that it is a condition of. */
    ManagedLock lock();

    /** As {@link #await(long, java.util.concurrent.TimeUnit)}. */
    boolean await(Duration time) throws InterruptedException;

    /** Wakes so many of those who wait, those first who have waited longest. */
    void signal(int count);

    /** How many wait. */
    int waiting();
}
