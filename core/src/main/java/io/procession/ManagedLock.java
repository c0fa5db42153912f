package io.procession;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

/**
 * A lock in a manager's server: Python's {@code Manager().Lock()} and {@code RLock()}. For what must be done in several
 * calls of managed objects; where a {@link io.procession.shm.Lock} can be had it is a hundred times as fast.
 *
 * <pre>{@code
 * ManagedLock lock = manager.lock();
 * lock.lock();
 * try {
 *     if (lock.abandoned()) {
 *         repair();
 *     }
 *     work();
 * } finally {
 *     lock.unlock();
 * }
 * }</pre>
 *
 * <p>Owned by a thread of a client. A lock that is not reentrant may be unlocked by anybody; one who locks it twice
 * waits for itself. When the client that owns it dies, the next one to wait for it has it, within 250 ms, and is told
 * by {@link #abandoned()}.
 */
public interface ManagedLock extends Lock {

    /** As {@link #tryLock(long, java.util.concurrent.TimeUnit)}. */
    boolean tryLock(Duration time) throws InterruptedException;

    /** Whether the present hold was taken over from an owner that died: what the lock guards may be half done. */
    boolean abandoned();

    /** Whether anybody holds the lock. */
    boolean isLocked();

    /** A new condition of this lock, which travels as the lock does. */
    @Override
    ManagedCondition newCondition();
}
