package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("waiting")
@ParameterizedClass
@EnumSource(LockKind.class)
class LockTimeoutTest {

    private final Region region = Region.create();
    private final SharedLock lock;

    LockTimeoutTest(LockKind kind) {
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

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void takesAFreeLockWhateverTheTime(long nanos) throws InterruptedException {
        assertTrue(lock.tryLock(nanos, TimeUnit.NANOSECONDS));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1})
    void doesNotWaitWithoutTime(long nanos) throws Exception {
        lockInAnotherThread();
        long start = System.nanoTime();
        assertFalse(lock.tryLock(nanos, TimeUnit.NANOSECONDS));
        Waiting.assertPrompt(start);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 150})
    void waitsItsTimeAndNotMuchLonger(int millis) throws Exception {
        lockInAnotherThread();
        long start = System.nanoTime();
        assertFalse(lock.tryLock(Duration.ofMillis(millis)));
        long waited = System.nanoTime() - start;
        assertTrue(waited >= TimeUnit.MILLISECONDS.toNanos(millis), () -> "waited " + waited + " ns");
        Waiting.assertPrompt(start + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE / 2})
    void waitsForEver(long nanos) throws Exception {
        lock.lock();
        Background<Boolean> waiter = Background.start(() -> lock.tryLock(nanos, TimeUnit.NANOSECONDS));
        Waiting.untilWaitedFor(lock);
        lock.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void waitsForLongerThanNanosecondsCount() throws Exception {
        lock.lock();
        Background<Boolean> waiter = Background.start(() -> lock.tryLock(Duration.ofSeconds(Long.MAX_VALUE)));
        Waiting.untilWaitedFor(lock);
        lock.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void takesALockThatIsFreedInTime() throws Exception {
        lock.lock();
        Background<Boolean> waiter = Background.start(() -> lock.tryLock(Child.DEADLINE_SECONDS, TimeUnit.SECONDS));
        Waiting.untilWaitedFor(lock);
        lock.unlock();
        assertTrue(waiter.get());
        assertTrue(lock.isLocked());
    }

    private void lockInAnotherThread() throws Exception {
        Background.start(() -> {
            lock.lock();
            return null;
        }).get();
    }
}
