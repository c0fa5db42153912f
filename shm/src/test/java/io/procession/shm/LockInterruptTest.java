package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("waiting")
@ParameterizedClass
@EnumSource(LockKind.class)
class LockInterruptTest {

    private final Region region = Region.create();
    private final SharedLock lock;

    LockInterruptTest(LockKind kind) {
        this.lock = kind.open(region);
    }

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void lockInterruptiblyObeysAnEarlierInterruptThoughTheLockIsFree() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, lock::lockInterruptibly);
        assertFalse(Thread.interrupted(), "the exception takes the status");
        assertFalse(lock.isLocked());
    }

    @Test
    void timedTryLockObeysAnEarlierInterruptThoughTheLockIsFree() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> lock.tryLock(1, TimeUnit.SECONDS));
        assertFalse(Thread.interrupted(), "the exception takes the status");
        assertFalse(lock.isLocked());
    }

    @Test
    void timedTryLockObeysAnEarlierInterruptThoughItWouldNotWait() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> lock.tryLock(0, TimeUnit.SECONDS));
    }

    @Test
    void tryLockDoesNotLookForInterrupts() {
        Thread.currentThread().interrupt();
        assertTrue(lock.tryLock());
        assertTrue(Thread.interrupted());
    }

    @Test
    void lockInterruptiblyObeysAnInterruptWhileItWaits() throws Exception {
        assertInterruptEnds(() -> {
            lock.lockInterruptibly();
            return null;
        });
    }

    @Test
    void timedTryLockObeysAnInterruptWhileItWaits() throws Exception {
        assertInterruptEnds(() -> lock.tryLock(1, TimeUnit.HOURS));
    }

    @Test
    void lockWaitsOnWhenInterruptedAndKeepsTheStatus() throws Exception {
        lock.lock();
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            return Thread.interrupted();
        });
        Waiting.untilWaitedFor(lock);
        waiter.interrupt();
        Thread.sleep(100);
        assertFalse(waiter.isDone(), "an interrupt does not end it");
        lock.unlock();
        assertTrue(waiter.get(), "the thread has its interrupt status again");
    }

    @Test
    void lockKeepsTheStatusOfAnEarlierInterrupt() throws Exception {
        lock.lock();
        Background<Boolean> waiter = Background.start(() -> {
            Thread.currentThread().interrupt();
            lock.lock();
            return Thread.interrupted();
        });
        Waiting.untilWaitedFor(lock);
        lock.unlock();
        assertTrue(waiter.get());
    }

    private void assertInterruptEnds(Callable<?> wait) throws Exception {
        lock.lock();
        Background<?> waiter = Background.start(wait);
        Waiting.untilWaitedFor(lock);
        long interrupted = System.nanoTime();
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        Waiting.assertPrompt(interrupted);
        assertTrue(lock.isLocked());
        lock.unlock();
        assertTrue(lock.tryLock(), "the one who was interrupted has left nothing");
    }
}
