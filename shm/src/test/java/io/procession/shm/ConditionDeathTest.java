package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies in a wait, or holding what others wait for. */
class ConditionDeathTest {

    @TempDir
    Path directory;

    private Region region;
    private RLock lock;
    private Condition condition;

    @BeforeEach
    void makeCondition() {
        Waiting.load();
        region = Region.open(directory.resolve("region"));
        lock = RLock.open(region, "lock");
        condition = lock.newCondition("condition");
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void whoIsKilledWaitingIsNotCounted() {
        try (Child doomed = startChild()) {
            assertEquals(1, condition.waiting());
            doomed.kill();
            assertEquals(0, condition.waiting());
        }
    }

    @Test
    void whoIsKilledWaitingTakesNoSignal() throws Exception {
        try (Child doomed = startChild()) {
            Background<Void> waiter = startWaiter();
            doomed.kill();
            signal(1);
            Waiting.promptly(condition, waiter::isDone);
            waiter.get();
        }
    }

    @Test
    void whoIsKilledWaitingHoldsUpNoSignalToAll() throws Exception {
        Background<Void> first = startWaiter();
        try (Child doomed = startChild()) {
            Background<Void> second = startWaiter();
            doomed.kill();
            lock.lock();
            condition.signalAll();
            lock.unlock();
            Waiting.promptly(condition, () -> first.isDone() && second.isDone());
            assertEquals(0, condition.waiting());
        }
    }

    @Test
    void whoIsKilledBeforeItHasTheLockAgainPassesItsSignalOn() throws Exception {
        try (Child doomed = startChild()) {
            Background<Void> heir = startWaiter();
            Background<Void> other = startWaiter();
            lock.lock();
            condition.signal();
            Waiting.untilWaitedFor(lock);
            assertEquals(2, condition.waiting());
            doomed.kill();
            Waiting.promptly(condition, () -> condition.waiting() == 1);
            lock.unlock();
            heir.get();
            assertFalse(other.isDone(), "one signal lets one go on");
            signal(1);
            other.get();
        }
    }

    @Test
    void eachPassesItsSignalOnWhenSeveralAreKilled() throws Exception {
        try (Child first = startChild(); Child second = startChild()) {
            Background<Void> firstHeir = startWaiter();
            Background<Void> secondHeir = startWaiter();
            lock.lock();
            condition.signal(2);
            Waiting.untilWaitedFor(lock);
            first.kill();
            second.kill();
            Waiting.promptly(condition, () -> condition.waiting() == 0);
            lock.unlock();
            firstHeir.get();
            secondHeir.get();
        }
    }

    @Test
    void anHeirThatIsKilledPassesTheSignalOnAgain() throws Exception {
        try (Child first = startChild(); Child second = startChild()) {
            Background<Void> heir = startWaiter();
            lock.lock();
            condition.signal();
            first.kill();
            Waiting.promptly(condition, () -> condition.waiting() == 1);
            second.kill();
            Waiting.promptly(condition, () -> condition.waiting() == 0);
            lock.unlock();
            heir.get();
        }
    }

    @Test
    void whoIsKilledBeforeItHasTheLockAgainPassesNothingToWhoCameLater() throws Exception {
        try (Child doomed = startChild()) {
            lock.lock();
            condition.signal();
            Waiting.untilWaitedFor(lock);
            doomed.kill();
            assertFalse(condition.await(Duration.ofMillis(300)));
            lock.unlock();
        }
        Background<Void> waiter = startWaiter();
        signal(1);
        waiter.get();
    }

    @Test
    void whoWakesTakesTheLockOverFromASignallerThatWasKilledHoldingIt() throws Exception {
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            condition.await();
            boolean abandoned = lock.abandoned();
            lock.unlock();
            return abandoned;
        });
        Waiting.until("it waits", () -> condition.waiting() == 1);
        try (Child doomed = Child.start(Signaller.class, region.file()).expect("signalled")) {
            assertFalse(waiter.isDone());
            doomed.kill();
            Waiting.promptly(condition, waiter::isDone);
            assertTrue(waiter.get(), "it is told");
        }
    }

    @Test
    void whoWaitsWaitsOnWhenTheOwnerIsKilled() throws Exception {
        Background<Void> waiter = startWaiter();
        try (Child doomed = Child.start(Signaller.class, region.file(), "no signal").expect("signalled")) {
            doomed.kill();
        }
        Thread.sleep(100);
        assertEquals(1, condition.waiting());
        assertTrue(lock.isLocked());
        assertTrue(lock.tryLock());
        assertTrue(lock.abandoned());
        condition.signal();
        lock.unlock();
        waiter.get();
    }

    /** The one who passed a signal on was killed when its heir had it, and the dead one not yet given it up. */
    @Test
    void aSignalIsPassedOnOnceThoughWhoDoesItIsKilled() throws Exception {
        Background<Void> heir = startWaiter();
        Background<Void> other = startWaiter();
        WaitersMemory memory = new WaitersMemory(condition);
        lock.lock();
        memory.dieInside(() -> memory.leaveHalfPassedOn(3, 1));
        Waiting.promptly(condition, () -> condition.waiting() == 1);
        lock.unlock();
        heir.get();
        Thread.sleep(100);
        assertFalse(other.isDone(), "one signal lets one go on");
        assertEquals(1, condition.waiting());
        signal(1);
        other.get();
    }

    private Child startChild() {
        int before = condition.waiting();
        Child child = Child.start(Waiter.class, region.file());
        Waiting.until("it waits", () -> condition.waiting() == before + 1);
        return child;
    }

    private Background<Void> startWaiter() {
        int before = condition.waiting();
        Background<Void> waiter = Background.start(() -> {
            lock.lock();
            condition.await();
            lock.unlock();
            return null;
        });
        Waiting.until("it waits", () -> condition.waiting() == before + 1);
        return waiter;
    }

    private void signal(int count) throws InterruptedException {
        assertTrue(lock.tryLock(Child.DEADLINE_SECONDS, TimeUnit.SECONDS));
        condition.signal(count);
        lock.unlock();
    }

    /** Waits. */
    static final class Waiter {
        public static void main(String[] arguments) throws InterruptedException {
            Waiting.load();
            RLock lock = RLock.open(Region.attach(Path.of(arguments[0])), "lock");
            lock.lock();
            lock.newCondition("condition").await();
            lock.unlock();
        }
    }

    /** Signals, unless told not to, and keeps the lock. */
    static final class Signaller {
        public static void main(String[] arguments) {
            Waiting.load();
            RLock lock = RLock.open(Region.attach(Path.of(arguments[0])), "lock");
            lock.lock();
            if (arguments.length == 1) {
                lock.newCondition("condition").signal();
            }
            Role.say("signalled");
            Role.hear();
        }
    }
}
