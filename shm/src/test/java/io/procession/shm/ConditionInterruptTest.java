package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("waiting")
@ParameterizedClass
@EnumSource(LockKind.class)
class ConditionInterruptTest {

    private final Region region = Region.create();
    private final SharedLock lock;
    private final Condition condition;

    ConditionInterruptTest(LockKind kind) {
        this.lock = kind.open(region);
        this.condition = lock.newCondition();
    }

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    /** The waits that an interrupt ends. */
    enum Await {
        AWAIT {
            @Override
            void in(Condition condition) throws InterruptedException {
                condition.await();
            }
        },
        TIME {
            @Override
            void in(Condition condition) throws InterruptedException {
                condition.await(1, TimeUnit.HOURS);
            }
        },
        DURATION {
            @Override
            void in(Condition condition) throws InterruptedException {
                condition.await(Duration.ofHours(1));
            }
        },
        NANOS {
            @Override
            void in(Condition condition) throws InterruptedException {
                condition.awaitNanos(Long.MAX_VALUE);
            }
        },
        DATE {
            @Override
            void in(Condition condition) throws InterruptedException {
                condition.awaitUntil(new Date(Long.MAX_VALUE));
            }
        },
        PREDICATE {
            @Override
            void in(Condition condition) throws InterruptedException {
                condition.await(() -> false);
            }
        },
        TIMED_PREDICATE {
            @Override
            void in(Condition condition) throws InterruptedException {
                condition.await(Duration.ofHours(1), () -> false);
            }
        };

        abstract void in(Condition condition) throws InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    void obeysAnInterruptWhileItWaits(Await await) throws Exception {
        Background<Void> waiter = Background.start(() -> {
            lock.lock();
            await.in(condition);
            return null;
        });
        untilWaiting();
        long interrupted = System.nanoTime();
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        Waiting.assertPrompt(interrupted);
        assertTrue(lock.isLocked(), "the lock is held when it throws");
        assertEquals(0, condition.waiting());
    }

    @ParameterizedTest
    @EnumSource
    void obeysAnEarlierInterrupt(Await await) {
        lock.lock();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> await.in(condition));
        assertFalse(Thread.interrupted(), "the exception takes the status");
        assertTrue(lock.isLocked());
        assertEquals(0, condition.waiting());
    }

    @Test
    void obeysAnEarlierInterruptThoughItWouldNotWait() {
        lock.lock();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> condition.awaitNanos(0));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> condition.awaitUntil(new Date(0)));
    }

    /** The lock is had again before it throws, however long that takes. */
    @Test
    void throwsOnlyOnceTheLockIsFree() throws Exception {
        Background<Void> waiter = startWaiter();
        untilWaiting();
        lock.lock();
        waiter.interrupt();
        Waiting.untilWaitedFor(lock);
        assertFalse(waiter.isDone());
        waiter.interrupt();
        lock.unlock();
        assertInstanceOf(InterruptedException.class, waiter.failure());
    }

    @Test
    void isSignalledRatherThanInterruptedWhenTheSignalWasFirst() throws Exception {
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            condition.await();
            lock.unlock();
            return Thread.interrupted();
        });
        untilWaiting();
        lock.lock();
        condition.signal();
        waiter.interrupt();
        Waiting.untilWaitedFor(lock);
        lock.unlock();
        assertTrue(waiter.get(), "the thread has its interrupt status again");
    }

    /** Would catch a signal that an interrupted waiter takes with it: of two, one would have neither. */
    @Test
    void interruptedAndSignalledIsOneOrTheOther() throws Exception {
        for (int round = 0; round < Soak.rounds(50, 2_000); round++) {
            Background<Void> first = startWaiter();
            untilWaiting();
            Background<Void> second = startWaiter();
            Waiting.until("both wait", () -> condition.waiting() == 2);
            first.interrupt();
            lock.lock();
            condition.signal();
            lock.unlock();
            Waiting.until("the first has gone on", first::isDone);
            if (isInterrupted(first)) {
                second.get();
            } else {
                assertEquals(1, condition.waiting());
                lock.lock();
                condition.signal();
                lock.unlock();
                second.get();
            }
        }
        assertEquals(0, condition.waiting());
    }

    private static boolean isInterrupted(Background<?> waiter) throws Exception {
        try {
            waiter.get();
            return false;
        } catch (AssertionError e) {
            assertInstanceOf(InterruptedException.class, e.getCause());
            return true;
        }
    }

    @Test
    void oneWhoIsInterruptedTakesNoSignal() throws Exception {
        Background<Void> interrupted = startWaiter();
        untilWaiting();
        interrupted.interrupt();
        interrupted.failure();
        Background<Void> waiter = startWaiter();
        untilWaiting();
        lock.lock();
        condition.signal();
        lock.unlock();
        waiter.get();
    }

    @Test
    void awaitUninterruptiblyWaitsOnAndKeepsTheStatus() throws Exception {
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            Thread.currentThread().interrupt();
            condition.awaitUninterruptibly();
            lock.unlock();
            return Thread.interrupted();
        });
        untilWaiting();
        Thread.sleep(100);
        waiter.interrupt();
        Thread.sleep(100);
        assertFalse(waiter.isDone(), "an interrupt does not end it");
        assertEquals(1, condition.waiting());
        lock.lock();
        condition.signal();
        lock.unlock();
        assertTrue(waiter.get(), "the thread has its interrupt status again");
    }

    @Test
    void signalsDoNotLookForInterrupts() {
        lock.lock();
        Thread.currentThread().interrupt();
        condition.signal();
        condition.signalAll();
        assertEquals(0, condition.waiting());
        assertTrue(Thread.interrupted());
    }

    private Background<Void> startWaiter() {
        return Background.start(() -> {
            lock.lock();
            try {
                condition.await();
            } finally {
                lock.unlock();
            }
            return null;
        });
    }

    private void untilWaiting() {
        Waiting.until("it waits", () -> condition.waiting() == 1);
    }
}
