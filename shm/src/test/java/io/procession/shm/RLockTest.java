package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("waiting")
class RLockTest {

    private final Region region = Region.create();
    private final RLock lock = RLock.open(region, "lock");

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void isFreeWhenNew() {
        assertFalse(lock.isLocked());
        assertFalse(lock.abandoned());
        assertFalse(lock.isHeldByCurrentThread());
        assertEquals(0, lock.getHoldCount());
        assertEquals(Optional.empty(), lock.owner());
        assertEquals("RLock \"lock\"[free]", lock.toString());
    }

    @Test
    void isLockedUntilUnlockedAsOftenAsLocked() {
        for (int depth = 1; depth <= 3; depth++) {
            lock.lock();
            assertEquals(depth, lock.getHoldCount());
        }
        for (int depth = 3; depth >= 1; depth--) {
            assertTrue(lock.isLocked());
            assertTrue(lock.isHeldByCurrentThread());
            assertEquals(depth, lock.getHoldCount());
            lock.unlock();
        }
        assertFalse(lock.isLocked());
        assertFalse(lock.isHeldByCurrentThread());
        assertEquals(0, lock.getHoldCount());
    }

    @Test
    void isReentrantByEachWayToLock() throws InterruptedException {
        lock.lock();
        lock.lockInterruptibly();
        assertTrue(lock.tryLock());
        assertTrue(lock.tryLock(0, TimeUnit.SECONDS));
        RLock.Hold hold = lock.hold();
        assertEquals(5, lock.getHoldCount());
        hold.close();
        hold.close();
        assertEquals(4, lock.getHoldCount());
    }

    @Test
    void obeysAnEarlierInterruptThoughItIsReentered() {
        lock.lock();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, lock::lockInterruptibly);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> lock.tryLock(1, TimeUnit.SECONDS));
        assertEquals(1, lock.getHoldCount());
    }

    @Test
    void refusesToBeLockedMoreOftenThanItCanCount() {
        lock.lock();
        lock.mutex().setDepth(Integer.MAX_VALUE - 2);
        lock.lock();
        assertEquals(Integer.MAX_VALUE, lock.getHoldCount());
        assertTrue(lock.toString().startsWith("RLock \"lock\"[locked 2147483647 times by process "), lock::toString);
        Error e = assertThrows(Error.class, lock::lock);
        assertEquals("maximum lock count exceeded", e.getMessage());
        assertThrows(Error.class, lock::tryLock);
        assertEquals(Integer.MAX_VALUE, lock.getHoldCount());
        lock.unlock();
        assertEquals(Integer.MAX_VALUE - 1, lock.getHoldCount());
    }

    @Test
    void refusesToUnlockWhenFree() {
        IllegalMonitorStateException e = assertThrows(IllegalMonitorStateException.class, lock::unlock);
        assertEquals("the calling thread does not hold RLock \"lock\"[free]", e.getMessage());
        lock.lock();
        lock.unlock();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }

    @Test
    void refusesToBeUnlockedByAnotherThread() throws Exception {
        lock.lock();
        assertInstanceOf(IllegalMonitorStateException.class, elsewhere(() -> {
            lock.unlock();
            return null;
        }).failure());
        assertEquals(1, lock.getHoldCount());
    }

    @Test
    void holdIsClosedOnlyByTheThreadThatLocked() throws Exception {
        RLock.Hold hold = lock.hold();
        assertInstanceOf(IllegalMonitorStateException.class, elsewhere(() -> {
            hold.close();
            return null;
        }).failure());
        assertEquals(1, lock.getHoldCount());
    }

    @Test
    void excludesOtherThreads() throws Exception {
        lock.lock();
        lock.lock();
        assertFalse(elsewhere(lock::tryLock).get());
        assertFalse(elsewhere(lock::isHeldByCurrentThread).get());
        assertEquals(0, elsewhere(lock::getHoldCount).get());
        lock.unlock();
        assertFalse(elsewhere(lock::tryLock).get());
        lock.unlock();
        assertTrue(elsewhere(lock::tryLock).get());
    }

    @Test
    void goesToAWaiterOnlyWhenWhollyUnlocked() throws Exception {
        lock.lock();
        lock.lock();
        Background<Integer> waiter = elsewhere(() -> {
            lock.lock();
            return lock.getHoldCount();
        });
        Waiting.untilWaitedFor(lock);
        lock.unlock();
        Thread.sleep(20);
        assertFalse(waiter.isDone());
        lock.unlock();
        assertEquals(1, waiter.get());
    }

    /** As with the JDK's own: who comes while it is free need not queue up behind those that sleep. */
    @Test
    void mayBeTakenBeforeAWaiterWakes() throws Exception {
        for (int round = 0; round < 100; round++) {
            lock.lock();
            Background<Void> waiter = elsewhere(() -> {
                lock.lock();
                lock.unlock();
                return null;
            });
            Waiting.untilWaitedFor(lock);
            lock.unlock();
            boolean barged = lock.tryLock();
            if (barged) {
                lock.unlock();
            }
            waiter.get();
            if (barged) {
                return;
            }
        }
        throw new AssertionError("the waiter was always first");
    }

    @Test
    void tellsItsOwnerAndDepth() {
        lock.lock();
        String once = lock.toString();
        assertTrue(once.startsWith("RLock \"lock\"[locked once by process " + ProcessHandle.current().pid()
            + ", thread " + Thread.currentThread().getId() + ", since "), once);
        lock.lock();
        lock.lock();
        assertTrue(lock.toString().startsWith("RLock \"lock\"[locked 3 times by process "), lock::toString);
        Owner owner = lock.owner().orElseThrow();
        assertEquals(ProcessHandle.current().pid(), owner.pid());
        assertEquals(Thread.currentThread().getId(), owner.threadId());
        assertTrue(owner.alive());
    }

    @Test
    void staysLockedWhenItsThreadEnds() throws Exception {
        assertTrue(elsewhere(lock::tryLock).get());
        assertFalse(lock.tryLock(20, TimeUnit.MILLISECONDS));
        assertTrue(lock.isLocked());
    }

    @Test
    void isTheSameLockByAnotherHandle() {
        lock.lock();
        RLock arrived = Handles.read(Handles.write(lock), RLock.class);
        arrived.lock();
        assertEquals(2, lock.getHoldCount());
        RLock.open(region, "lock").unlock();
        arrived.unlock();
        assertFalse(lock.isLocked());
    }

    @Test
    void isNotALock() {
        assertThrows(ObjectMismatchException.class, () -> Lock.open(region, "lock"));
    }

    @Test
    void missesTheUnitThoughItIsReentered() {
        lock.lock();
        assertThrows(NullPointerException.class, () -> lock.tryLock(1, null));
    }

    private static <T> Background<T> elsewhere(Callable<T> call) {
        return Background.start(call);
    }
}
