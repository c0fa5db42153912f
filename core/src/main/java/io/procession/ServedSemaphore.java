package io.procession;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Permits in their server, with an account of what each client has acquired and not released. */
final class ServedSemaphore implements ManagedSemaphore, Served, Session.Holding {

    private final int initial;
    private final int bound;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition more = guard.newCondition();
    private final Map<Session, Integer> accounts = new HashMap<>();
    private int available;

    ServedSemaphore(int permits, int bound) {
        if (permits < 0) {
            throw new IllegalArgumentException("expected 0 permits or more, found " + permits);
        }
        this.initial = permits;
        this.bound = bound;
        this.available = permits;
    }

    @Override
    public Class<?> face() {
        return ManagedSemaphore.class;
    }

    @Override
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        acquire(permits, Long.MAX_VALUE);
    }

    @Override
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        check(permits);
        Caller caller = Caller.current();
        boolean interrupted = false;
        guard.lock();
        try {
            while (!take(permits)) {
                try {
                    Caller.aboutToWait();
                    more.await();
                } catch (InterruptedException e) {
                    if (caller.isGone()) {
                        throw Caller.gone();
                    }
                    interrupted = true;
                }
            }
        } finally {
            guard.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    @Override
    public boolean tryAcquire(int permits) {
        check(permits);
        guard.lock();
        try {
            return take(permits);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return acquire(1, unit.toNanos(time));
    }

    @Override
    public boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException {
        return acquire(permits, unit.toNanos(time));
    }

    @Override
    public boolean tryAcquire(Duration time) throws InterruptedException {
        return acquire(1, TimeUnit.NANOSECONDS.convert(time));
    }

    private boolean acquire(int permits, long nanos) throws InterruptedException {
        check(permits);
        long left = nanos;
        guard.lockInterruptibly();
        try {
            while (!take(permits)) {
                if (left <= 0) {
                    return false;
                }
                Caller.aboutToWait();
                left = more.awaitNanos(left);
            }
            return true;
        } finally {
            guard.unlock();
        }
    }

    private static void check(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("expected 0 permits or more, found " + permits);
        }
    }

    private boolean take(int permits) {
        if (available < permits) {
            return false;
        }
        Caller caller = Caller.current();
        if (permits > 0) {
            caller.holds(this);
            accounts.merge(caller.session(), permits, Integer::sum);
        }
        available -= permits;
        return true;
    }

    @Override
    public void release() {
        release(1);
    }

    @Override
    public void release(int permits) {
        check(permits);
        Caller caller = Caller.current();
        guard.lock();
        try {
            if (permits > bound - available) {
                throw new IllegalStateException("cannot release " + permits + ": " + available
                    + " available, at most " + bound);
            }
            int left = accounts.getOrDefault(caller.session(), 0) - permits;
            if (left > 0) {
                accounts.put(caller.session(), left);
            } else if (accounts.remove(caller.session()) != null) {
                caller.drops(this);
            }
            add(permits);
        } finally {
            guard.unlock();
        }
    }

    /** All look, since each may wait for another number. */
    private void add(int permits) {
        available += permits;
        if (permits > 0) {
            more.signalAll();
        }
    }

    @Override
    public void left(Session session) {
        guard.lock();
        try {
            Integer account = accounts.remove(session);
            if (account != null) {
                add(Math.max(0, Math.min(account, initial - available)));
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int availablePermits() {
        guard.lock();
        try {
            return available;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int drainPermits() {
        guard.lock();
        try {
            int drained = available;
            take(drained);
            return drained;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return "Semaphore[" + availablePermits() + " permits]";
    }
}
