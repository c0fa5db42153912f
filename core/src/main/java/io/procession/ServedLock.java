package io.procession;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock in its server. Its owner is a {@link Caller}: should the client end, the lock is free, and whoever takes it
 * next is told.
 *
 * <p>An attendant's thread is interrupted if its call was cancelled, or its client has ended. A wait that cannot be
 * cancelled sees to the second alone.
 */
final class ServedLock implements ManagedLock, Served, Session.Holding {

    private final boolean reentrant;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition free = guard.newCondition();
    private Caller owner;
    private int depth;
    private boolean leftBehind;
    private boolean abandoned;

    ServedLock(boolean reentrant) {
        this.reentrant = reentrant;
    }

    @Override
    public Class<?> face() {
        return ManagedLock.class;
    }

    @Override
    public void lock() {
        guard.lock();
        try {
            acquireUninterruptibly(Caller.current(), 1);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquire(Long.MAX_VALUE);
    }

    @Override
    public boolean tryLock() {
        guard.lock();
        try {
            return enter(Caller.current());
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquire(unit.toNanos(time));
    }

    @Override
    public boolean tryLock(Duration time) throws InterruptedException {
        return acquire(TimeUnit.NANOSECONDS.convert(time));
    }

    private boolean acquire(long nanos) throws InterruptedException {
        long left = nanos;
        guard.lockInterruptibly();
        try {
            while (!enter(Caller.current())) {
                if (left <= 0) {
                    return false;
                }
                Caller.aboutToWait();
                left = free.awaitNanos(left);
            }
            return true;
        } finally {
            signalIfFree();
            guard.unlock();
        }
    }

    /** For who is inside the guard: waits for the lock and takes it so many times, whatever interrupts. */
    void acquireUninterruptibly(Caller caller, int times) {
        boolean interrupted = false;
        try {
            while (!enter(caller)) {
                try {
                    Caller.aboutToWait();
                    free.await();
                } catch (InterruptedException e) {
                    if (caller.isGone()) {
                        throw Caller.gone();
                    }
                    interrupted = true;
                }
            }
            depth += times - 1;
        } finally {
            signalIfFree();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Who gives up may have been the one that was signalled. */
    private void signalIfFree() {
        if (owner == null) {
            free.signal();
        }
    }

    /** Takes the lock, once more if the caller has it and may. */
    private boolean enter(Caller caller) {
        if (owner == null) {
            caller.holds(this);
            owner = caller;
            abandoned = leftBehind;
            leftBehind = false;
            depth = 1;
            return true;
        }
        if (reentrant && owner.equals(caller)) {
            depth = Math.addExact(depth, 1);
            return true;
        }
        return false;
    }

    @Override
    public void unlock() {
        Caller caller = Caller.current();
        guard.lock();
        try {
            if (owner == null || reentrant && !owner.equals(caller)) {
                throw notOwner();
            }
            if (--depth == 0) {
                free();
            }
        } finally {
            guard.unlock();
        }
    }

    private void free() {
        owner.drops(this);
        owner = null;
        abandoned = false;
        depth = 0;
        free.signal();
    }

    /** For who is inside the guard: unlocks wholly, and says how often it was locked. */
    int release(Caller caller) {
        checkOwner(caller);
        int times = depth;
        free();
        return times;
    }

    /** For who is inside the guard. */
    void checkOwner(Caller caller) {
        if (owner == null || !(reentrant ? owner.equals(caller) : owner.isOfSameClient(caller))) {
            throw notOwner();
        }
    }

    private IllegalMonitorStateException notOwner() {
        return new IllegalMonitorStateException(this + " is not held by the calling "
            + (reentrant ? "thread" : "process"));
    }

    @Override
    public void left(Session session) {
        guard.lock();
        try {
            if (owner != null && owner.session() == session) {
                leftBehind = true;
                free();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean abandoned() {
        guard.lock();
        try {
            return abandoned;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean isLocked() {
        guard.lock();
        try {
            return owner != null;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public ManagedCondition newCondition() {
        return new ServedCondition(this, guard);
    }

    @Override
    public String toString() {
        return (reentrant ? "RLock[" : "Lock[") + (isLocked() ? "locked]" : "free]");
    }
}
