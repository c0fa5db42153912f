package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The region is closed under those who wait, while the process stays attached by another opening of the same file: to
 * others it lives, and what its waiters leave behind is not found by their death.
 */
@Tag("waiting")
class ConditionClosedTest {

    /** How many waiters the first table has room for. */
    private static final int FIRST_TABLE = 16;

    @TempDir
    Path directory;

    private Region kept;
    private Region closed;
    private RLock lock;
    private Condition condition;

    @BeforeEach
    void openTwice() {
        Waiting.load();
        kept = Region.open(directory.resolve("region"));
        closed = Region.open(kept.file());
        lock = RLock.open(kept, "lock");
        condition = lock.newCondition("condition");
    }

    @AfterEach
    void close() {
        closed.close();
        kept.close();
    }

    @Test
    void endsAWait() throws Exception {
        Background<Void> waiter = startWaiter(closed);
        long begun = System.nanoTime();
        closed.close();
        assertInstanceOf(RegionClosedException.class, waiter.failure());
        Waiting.assertPrompt(begun);
        assertEquals(0, condition.waiting());
    }

    @Test
    void whoLeavesSoTakesNoSignal() throws Exception {
        Background<Void> leaver = startWaiter(closed);
        Background<Void> waiter = startWaiter(kept);
        closed.close();
        assertInstanceOf(RegionClosedException.class, leaver.failure());
        signal(1);
        waiter.get();
    }

    @Test
    void whoLeavesSoPassesOnTheSignalThatItHad() throws Exception {
        Background<Void> leaver = startWaiter(closed);
        Background<Void> waiter = startWaiter(kept);
        lock.lock();
        condition.signal();
        Waiting.untilWaitedFor(lock);
        closed.close();
        assertInstanceOf(RegionClosedException.class, leaver.failure());
        assertEquals(0, condition.waiting());
        lock.unlock();
        waiter.get();
    }

    /** Would catch one who cannot leave, since the queue leads through a table that its handle has not seen yet. */
    @Test
    void whoLeavesSoTakesNoSignalThoughTheQueueLeadsElsewhere() throws Exception {
        List<Background<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < FIRST_TABLE + 1; i++) {
            waiters.add(startWaiter(kept));
        }
        signal(FIRST_TABLE);
        for (Background<Void> waiter : waiters.subList(0, FIRST_TABLE)) {
            waiter.get();
        }
        waiters.add(startWaiter(kept));
        Background<Void> leaver = startWaiter(closed);
        closed.close();
        assertInstanceOf(RegionClosedException.class, leaver.failure());
        assertEquals(2, condition.waiting());
        waiters.add(startWaiter(kept));
        signal(3);
        for (Background<Void> waiter : waiters) {
            waiter.get();
        }
    }

    private Background<Void> startWaiter(Region region) {
        int before = condition.waiting();
        RLock waitersLock = RLock.open(region, "lock");
        Condition waitersCondition = waitersLock.newCondition("condition");
        Background<Void> waiter = Background.start(() -> {
            waitersLock.lock();
            waitersCondition.await();
            waitersLock.unlock();
            return null;
        });
        Waiting.until("it waits, and has given the lock up",
            () -> condition.waiting() == before + 1 && !lock.isLocked());
        return waiter;
    }

    private void signal(int count) {
        lock.lock();
        condition.signal(count);
        lock.unlock();
    }
}
