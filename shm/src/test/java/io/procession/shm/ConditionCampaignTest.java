package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that put into a small buffer and take from it are killed at random. Would catch a signal that is lost with
 * the one it was sent to, after which those who put and those who take wait for each other, and two that go on in one
 * place.
 */
class ConditionCampaignTest {

    private static final int CAPACITY = 2;

    @TempDir
    Path directory;

    @Test
    @Timeout(1800)
    void goesOnWhenProcessesAreKilledAtRandom() throws Exception {
        Waiting.load();
        try (Region region = Region.open(directory.resolve("region"));
             Campaign campaign = new Campaign(Worker.class, region)) {
            Buffer buffer = new Buffer(region);
            campaign.run(deaths -> {
                long before = buffer.taken.get();
                Waiting.promptly("death " + deaths + ", " + buffer, () -> {
                    buffer.settle();
                    return buffer.taken.get() > before + 1;
                });
            });
            campaign.end();
            assertEquals(0, buffer.surprises.get(), "more or fewer in the buffer than can be");
            assertEquals(0, buffer.notEmpty.waiting());
            assertEquals(0, buffer.notFull.waiting());
            buffer.settle();
        }
    }

    private static final class Buffer {

        final RLock lock;
        final Condition notEmpty;
        final Condition notFull;
        final LongValue put;
        final LongValue taken;
        final LongValue surprises;

        Buffer(Region region) {
            this.lock = RLock.open(region, "lock");
            this.notEmpty = lock.newCondition("not empty");
            this.notFull = lock.newCondition("not full");
            this.put = LongValue.open(region, "put", 0);
            this.taken = LongValue.open(region, "taken", 0);
            this.surprises = LongValue.open(region, "surprises", 0);
        }

        void put() throws InterruptedException {
            try (RLock.Hold hold = lock.hold()) {
                settle(hold);
                notFull.await(() -> held() < CAPACITY);
                put.set(put.get() + 1);
                notEmpty.signal();
            }
        }

        void take(boolean patient) throws InterruptedException {
            try (RLock.Hold hold = lock.hold()) {
                settle(hold);
                if (patient) {
                    notEmpty.await(() -> held() > 0);
                } else if (!notEmpty.await(Duration.ofNanos(100_000), () -> held() > 0)) {
                    return;
                }
                taken.set(taken.get() + 1);
                notFull.signal();
            }
        }

        private long held() {
            if (lock.abandoned()) {
                notEmpty.signalAll();
                notFull.signalAll();
            }
            long held = put.get() - taken.get();
            if (held < 0 || held > CAPACITY) {
                surprises.incrementAndGet();
            }
            return held;
        }

        /** For those who wait for one that was killed before it signalled, as nobody but the next owner can know. */
        void settle() {
            if (lock.tryLock()) {
                held();
                lock.unlock();
            }
        }

        private void settle(RLock.Hold hold) {
            if (hold.abandoned()) {
                held();
            }
        }

        @Override
        public String toString() {
            return put + " put, " + taken + " taken, " + notEmpty + ", " + notFull;
        }
    }

    /** Puts and takes in one thread each. */
    static final class Worker {
        public static void main(String[] arguments) throws Exception {
            Role.endWithTest();
            Waiting.load();
            Region region = Region.attach(Path.of(arguments[0]));
            Event go = Event.open(region, "go");
            Buffer buffer = new Buffer(region);
            Background<Void> putter = Background.start(() -> {
                while (true) {
                    go.await();
                    buffer.put();
                }
            });
            Role.say("ready");
            for (long round = 0; !putter.isDone(); round++) {
                go.await();
                buffer.take(round % 2 == 0);
            }
            putter.get();
        }
    }
}
