package io.procession;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A barrier in its server, as {@link java.util.concurrent.CyclicBarrier}, which nobody can abort. */
final class ServedBarrier implements ManagedBarrier, Served {

    private final int parties;
    private final Job action;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();
    private Round round = new Round();

    /** Those who wait for one another, once. */
    private static final class Round {

        private int waiting;
        private boolean isComplete;
        private boolean isBroken;
    }

    /** @param action may be null */
    ServedBarrier(int parties, Job action) {
        if (parties < 1) {
            throw new IllegalArgumentException("expected 1 party or more, found " + parties);
        }
        this.parties = parties;
        this.action = action;
    }

    @Override
    public Class<?> face() {
        return ManagedBarrier.class;
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int await(Duration time) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    @Override
    public int await(long time, TimeUnit unit)
        throws InterruptedException, BrokenBarrierException, TimeoutException {
        guard.lock();
        try {
            Round own = round;
            if (own.isBroken) {
                throw new BrokenBarrierException();
            }
            int index = parties - ++own.waiting;
            if (index == 0) {
                complete(own);
            } else {
                sleep(own, unit.toNanos(time));
            }
            return index;
        } finally {
            guard.unlock();
        }
    }

    private void complete(Round own) {
        boolean isRun = false;
        try {
            if (action != null) {
                action.run();
            }
            isRun = true;
        } finally {
            if (isRun) {
                own.isComplete = true;
                round = new Round();
            } else {
                own.isBroken = true;
            }
            changed.signalAll();
        }
    }

    private void sleep(Round own, long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException {
        long left = nanos;
        while (!own.isComplete && !own.isBroken) {
            try {
                if (left <= 0) {
                    breakUp(own);
                    throw new TimeoutException();
                }
                Caller.aboutToWait();
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                if (own.isComplete) {
                    Thread.currentThread().interrupt();
                } else {
                    breakUp(own);
                    throw e;
                }
            }
        }
        if (own.isBroken) {
            throw new BrokenBarrierException();
        }
    }

    private void breakUp(Round broken) {
        broken.isBroken = true;
        changed.signalAll();
    }

    @Override
    public void abort() {
        guard.lock();
        try {
            breakUp(round);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void reset() {
        guard.lock();
        try {
            breakUp(round);
            round = new Round();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean isBroken() {
        guard.lock();
        try {
            return round.isBroken;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int parties() {
        return parties;
    }

    @Override
    public int waiting() {
        guard.lock();
        try {
            return round.isBroken ? 0 : round.waiting;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return "Barrier[" + waiting() + " of " + parties + " waiting" + (isBroken() ? ", broken]" : "]");
    }
}
