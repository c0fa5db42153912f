package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that walk in step are killed at random. Would catch a pass without all of them, or that only some made, and
 * survivors that wait for the dead.
 */
class BarrierCampaignTest {

    @TempDir
    Path directory;

    @Test
    @Timeout(1800)
    void goesOnWhenProcessesAreKilledAtRandom() throws Exception {
        Waiting.load();
        try (Region region = Region.open(directory.resolve("region"));
             Campaign campaign = new Campaign(Worker.class, region)) {
            Parties parties = new Parties(region);
            Barrier barrier = parties.barrier;
            campaign.run(deaths -> {
                Waiting.promptly("death " + deaths + ", " + barrier,
                    () -> barrier.isBroken() || barrier.waiting() == Campaign.WORKERS - 1);
                barrier.reset();
            }, deaths -> {
                long before = parties.actions.get();
                Waiting.promptly("replaced after death " + deaths + ", " + barrier,
                    () -> parties.actions.get() > before + 1);
            });
            parties.assertSound(campaign.end());
        }
    }

    private static final class Parties {

        final Barrier barrier;
        final LongValue actions;
        final LongArray passes;

        Parties(Region region) {
            this.actions = LongValue.open(region, "actions", 0);
            this.passes = LongArray.open(region, "passes", Campaign.MAX_WORKERS);
            this.barrier = Barrier.open(region, "barrier", Campaign.WORKERS, new Counting(actions));
        }

        /** Who is killed may have passed without counting it, or after the action without letting the others go. */
        void assertSound(int deaths) {
            long all = actions.get() * Campaign.WORKERS;
            long made = Campaign.sum(passes);
            assertTrue(made <= all, () -> made + " passes, of " + all);
            assertTrue(made >= all - (long) deaths * Campaign.WORKERS, () -> made + " passes, of " + all);
        }
    }

    private record Counting(LongValue actions) implements Runnable, Serializable {
        @Override
        public void run() {
            actions.incrementAndGet();
        }
    }

    static final class Worker {
        public static void main(String[] arguments) throws InterruptedException {
            Role.endWithTest();
            Waiting.load();
            Region region = Region.attach(Path.of(arguments[0]));
            Event go = Event.open(region, "go");
            Parties parties = new Parties(region);
            Role.say("ready");
            while (true) {
                go.await();
                try {
                    parties.barrier.await();
                    parties.passes.incrementAndGet(Integer.parseInt(arguments[1]));
                } catch (BrokenBarrierException e) {
                    Thread.sleep(1);
                }
            }
        }
    }
}
