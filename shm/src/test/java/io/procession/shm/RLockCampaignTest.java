package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that lock a lock several times over are killed at random. Would catch a lock that is lost with its owner or
 * keeps its depth, one handed on without a word of it, and two owners at a time.
 */
class RLockCampaignTest {

    private static final int MAX_DEPTH = 3;

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
                long before = guarded.left.get();
                Waiting.promptly("death " + deaths + ", " + guarded.lock, () -> guarded.left.get() > before + 1);
            });
            guarded.assertSound(campaign.end());
        }
    }

    private static final class Guarded {

        final RLock lock;
        final LongValue left;
        final LongValue right;
        /** How many updates each worker has completed. */
        final LongArray tallies;
        /** How often left and right differed, in a hold that said they would not, or the depth was another. */
        final LongValue surprises;

        Guarded(Region region) {
            this.lock = RLock.open(region, "lock");
            this.left = LongValue.open(region, "left", 0);
            this.right = LongValue.open(region, "right", 0);
            this.tallies = LongArray.open(region, "tallies", Campaign.MAX_WORKERS);
            this.surprises = LongValue.open(region, "surprises", 0);
        }

        void update(int depth) {
            try (RLock.Hold hold = lock.hold()) {
                if (depth == 1) {
                    expect(left.get() == right.get() || hold.abandoned() && left.get() == right.get() + 1);
                    right.set(left.get());
                    left.set(left.get() + 1);
                }
                expect(lock.getHoldCount() == depth);
                if (depth < ThreadLocalRandom.current().nextInt(MAX_DEPTH)) {
                    update(depth + 1);
                }
                expect(lock.getHoldCount() == depth);
                if (depth == 1) {
                    right.set(right.get() + 1);
                }
            }
        }

        private void expect(boolean sound) {
            if (!sound) {
                surprises.incrementAndGet();
            }
        }

        void assertSound(int deaths) {
            assertEquals(0, surprises.get(), "updates found half done without warning, or depths that were wrong");
            long uncounted = left.get() - Campaign.sum(tallies);
            assertTrue(uncounted >= 0, () -> -uncounted + " updates are lost");
            assertTrue(uncounted <= deaths, () -> uncounted + " updates were cut off by " + deaths + " deaths");
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
                guarded.update(1);
                guarded.tallies.incrementAndGet(Integer.parseInt(arguments[1]));
            }
        }
    }
}
