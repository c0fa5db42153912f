package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nobody dies, and nobody needs the end of a slice to go on: would catch a wake that is lost, by a hang. In each of
 * these some give up at any moment, who may have been woken in the place of another.
 */
class LostWakeTest {

    private static final int ROUNDS = Soak.rounds(5_000, 100_000);
    private static final int HASTY_ROUNDS = ROUNDS / 10;

    private final Region region = Region.create();
    private final List<Background<Void>> threads = new ArrayList<>();
    private Unsliced unsliced;

    @BeforeEach
    void endSlices() throws ReflectiveOperationException {
        Waiting.load();
        assumeTrue(Parking.parker() instanceof Futex);
        unsliced = new Unsliced();
    }

    @AfterEach
    void close() throws ReflectiveOperationException {
        unsliced.close();
        region.close();
    }

    @ParameterizedTest
    @EnumSource
    void ofALock(LockKind kind) throws Exception {
        SharedLock lock = kind.open(region);
        start(3, ROUNDS, () -> {
            lock.lock();
            Thread.yield();
            lock.unlock();
            return null;
        });
        startHasty(2, () -> {
            if (lock.tryLock(aMoment())) {
                lock.unlock();
            }
            return null;
        });
        join();
        assertEquals(false, lock.isLocked());
    }

    @Test
    void ofASemaphore() throws Exception {
        Semaphore semaphore = Semaphore.create(region, 3);
        start(3, ROUNDS, () -> {
            int permits = ThreadLocalRandom.current().nextInt(1, 4);
            semaphore.acquire(permits);
            Thread.yield();
            semaphore.release(permits);
            return null;
        });
        start(2, ROUNDS, () -> {
            try (Semaphore.Lease lease = semaphore.hold(ThreadLocalRandom.current().nextInt(1, 4))) {
                Thread.yield();
                return lease.permits();
            }
        });
        startHasty(2, () -> {
            int permits = ThreadLocalRandom.current().nextInt(1, 4);
            if (semaphore.tryAcquire(permits, aMoment())) {
                semaphore.release(permits);
            }
            return null;
        });
        join();
        assertEquals(3, semaphore.availablePermits());
    }

    /** A buffer of one place. Each signal is for one only: were it lost, all would wait. */
    @ParameterizedTest
    @EnumSource
    void ofACondition(LockKind kind) throws Exception {
        SharedLock lock = kind.open(region);
        Condition notEmpty = lock.newCondition();
        Condition notFull = lock.newCondition();
        boolean[] full = {false};
        start(2, ROUNDS, () -> {
            try (SharedLock.Hold hold = lock.hold()) {
                notFull.await(() -> !full[0]);
                full[0] = true;
                notEmpty.signal();
                return hold.abandoned();
            }
        });
        start(2, ROUNDS, () -> {
            try (SharedLock.Hold hold = lock.hold()) {
                notEmpty.await(() -> full[0]);
                full[0] = false;
                notFull.signal();
                return hold.abandoned();
            }
        });
        startHasty(2, () -> {
            try (SharedLock.Hold hold = lock.hold()) {
                if (notFull.await(aMoment(), () -> !full[0])) {
                    notFull.signal();
                }
                return hold.abandoned();
            }
        });
        join();
        assertEquals(0, notEmpty.waiting() + notFull.waiting());
    }

    @Test
    void ofAnEvent() throws Exception {
        Event ping = Event.create(region);
        Event pong = Event.create(region);
        start(1, ROUNDS, () -> {
            ping.set();
            pong.await();
            pong.clear();
            return null;
        });
        start(1, ROUNDS, () -> {
            ping.await();
            ping.clear();
            pong.set();
            return null;
        });
        startHasty(2, () -> ping.await(aMoment()));
        join();
    }

