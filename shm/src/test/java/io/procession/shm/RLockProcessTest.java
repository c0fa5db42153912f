package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between processes: who may unlock, and what becomes of a deep hold when its process ends. */
class RLockProcessTest {

    private static final int DEPTH = 3;

    @TempDir
    Path directory;

    private Region region;
    private RLock lock;

    @BeforeEach
    void makeLock() {
        Waiting.load();
        region = Region.open(directory.resolve("region"));
        lock = RLock.open(region, "lock");
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void refusesToBeUnlockedByAnotherProcess() {
        lock.lock();
        try (Child child = Child.start(Unlocker.class, region.file())) {
            child.expect("IllegalMonitorStateException").awaitSuccess();
        }
        assertEquals(1, lock.getHoldCount());
        lock.unlock();
    }

    @Test
    void goesToAnotherProcessOnlyWhenWhollyUnlocked() {
        lock.lock();
        lock.lock();
        try (Child waiter = Child.start(Locker.class, region.file())) {
            Waiting.untilWaitedFor(lock);
            lock.unlock();
            assertTrue(waiter.isSilent());
            lock.unlock();
            waiter.expect("held");
            assertFalse(lock.tryLock());
            for (int depth = DEPTH; depth >= 1; depth--) {
                assertFalse(lock.tryLock());
                waiter.say("unlock").expect("unlocked");
            }
            assertTrue(lock.tryLock());
            assertFalse(lock.abandoned());
            waiter.awaitSuccess();
        }
    }

    @Test
    void isTakenOverAtOnceHoweverDeepItsOwnerWasWhenKilled() {
        dieDeep();
        assertTrue(lock.isLocked());
        assertTrue(lock.toString().startsWith("RLock \"lock\"[locked 3 times by process "), lock::toString);
        assertTrue(lock.toString().contains(", dead, "), lock::toString);
        assertTrue(lock.tryLock());
        assertTrue(lock.abandoned());
        assertEquals(1, lock.getHoldCount());
        lock.unlock();
        assertFalse(lock.isLocked());
        lock.lock();
        assertFalse(lock.abandoned());
    }

    @Test
    void staysAbandonedUntilWhollyUnlocked() {
        dieDeep();
        try (RLock.Hold outer = lock.hold()) {
            assertTrue(outer.abandoned());
            try (RLock.Hold inner = lock.hold()) {
                assertTrue(inner.abandoned());
            }
            assertTrue(lock.abandoned());
        }
        assertFalse(lock.abandoned());
    }

    @Test
    void isTakenOverByAWaiterWhenItsOwnerIsKilled() throws Exception {
        try (Child holder = Child.start(Locker.class, region.file()).expect("held")) {
            Background<Boolean> waiter = Background.start(() -> {
                lock.lock();
                return lock.abandoned() && lock.getHoldCount() == 1;
            });
            Waiting.untilWaitedFor(lock);
            holder.kill();
            long died = System.nanoTime();
            assertTrue(waiter.get());
            Waiting.assertPrompt(died);
        }
    }

    @Test
    void staysLockedByAnOwnerThatEndedAsItShould() throws InterruptedException {
        try (Child holder = Child.start(Locker.class, region.file()).expect("held").say("end")) {
            holder.awaitSuccess();
        }
        assertTrue(lock.isLocked());
        assertTrue(lock.tryLock(0, TimeUnit.SECONDS));
        assertTrue(lock.abandoned());
    }

    private void dieDeep() {
        try (Child holder = Child.start(Locker.class, region.file()).expect("held")) {
            holder.kill();
        }
    }

    /** Says what it gets for an unlock. */
    static final class Unlocker {
        public static void main(String[] arguments) {
            try {
                RLock.open(Region.attach(Path.of(arguments[0])), "lock").unlock();
                Role.say("unlocked");
            } catch (RuntimeException e) {
                Role.say(e.getClass().getSimpleName());
            }
        }
    }

    /** Locks as often as it can unlock, and unlocks once at a word; ends at another. */
    static final class Locker {
        public static void main(String[] arguments) {
            Waiting.load();
            RLock lock = RLock.open(Region.attach(Path.of(arguments[0])), "lock");
            for (int depth = 1; depth <= DEPTH; depth++) {
                lock.lock();
            }
            Role.say("held");
            for (int depth = DEPTH; depth >= 1 && "unlock".equals(Role.hear()); depth--) {
                lock.unlock();
                Role.say("unlocked");
            }
        }
    }
}
