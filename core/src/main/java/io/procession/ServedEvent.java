package io.procession;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A flag in its server. Who waits when it is set goes on, even if it is cleared at once. */
final class ServedEvent implements ManagedEvent, Served {

    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();
    private boolean isSet;
    private long times;

    @Override
    public Class<?> face() {
        return ManagedEvent.class;
    }

    @Override
    public void set() {
        guard.lock();
        try {
            if (!isSet) {
                isSet = true;
                times++;
                changed.signalAll();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void clear() {
        guard.lock();
        try {
            isSet = false;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean isSet() {
        guard.lock();
        try {
            return isSet;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void await() throws InterruptedException {
        await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean await(Duration time) throws InterruptedException {
        return await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(time);
        guard.lockInterruptibly();
        try {
            long begun = times;
            while (!isSet && times == begun) {
                if (left <= 0) {
                    return false;
                }
                Caller.aboutToWait();
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return isSet() ? "Event[set]" : "Event[not set]";
    }
}