    /** Producers signal for one, and whoever takes one and leaves some signals for the next. */
    @Test
    void ofAnEventCount() throws Exception {
        LongValue items = LongValue.create(region, 0);
        EventCount more = EventCount.create(region);
        start(2, ROUNDS, () -> {
            items.incrementAndGet();
            more.signal();
            return null;
        });
        start(2, ROUNDS, () -> {
            more.await(() -> tryTake(items, more));
            return null;
        });
        startHasty(2, () -> {
            if (more.await(aMoment(), () -> tryTake(items, more))) {
                items.incrementAndGet();
                more.signal();
            }
            return null;
        });
        join();
        assertEquals(0, items.get());
    }

    private static boolean tryTake(LongValue items, EventCount more) {
        long seen = items.get();
        if (seen == 0 || !items.compareAndSet(seen, seen - 1)) {
            return false;
        }
        if (items.get() > 0) {
            more.signal();
        }
        return true;
    }

    @Test
    void ofABarrier() throws Exception {
        int[] actions = {0};
        Barrier[] barriers = {Barrier.create(region, 3), Barrier.create(region, 3, new Counting(actions))};
        start(3, ROUNDS, () -> barriers[0].await() + barriers[1].await());
        join();
        assertEquals(ROUNDS, actions[0]);
    }

    /** Serializable in name: it stays in this process. */
    private record Counting(int[] actions) implements Runnable, java.io.Serializable {
        @Override
        public void run() {
            actions[0]++;
        }
    }

    /** The first to sleep gets the wake, and makes nothing of it. */
    @ParameterizedTest
    @EnumSource
    void ofALockByOneWhoIsInterrupted(LockKind kind) throws Exception {
        SharedLock lock = kind.open(region);
        lock.lock();
        Background<Void> interrupted = Background.start(() -> {
            lock.lockInterruptibly();
            return null;
        });
        Waiting.untilWaitedFor(lock);
        Thread.sleep(20);
        start(1, 1, () -> {
            lock.lock();
            return null;
        });
        Thread.sleep(20);
        interrupted.interrupt();
        lock.unlock();
        assertInstanceOf(InterruptedException.class, interrupted.failure());
        join();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void ofASemaphoreByOneWhoIsInterrupted(int permits) throws Exception {
        Semaphore semaphore = Semaphore.create(region, 0);
        Background<Void> interrupted = Background.start(() -> {
            semaphore.acquire();
            return null;
        });
        Waiting.untilWaitedFor(semaphore);
        Thread.sleep(20);
        start(1, 1, () -> semaphore.hold(permits));
        Thread.sleep(20);
        interrupted.interrupt();
        semaphore.release(permits);
        assertInstanceOf(InterruptedException.class, interrupted.failure());
        join();
    }

    /** The first to sleep is woken for a permit that another takes, gives up, and is not there for the next one. */
    @Test
    void ofASemaphoreByOneWhoWasOvertaken() throws Exception {
        Semaphore semaphore = Semaphore.create(region, 0);
        Background<Void> interrupted = Background.start(() -> {
            semaphore.acquire();
            return null;
        });
        Waiting.untilWaitedFor(semaphore);
        Thread.sleep(20);
        start(1, 1, () -> {
            semaphore.acquire();
            return null;
        });
        Thread.sleep(20);
        interrupted.interrupt();
        semaphore.release();
        semaphore.tryAcquire();
        assertInstanceOf(InterruptedException.class, interrupted.failure());
        semaphore.release();
        join();
    }

    private static Duration aMoment() {
        return Duration.ofNanos(ThreadLocalRandom.current().nextInt(200_000));
    }

    private void startHasty(int count, Callable<?> round) {
        start(count, HASTY_ROUNDS, () -> {
            unsliced.keepDeadlines();
            return round.call();
        });
    }

    private void start(int count, int rounds, Callable<?> round) {
        for (int i = 0; i < count; i++) {
            threads.add(Background.start(() -> {
                for (int done = 0; done < rounds; done++) {
                    round.call();
                }
                return null;
            }));
        }
    }

    private void join() throws Exception {
        for (Background<Void> thread : threads) {
            thread.get();
        }
    }
}
