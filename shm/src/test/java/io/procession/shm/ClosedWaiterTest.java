package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One whose region is closed while it waits may have been woken in the place of another, and passes that on. */
class ClosedWaiterTest {

    private static final int WAITERS = 1 << 31;

    @TempDir
    Path directory;

    private Region kept;
    private Region closed;

    @BeforeEach
    void openTwice() {
        Waiting.load();
        kept = Region.open(directory.resolve("region"));
        closed = Region.open(kept.file());
    }

    @AfterEach
    void close() {
        closed.close();
        kept.close();
    }

    @Test
    void saysThatOthersMaySleepForALock() throws Exception {
        Lock lock = Lock.open(kept, "lock");
        lock.lock();
        Background<Void> waiter = Background.start(() -> {
            Lock.open(closed, "lock").lock();
            return null;
        });
        assertSaysThatOthersMaySleep(waiter, lock);
    }

    @Test
    void saysThatOthersMaySleepForAPermit() throws Exception {
        Semaphore semaphore = Semaphore.open(kept, "semaphore", 0);
        Background<Void> waiter = Background.start(() -> {
            Semaphore.open(closed, "semaphore", 0).acquire();
            return null;
        });
        assertSaysThatOthersMaySleep(waiter, semaphore);
    }

    /** The word is made what an unlock and the next lock make of it, and the waiter was the one that was woken. */
    private void assertSaysThatOthersMaySleep(Background<Void> waiter, SharedObject object) throws Exception {
        Waiting.until("it sleeps", () -> Waiting.word(object) < 0);
        kept.memory().putInt(object.block().data(), Waiting.word(object) & ~WAITERS);
        closed.close();
        assertInstanceOf(RegionClosedException.class, waiter.failure());
        assertTrue(Waiting.word(object) < 0);
    }

    @Test
    void wakesAnotherIfALockIsFree() throws Exception {
        assertWakesAnother(0);
    }

    @Test
    void wakesAnotherIfALockIsNobodys() throws Exception {
        assertWakesAnother(Members.NOBODY);
    }

    private void assertWakesAnother(int word) throws Exception {
        Lock lock = Lock.open(kept, "lock");
        long offset = lock.block().data();
        Mutex mutex = new Mutex(closed.memory(), offset, closed.members(), closed);
        Wait wait = Wait.interruptibly();
        wait.sleep(kept.memory(), offset, word + 1);
        closed.close();
        kept.memory().putInt(offset, word);
        Background<Void> sleeper = Background.start(() -> {
            Parking.park(kept.memory(), offset, word, TimeUnit.SECONDS.toNanos(2 * Child.DEADLINE_SECONDS));
            return null;
        });
        Waiting.until("it is woken", () -> {
            assertThrows(RegionClosedException.class, () -> mutex.acquire(wait));
            return sleeper.isDone();
        });
    }
}
