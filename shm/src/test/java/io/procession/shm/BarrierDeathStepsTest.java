package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A party is killed before each of its steps. Would catch others that are stuck, or that do not all learn the same of
 * how their pass ended.
 */
@Timeout(600)
class BarrierDeathStepsTest {

    private static final int PARTIES = 3;

    @TempDir
    Path directory;

    private int scenarios;
    private Region region;
    private Barrier barrier;

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
        barrier = Barrier.open(region, "barrier", PARTIES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "action"})
    void asTheLastToCome(String action) throws Exception {
        Doomed.killAtEachStep(20, step -> {
            begin();
            Background<Integer> first = start();
            Background<Integer> second = start();
            try (Doomed doomed = Doomed.start(step, Party.class, region.file(), action).go()) {
                boolean died = doomed.dies();
                if (barrier.waiting() == PARTIES - 1) {
                    assertFalse(barrier.isBroken());
                    assertEquals(0, barrier.await());
                }
                assertEndTogether(first, second, doomed);
                return died;
            } finally {
                assertSound();
            }
        });
    }

    @Test
    void asOneInside() throws Exception {
        Doomed.killAtEachStep(20, step -> {
            begin();
            Background<Integer> first = start();
            try (Doomed doomed = Doomed.start(step, Party.class, region.file(), "").go()) {
                Waiting.until("the doomed waits", () -> barrier.waiting() == 2 || doomed.isDead());
                Background<Integer> last = Background.start(barrier::await);
                boolean died = doomed.dies();
                Thread.sleep(20);
                if (barrier.waiting() == PARTIES - 1) {
                    barrier.await();
                }
                assertEndTogether(first, last, doomed);
                return died;
            } finally {
                assertSound();
            }
        });
    }

    @Test
    void inAnAbortAndAReset() throws Exception {
        Doomed.killAtEachStep(20, step -> {
            begin();
            Background<Integer> first = start();
            try (Doomed doomed = Doomed.start(step, Breaker.class, region.file()).go()) {
                boolean died = doomed.dies();
                if (barrier.waiting() == 1) {
                    barrier.abort();
                }
                Waiting.promptly(doomed, first::isDone);
                assertInstanceOf(BrokenBarrierException.class, first.failure());
                return died;
            } finally {
                assertSound();
            }
        });
    }

    private static void assertEndTogether(Background<Integer> one, Background<Integer> other, Doomed doomed)
        throws Exception {
        Waiting.promptly(doomed, () -> one.isDone() && other.isDone());
        assertEquals(isBroken(one), isBroken(other), doomed::toString);
    }

    private static boolean isBroken(Background<Integer> party) throws Exception {
        try {
            party.get();
            return false;
        } catch (AssertionError e) {
            assertInstanceOf(BrokenBarrierException.class, e.getCause());
            return true;
        }
    }

    private void assertSound() throws Exception {
        barrier.reset();
        for (int pass = 0; pass < 2; pass++) {
            Background<Integer> first = start();
            Background<Integer> second = start();
            assertEquals(0, barrier.await());
            assertEquals(2, first.get());
            assertEquals(1, second.get());
        }
        assertTrue(!barrier.isBroken() && barrier.waiting() == 0, barrier::toString);
    }

    private Background<Integer> start() {
        int before = barrier.waiting();
        Background<Integer> party = Background.start(barrier::await);
        Waiting.until("it waits", () -> barrier.waiting() == before + 1);
        return party;
    }

    /** Waits once. */
    static final class Party {
        public static void main(String[] arguments) throws Exception {
            Region region = Region.attach(Path.of(arguments[0]));
            Barrier barrier = arguments[1].isEmpty() ? Barrier.open(region, "barrier", PARTIES)
                : Barrier.open(region, "barrier", PARTIES, (Runnable & Serializable) Thread::onSpinWait);
            Waiting.load();
            Role.say("ready");
            Role.hear();
            barrier.await();
        }
    }

    /** Breaks it, and makes it as new. */
    static final class Breaker {
        public static void main(String[] arguments) {
            Barrier barrier = Barrier.open(Region.attach(Path.of(arguments[0])), "barrier", PARTIES);
            Waiting.load();
            Role.say("ready");
            Role.hear();
            barrier.abort();
            barrier.reset();
        }
    }
}
