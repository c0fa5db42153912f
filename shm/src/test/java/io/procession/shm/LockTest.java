package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("waiting")
class LockTest {

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
    void isFreeWhenNew() {
        assertFalse(lock.isLocked());
        assertFalse(lock.abandoned());
    }

    @Test
    void isLockedUntilUnlocked() {
        lock.lock();
        assertTrue(lock.isLocked());
        lock.unlock();
        assertFalse(lock.isLocked());
    }

    @Test
    void isNotReentrant() {
        assertTrue(lock.tryLock());
        assertFalse(lock.tryLock());
        lock.unlock();
        assertTrue(lock.tryLock());
    }

    @Test
    void refusesToUnlockWhenFree() {
        IllegalMonitorStateException e = assertThrows(IllegalMonitorStateException.class, lock::unlock);
        assertEquals("Lock \"lock\" is not locked", e.getMessage());
    }

    @Test
    void refusesToUnlockTwice() {
        lock.lock();
        lock.unlock();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }

    @Test
    void mayBeUnlockedByAnotherThread() throws Exception {
        lock.lock();
        Background.start(() -> {
            lock.unlock();
            return null;
        }).get();
        assertFalse(lock.isLocked());
    }

    @Test
    void mayBeUnlockedByAnotherProcess() {
        try (Child child = Child.start(Unlocker.class, region.file()).expect("ready")) {
            lock.lock();
            child.say("unlock");
            child.awaitSuccess();
        }
        assertFalse(lock.isLocked());
    }

    @Test
    void excludesAnotherProcess() {
        try (Child holder = Holder.start(region.file())) {
            assertFalse(lock.tryLock());
            holder.say("end").awaitSuccess();
        }
    }

    @Test
    void goesToAWaiterWhenUnlocked() throws Exception {
        lock.lock();
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            return lock.isLocked();
        });
        Waiting.untilWaitedFor(lock);
        assertFalse(waiter.isDone());
        lock.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void goesToAWaiterInAnotherProcess() {
        lock.lock();
        try (Child waiter = Child.start(Holder.class, region.file())) {
            Waiting.untilWaitedFor(lock);
            assertTrue(waiter.isSilent());
            lock.unlock();
            waiter.expect("held").say("end").awaitSuccess();
        }
    }

    /** Would catch a second unlock: it throws, or frees what somebody else has locked meanwhile. */
    @Test
    void holdUnlocksOnceWhenTwoThreadsCloseIt() throws Exception {
        for (int i = 0; i < Soak.rounds(500, 50_000); i++) {
            Lock.Hold hold = lock.hold();
            CyclicBarrier both = new CyclicBarrier(2);
            Background<Void> other = Background.start(() -> closeTogether(hold, both));
            closeTogether(hold, both);
            other.get();
            assertFalse(lock.isLocked());
        }
    }

    private static Void closeTogether(Lock.Hold hold, CyclicBarrier both) throws Exception {
        both.await(Child.DEADLINE_SECONDS, TimeUnit.SECONDS);
        hold.close();
        return null;
    }

    @Test
    void holdUnlocksOnce() {
        Lock.Hold hold = lock.hold();
        assertFalse(hold.abandoned());
        hold.close();
        lock.lock();
        hold.close();
        assertTrue(lock.isLocked(), "a hold that was closed before does not unlock another one");
    }

    /** Unlocks what somebody else has locked. */
    static final class Unlocker {
        public static void main(String[] arguments) {
            Lock lock = Lock.open(Region.attach(Path.of(arguments[0])), "lock");
            Role.say("ready");
            Role.hear();
            lock.unlock();
        }
    }
}
