package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("waiting")
class LockAbandonedTest {

    @TempDir
    Path directory;

    private Region region;
    private Lock lock;

    @BeforeEach
    void makeLock() {
        Waiting.load();
        region = Region.open(directory.resolve("region"));
        lock = Lock.open(region, "lock");
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void isTakenOverFromAKilledOwnerByLock() {
        Holder.die(region.file());
        long asked = System.nanoTime();
        lock.lock();
        Waiting.assertPrompt(asked);
        assertTrue(lock.abandoned());
    }

    @Test
    void isTakenOverFromAKilledOwnerByTryLockAtOnce() {
        Holder.die(region.file());
        assertTrue(lock.tryLock());
        assertTrue(lock.abandoned());
    }

    @Test
    void isTakenOverFromAKilledOwnerByTryLockWithoutTime() throws InterruptedException {
        Holder.die(region.file());
        assertTrue(lock.tryLock(0, TimeUnit.SECONDS));
        assertTrue(lock.abandoned());
    }

    @Test
    void isTakenOverByAnInterruptedThreadThatStaysAMember() {
        Holder.die(region.file());
        Thread.currentThread().interrupt();
        assertTrue(lock.tryLock());
        assertTrue(Thread.interrupted());
        try (Child other = Child.start(TryLocker.class, region.file())) {
            other.expect("false");
        }
    }

    @Test
    void isTakenOverByAWaiterWhenTheOwnerIsKilled() throws Exception {
        try (Child holder = Holder.start(region.file())) {
            Background<Boolean> waiter = Background.start(() -> {
                lock.lock();
                return lock.abandoned();
            });
            Waiting.untilWaitedFor(lock);
            holder.kill();
            long died = System.nanoTime();
            assertTrue(waiter.get());
            Waiting.assertPrompt(died);
        }
    }

    /** A signal to a waiting thread, as profilers send them, ends its sleep early: again and again, it may be. */
    @Test
    void isTakenOverByAWaiterWhoseSleepIsDisturbed() throws Exception {
        Holder.die(region.file());
        AtomicBoolean begun = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        Background<Void> disturbance = Background.start(() -> {
            while (!over.get()) {
                Parking.unpark(region.memory(), lock.block().data(), Integer.MAX_VALUE);
                begun.set(true);
            }
            return null;
        });
        Waiting.until("sleeps are disturbed", begun::get);
        long asked = System.nanoTime();
        lock.lock();
        over.set(true);
        Waiting.assertPrompt(asked);
        disturbance.get();
    }

    @Test
    void readsAsLockedUntilSomebodyAsks() {
        Holder.die(region.file());
        assertTrue(lock.isLocked());
        assertFalse(lock.abandoned());
    }

    @Test
    void staysHeldByAnOwnerThatEndedAsItShould() {
        try (Child holder = Holder.start(region.file())) {
            holder.say("end").awaitSuccess();
        }
        assertTrue(lock.isLocked());
        assertTrue(lock.tryLock());
        assertTrue(lock.abandoned());
    }

    @Test
    void mayBeUnlockedForADeadOwner() {
        Holder.die(region.file());
        lock.unlock();
        assertFalse(lock.isLocked());
        lock.lock();
        assertFalse(lock.abandoned(), "who unlocks for a dead owner answers for what it left");
    }

    @Test
    void isNoLongerAbandonedOnceUnlocked() {
        Holder.die(region.file());
        try (Lock.Hold hold = lock.hold()) {
            assertTrue(hold.abandoned());
        }
        assertFalse(lock.abandoned());
        try (Lock.Hold hold = lock.hold()) {
            assertFalse(hold.abandoned());
        }
    }

    @Test
    void staysAbandonedWhenWhoTookOverIsKilled() {
        Holder.die(region.file());
        Holder.die(region.file());
        assertTrue(lock.tryLock());
        assertTrue(lock.abandoned());
    }

    @Test
    void isNotTakenFromALivingOwner() throws InterruptedException {
        try (Child holder = Holder.start(region.file())) {
            assertFalse(lock.tryLock(300, TimeUnit.MILLISECONDS), holder::toString);
        }
    }

    @Test
    void isTakenOverFromAnOwnerThatClosedTheRegion() {
        try (Child closer = Child.start(Closer.class, region.file()).expect("closed")) {
            assertTrue(lock.tryLock());
            assertTrue(lock.abandoned());
            closer.say("end").awaitSuccess();
        }
    }

    @Test
    void isNotMissedByOthersWhenAWaiterIsKilled() throws Exception {
        lock.lock();
        try (Child doomed = Child.start(Holder.class, region.file())) {
            Waiting.untilWaitedFor(lock);
            doomed.kill();
            lock.unlock();
            assertTrue(lock.tryLock());
            assertFalse(lock.abandoned());
            assertEquals(ProcessHandle.current().pid(), lock.owner().orElseThrow().pid());
        }
    }

    /** Closes its region with the lock held, and lives on. */
    static final class Closer {
        public static void main(String[] arguments) {
            Region region = Region.open(Path.of(arguments[0]));
            Lock.open(region, "lock").lock();
            region.close();
            Role.say("closed");
            Role.hear();
        }
    }

    /** Says whether it got the lock. */
    static final class TryLocker {
        public static void main(String[] arguments) {
            Role.say(Lock.open(Region.open(Path.of(arguments[0])), "lock").tryLock());
            Role.hear();
        }
    }
}
