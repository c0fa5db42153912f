package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A wait gives an RLock up wholly, and holds it as often again however it ends. */
@Tag("waiting")
class ConditionDepthTest {

    private static final int DEPTH = 3;

    private final Region region = Region.create();
    private final RLock lock = RLock.create(region);
    private final Condition condition = lock.newCondition();

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void whenSignalled() throws Exception {
        Background<Integer> waiter = startDeep(() -> {
            condition.await();
            return lock.getHoldCount();
        });
        signal();
        assertEquals(DEPTH, waiter.get());
        assertFalse(lock.isLocked());
    }

    @Test
    void whenInterrupted() throws Exception {
        Background<Integer> waiter = startDeep(() -> {
            assertThrows(InterruptedException.class, condition::await);
            return lock.getHoldCount();
        });
        waiter.interrupt();
        assertEquals(DEPTH, waiter.get());
        assertFalse(lock.isLocked());
    }

    @Test
    void whenTheTimeIsOver() throws Exception {
        lock.lock();
        lock.lock();
        assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
        assertEquals(2, lock.getHoldCount());
    }

    @Test
    void whenInterruptedBefore() {
        lock.lock();
        lock.lock();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, condition::await);
        assertEquals(2, lock.getHoldCount());
    }

    @Test
    void whenOthersHeldItDeeperMeanwhile() throws Exception {
        Background<Integer> waiter = startDeep(() -> {
            condition.awaitUninterruptibly();
            return lock.getHoldCount();
        });
        lock.lock();
        lock.lock();
        signal();
        lock.unlock();
        assertFalse(waiter.isDone());
        lock.unlock();
        assertEquals(DEPTH, waiter.get());
    }

    @Test
    void whenSignalledWithOthersOfAnotherDepth() throws Exception {
        Background<Integer> deep = startDeep(() -> {
            condition.await();
            return lock.getHoldCount();
        });
        Background<Integer> flat = Background.start(() -> {
            try (RLock.Hold hold = lock.hold()) {
                condition.await();
                return hold.abandoned() ? -1 : lock.getHoldCount();
            }
        });
        Waiting.until("both wait", () -> condition.waiting() == 2);
        try (RLock.Hold hold = lock.hold()) {
            assertFalse(hold.abandoned());
            condition.signalAll();
        }
        assertEquals(DEPTH, deep.get());
        assertEquals(1, flat.get());
        assertFalse(lock.isLocked());
    }

    private Background<Integer> startDeep(Callable<Integer> wait) {
        Background<Integer> waiter = Background.start(() -> {
            for (int i = 0; i < DEPTH; i++) {
                lock.lock();
            }
            int depth = wait.call();
            for (int i = 0; i < DEPTH; i++) {
                lock.unlock();
            }
            return depth;
        });
        Waiting.until("it waits", () -> condition.waiting() == 1);
        Waiting.until("it has given the lock up wholly", lock::tryLock);
        lock.unlock();
        return waiter;
    }

    private void signal() {
        lock.lock();
        condition.signal();
        lock.unlock();
    }
}
