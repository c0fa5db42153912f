package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that update what a lock guards are killed, one after another, at random moments. Would catch a lock that is
 * lost with its owner, one handed on without a word of it, two owners at a time, and a waiter that sleeps on.
 */
class LockCampaignTest {

    private static final int WORKERS = 3;
    private static final int MAX_PAUSE_MICROS = 3000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    @Timeout(1800)
    void goesOnWhenProcessesAreKilledAtRandom(String parker) {
        int kills = Soak.rounds(6, 500);
        Random random = new Random(42);
        List<Child> workers = new ArrayList<>();
        try (Region region = Region.open(directory.resolve("region"))) {
            Guarded guarded = new Guarded(region, kills + WORKERS);
            for (int i = 0; i < WORKERS; i++) {
                workers.add(start(parker, region, i, kills + WORKERS));
            }
            workers.forEach(worker -> worker.expect("ready"));
            for (int i = 0; i < kills; i++) {
                // The others sleep meanwhile, and leave the processor to the one who starts.
                try (Lock.Hold hold = guarded.lock.hold()) {
                    guarded.repair(hold);
                    workers.add(start(parker, region, WORKERS + i, kills + WORKERS).expect("ready"));
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_PAUSE_MICROS)));
                workers.remove(random.nextInt(WORKERS)).kill();
                assertAnotherGoesOn(guarded, i);
            }
            workers.forEach(Child::kill);
            guarded.assertSound(kills + WORKERS);
        } finally {
            workers.forEach(Child::close);
        }
    }

    /** Somebody got the lock, did its update and gave the lock back, all since the death. */
    private static void assertAnotherGoesOn(Guarded guarded, int kill) {
        long died = System.nanoTime();
        long before = guarded.holds.get();
        while (guarded.holds.get() < before + 2) {
            assertTrue(Waiting.millisSince(died) <= Waiting.DEATH_MILLIS,
                () -> "nobody has had the lock for " + Waiting.millisSince(died) + " ms after kill " + kill + ": "
                    + guarded.lock);
            Thread.yield();
        }
    }

    private static Child start(String parker, Region region, int index, int count) {
        return Child.startWith(Child.waitingBy(parker), Worker.class, region.file(), index, count);
    }

    /** What the lock guards, and how those who use it account for it. */
    private static final class Guarded {

        final Lock lock;
        final LongValue holds;
        final LongValue left;
        final LongValue right;
        /** How many updates each worker has completed. */
        final LongArray tallies;
        /** How often left and right differed, in a hold that said they would not. */
        final LongValue surprises;

        Guarded(Region region, int workers) {
            this.lock = Lock.open(region, "lock");
            this.holds = LongValue.open(region, "holds", 0);
            this.left = LongValue.open(region, "left", 0);
            this.right = LongValue.open(region, "right", 0);
            this.tallies = LongArray.open(region, "tallies", workers);
            this.surprises = LongValue.open(region, "surprises", 0);
        }

        void update(int worker) {
            try (Lock.Hold hold = lock.hold()) {
                repair(hold);
                left.set(left.get() + 1);
                right.set(right.get() + 1);
                holds.set(holds.get() + 1);
            }
            tallies.incrementAndGet(worker);
        }

        void repair(Lock.Hold hold) {
            if (left.get() != right.get()) {
                if (!hold.abandoned() || left.get() != right.get() + 1) {
                    surprises.incrementAndGet();
                }
                right.set(left.get());
            }
        }

        void assertSound(int deaths) {
            assertEquals(0, surprises.get(), "updates found half done without warning");
            long completed = 0;
            for (int i = 0; i < tallies.length(); i++) {
                completed += tallies.get(i);
            }
            long uncounted = left.get() - completed;
            assertTrue(uncounted >= 0, -uncounted + " updates are lost");
            assertTrue(uncounted <= deaths, uncounted + " updates were cut off by " + deaths + " deaths");
        }
    }

    /** Updates for as long as it lives. */
    static final class Worker {
        public static void main(String[] arguments) {
            Role.endWithTest();
            Waiting.load();
            Guarded guarded = new Guarded(Region.open(Path.of(arguments[0])), Integer.parseInt(arguments[2]));
            int index = Integer.parseInt(arguments[1]);
            Role.say("ready");
            while (true) {
                guarded.update(index);
            }
        }
    }
}
