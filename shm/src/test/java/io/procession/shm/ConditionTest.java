package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("waiting")
class ConditionTest {

    private final RLock lock = RLock.create();
    private final Condition condition = lock.newCondition();

    @Test
    void signalLetsSoManyGoOnAndLeavesNothing() throws Exception {
        List<Background<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            waiters.add(Background.start(() -> {
                lock.lock();
                lock.lock();
                try {
                    condition.await();
                    return lock.getHoldCount() == 2;
                } finally {
                    lock.unlock();
                    lock.unlock();
                }
            }));
        }
        Waiting.until("all wait", () -> condition.waiting() == 40);
        for (int woken : new int[] {1, 7, 32}) {
            long before = done(waiters);
            lock.lock();
            condition.signal(woken);
            lock.unlock();
            Waiting.until("so many have gone on", () -> done(waiters) == before + woken);
            assertEquals(40 - before - woken, condition.waiting());
        }
        for (Background<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
        assertFalse(lock.isLocked());
    }

    @Test
    void isNotWaitedForAnyLongerThanAsked() throws Exception {
        lock.lock();
        try {
            assertFalse(condition.await(Duration.ofMillis(20)));
            assertTrue(condition.awaitNanos(1000) <= 0);
            assertFalse(condition.await(Duration.ofMillis(20), () -> false));
            assertEquals(0, condition.waiting());
        } finally {
            lock.unlock();
        }
    }

    private static long done(List<Background<Boolean>> waiters) {
        return waiters.stream().filter(Background::isDone).count();
    }
}
