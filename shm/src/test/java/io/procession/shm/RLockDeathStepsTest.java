package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that locks and unlocks is killed before each of its steps. Would catch a lock that is lost, one that keeps
 * the depth of its dead owner, and one handed on without a word of it.
 */
@Timeout(600)
class RLockDeathStepsTest {

    @TempDir
    Path directory;

    private int scenarios;
    private Region region;

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void inALockTwoDeep() throws Exception {
        Waiting.load();
        Doomed.killAtEachStep(14, step -> {
            if (region != null) {
                region.close();
            }
            region = Region.open(directory.resolve("region" + scenarios++));
            RLock lock = RLock.open(region, "lock");
            LongValue inside = LongValue.open(region, "inside", 0);
            try (Doomed doomed = Doomed.start(step, Locker.class, region.file()).go()) {
                boolean died = doomed.dies();
                boolean locked = lock.isLocked();
                assertTrue(locked || inside.get() == 0, doomed::toString);
                assertTrue(lock.tryLock(), doomed::toString);
                assertEquals(locked, lock.abandoned(), doomed::toString);
                assertEquals(1, lock.getHoldCount(), doomed::toString);
                lock.unlock();
                assertFalse(lock.isLocked(), doomed::toString);
                return died;
            }
        });
    }

    /** Locks twice, unlocks twice, and says in between that it is inside. */
    static final class Locker {
        public static void main(String[] arguments) {
            Region region = Region.attach(Path.of(arguments[0]));
            RLock lock = RLock.open(region, "lock");
            LongValue inside = LongValue.open(region, "inside", 0);
            Waiting.load();
            Role.say("ready");
            Role.hear();
            lock.lock();
            inside.set(1);
            lock.lock();
            lock.unlock();
            inside.set(0);
            lock.unlock();
        }
    }
}
