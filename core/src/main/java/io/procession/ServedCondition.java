package io.procession;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A condition of a lock in its server: those who wait, in the order in which they came, each for itself to be woken.
 * One that was signalled, but whose client has ended before it could know, hands the signal on.
 */
final class ServedCondition implements ManagedCondition, Served {

    private final ServedLock lock;
    private final ReentrantLock guard;
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    /** One who waits. */
    private static final class Waiter {

        private final Condition woken;
        private boolean signalled;

        Waiter(Condition woken) {
            this.woken = woken;
        }
    }

    /** @param guard of the lock's state */
    ServedCondition(ServedLock lock, ReentrantLock guard) {
        this.lock = lock;
        this.guard = guard;
    }

    @Override
    public Class<?> face() {
        return ManagedCondition.class;
    }

    @Override
    public ManagedLock lock() {
        return lock;
    }

    @Override
    public void await() throws InterruptedException {
        awaitNanos(Long.MAX_VALUE);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(unit.toNanos(time), true) > 0;
    }

    @Override
    public boolean await(Duration time) throws InterruptedException {
        return await(TimeUnit.NANOSECONDS.convert(time), true) > 0;
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return await(deadline.getTime() - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        return await(nanos, true);
    }

    @Override
    public void awaitUninterruptibly() {
        try {
            await(Long.MAX_VALUE, false);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How much time is left: more than 0 if it was signalled. */
    private long await(long nanos, boolean interruptible) throws InterruptedException {
        Caller caller = Caller.current();
        guard.lock();
        try {
            lock.checkOwner(caller);
            if (interruptible && Thread.interrupted()) {
                throw new InterruptedException();
            }
            Waiter self = new Waiter(guard.newCondition());
            int times = lock.release(caller);
            waiters.add(self);
            boolean isBack = false;
            try {
                long left = sleep(self, nanos, interruptible, caller);
                return self.signalled ? Math.max(1, left) : Math.min(0, left);
            } finally {
                waiters.remove(self);
                try {
                    lock.acquireUninterruptibly(caller, times);
                    isBack = true;
                    if (self.signalled) {
                        caller.ifLost(this::handOn);
                    }
                } finally {
                    if (!isBack && self.signalled) {
                        handOn();
                    }
                }
            }
        } finally {
            guard.unlock();
        }
    }

    private static long sleep(Waiter self, long nanos, boolean interruptible, Caller caller)
        throws InterruptedException {
        long left = nanos;
        boolean interrupted = false;
        while (!self.signalled && left > 0) {
            try {
                Caller.aboutToWait();
                left = self.woken.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
                if (caller.isGone()) {
                    break;
                }
                if (interruptible && !self.signalled) {
                    throw e;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    @Override
    public void signal() {
        signal(1);
    }

    @Override
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    @Override
    public void signal(int count) {
        guard.lock();
        try {
            lock.checkOwner(Caller.current());
            wake(count);
        } finally {
            guard.unlock();
        }
    }

    /** A signal has reached one who cannot make use of it. */
    private void handOn() {
        guard.lock();
        try {
            wake(1);
        } finally {
            guard.unlock();
        }
    }

    private void wake(int count) {
        for (int i = 0; i < count && !waiters.isEmpty(); i++) {
            Waiter first = waiters.removeFirst();
            first.signalled = true;
            first.woken.signal();
        }
    }

    @Override
    public int waiting() {
        guard.lock();
        try {
            return waiters.size();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return "Condition[" + waiting() + " waiting]";
    }
}
