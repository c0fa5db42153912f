package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that read what is shared with one permit and write with all are killed at random. Would catch permits that
 * are lost with their holder or come back too early or twice.
 */
class SemaphoreCampaignTest {

    private static final int PERMITS = 3;

    @TempDir
    Path directory;

    @Test
    @Timeout(1800)
    void goesOnWhenProcessesAreKilledAtRandom() throws Exception {
        Waiting.load();
        try (Region region = Region.open(directory.resolve("region"));
             Campaign campaign = new Campaign(Worker.class, region)) {
            Guarded guarded = new Guarded(region);
            campaign.run(deaths -> {
                long reads = guarded.reads.get();
                long writes = guarded.left.get();
                Waiting.promptly("death " + deaths + ", " + guarded.semaphore,
                    () -> guarded.reads.get() > reads + 1 && guarded.left.get() > writes + 1);
            });
            guarded.assertSound(campaign.end());
        }
    }

    private static final class Guarded {

        final Semaphore semaphore;
        final LongValue reads;
        final LongValue left;
        final LongValue right;
        /** How many writes each worker has completed. */
        final LongArray tallies;
        /** How often somebody saw another in its place. */
        final LongValue surprises;

        Guarded(Region region) {
            this.semaphore = Semaphore.open(region, "semaphore", PERMITS);
            this.reads = LongValue.open(region, "reads", 0);
            this.left = LongValue.open(region, "left", 0);
            this.right = LongValue.open(region, "right", 0);
            this.tallies = LongArray.open(region, "tallies", Campaign.MAX_WORKERS);
            this.surprises = LongValue.open(region, "surprises", 0);
        }

        void write() throws InterruptedException {
            try (Semaphore.Lease lease = semaphore.hold(PERMITS)) {
                long before = left.get();
                expect(before == right.get() || before == right.get() + 1);
                left.set(before + 1);
                Thread.onSpinWait();
                right.set(before + 1);
                expect(left.get() == before + 1 && lease.permits() == PERMITS);
            }
        }

        void read() throws InterruptedException {
            try (Semaphore.Lease lease = semaphore.hold(ThreadLocalRandom.current().nextInt(1, PERMITS))) {
                long before = left.get();
                Thread.yield();
                expect(left.get() == before && lease.permits() < PERMITS);
            }
            reads.incrementAndGet();
        }

        private void expect(boolean sound) {
            if (!sound) {
                surprises.incrementAndGet();
            }
        }

        void assertSound(int deaths) {
            assertEquals(0, surprises.get(), "others were where one was alone");
            long uncounted = left.get() - Campaign.sum(tallies);
            assertTrue(uncounted >= 0, () -> -uncounted + " writes are lost");
            assertTrue(uncounted <= deaths, () -> uncounted + " writes were cut off by " + deaths + " deaths");
            Waiting.promptly(semaphore, () -> semaphore.tryAcquire(PERMITS));
            assertFalse(semaphore.tryAcquire());
        }
    }

    static final class Worker {
        public static void main(String[] arguments) throws InterruptedException {
            Role.endWithTest();
            Waiting.load();
            Region region = Region.attach(Path.of(arguments[0]));
            Event go = Event.open(region, "go");
            Guarded guarded = new Guarded(region);
            Role.say("ready");
            while (true) {
                go.await();
                guarded.read();
                guarded.write();
                guarded.tallies.incrementAndGet(Integer.parseInt(arguments[1]));
            }
        }
    }
}
