package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that takes, gives back or reclaims leases is killed before each of its steps. Would catch permits that are
 * lost with it or come back twice, and a survivor that is stuck.
 */
@Timeout(600)
class SemaphoreDeathStepsTest {

    private static final int PERMITS = 30;
    /** How many leases the first table has room for. */
    private static final int FIRST_TABLE = 16;

    @TempDir
    Path directory;

    private int scenarios;
    private Region region;
    private Semaphore semaphore;

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    private void begin() {
        if (region != null) {
            region.close();
        }
        region = Region.open(directory.resolve("region" + scenarios++));
        semaphore = Semaphore.open(region, "semaphore", PERMITS);
    }

    @Test
    void inALease() throws Exception {
        Doomed.killAtEachStep(30, step -> {
            begin();
            try (Semaphore.Lease mine = semaphore.hold(4)) {
                boolean died = die(step);
                assertEquals(4, mine.permits());
                return died;
            } finally {
                assertAllAreBack("step " + step);
            }
        });
    }

    @Test
    void inALeaseThatNeedsAnotherTable() throws Exception {
        Doomed.killAtEachStep(60, step -> {
            begin();
            List<Semaphore.Lease> mine = new ArrayList<>();
            for (int i = 0; i < FIRST_TABLE; i++) {
                mine.add(semaphore.hold());
            }
            boolean died = die(step);
            mine.forEach(Semaphore.Lease::close);
            assertAllAreBack("step " + step);
            return died;
        });
    }

    /** The doomed finds too few, and gives those of the dead back. */
    @Test
    void inAReclaim() throws Exception {
        Doomed.killAtEachStep(40, step -> {
            begin();
            try (Child holder = Child.start(LeaseTest.Taker.class, region.file(), "hold").expect("taken");
                 Child other = Child.start(LeaseTest.Taker.class, region.file(), "hold").expect("taken")) {
                holder.kill();
                other.kill();
            }
            int plain = PERMITS - 7;
            assertTrue(semaphore.tryAcquire(plain));
            boolean died = die(step);
            semaphore.release(plain);
            assertAllAreBack("step " + step);
            return died;
        });
    }

    private boolean die(int step) throws Exception {
        try (Doomed doomed = Doomed.start(step, Lessee.class, region.file()).go()) {
            return doomed.dies();
        }
    }

    private void assertAllAreBack(String when) throws Exception {
        Waiting.promptly(when, () -> semaphore.tryAcquire(PERMITS));
        assertFalse(semaphore.tryAcquire(), when);
        semaphore.release(PERMITS);
        List<Semaphore.Lease> leases = new ArrayList<>();
        for (int i = 0; i < PERMITS; i++) {
            leases.add(semaphore.hold());
        }
        leases.forEach(Semaphore.Lease::close);
        assertEquals(PERMITS, semaphore.availablePermits(), when);
    }

    /** Holds five permits for a moment. */
    static final class Lessee {
        public static void main(String[] arguments) throws InterruptedException {
            Semaphore semaphore = Semaphore.open(Region.attach(Path.of(arguments[0])), "semaphore", PERMITS);
            Waiting.load();
            Role.say("ready");
            Role.hear();
            semaphore.hold(5).close();
        }
    }
}
