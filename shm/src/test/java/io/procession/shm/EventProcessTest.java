package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventProcessTest {

    @TempDir
    Path directory;

    private Region region;
    private Event event;

    @BeforeEach
    void makeEvent() {
        region = Region.open(directory.resolve("region"));
        event = Event.open(region, "ping");
    }

    @AfterEach
    void close() {
        region.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void wakesAWaiterInAnotherProcess(String parker) {
        try (Child waiter = start(parker, Waiter.class).expect("waits")) {
            Waiting.untilWaitedFor(event);
            assertTrue(waiter.isSilent());
            event.set();
            waiter.expect("passed").awaitSuccess();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void wakesAWaiterInAnotherProcessThoughItIsClearedAtOnce(String parker) {
        try (Child waiter = start(parker, Waiter.class).expect("waits")) {
            Waiting.untilWaitedFor(event);
            event.set();
            event.clear();
            waiter.expect("passed").awaitSuccess();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void doesNotMissAWaiterThatWasKilled(String parker) {
        try (Child doomed = start(parker, Waiter.class)) {
            Waiting.untilWaitedFor(event);
            doomed.kill();
            try (Child waiter = start(parker, Waiter.class).expect("waits")) {
                long set = System.nanoTime();
                event.set();
                waiter.expect("passed");
                Waiting.assertPrompt(set);
            }
        }
    }

    /** Would catch a set that is missed, by being lost or by waking nobody: the two would stop. */
    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    @Timeout(600)
    void goesToAndFroWithoutMissingASet(String parker) throws InterruptedException {
        int rounds = Soak.rounds(1_000, 100_000);
        Event pong = Event.open(region, "pong");
        LongValue count = LongValue.open(region, "count", 0);
        try (Child player = Child.startWith(Child.waitingBy(parker), Player.class, region.file(), rounds)) {
            for (int round = 0; round < rounds; round++) {
                assertEquals(round, count.get());
                event.set();
                assertTrue(pong.await(10, TimeUnit.SECONDS), "no answer in round " + round + ", " + player);
                pong.clear();
            }
            player.awaitSuccess();
        }
    }

    private Child start(String parker, Class<?> main) {
        return Child.startWith(Child.waitingBy(parker), main, region.file());
    }

    /** Waits once. */
    static final class Waiter {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Event event = Event.open(Region.attach(Path.of(arguments[0])), "ping");
            Role.say("waits");
            event.await();
            Role.say("passed");
        }
    }

    /** Answers every ping by a pong, and counts. */
    static final class Player {
        public static void main(String[] arguments) throws Exception {
            Region region = Region.attach(Path.of(arguments[0]));
            Event ping = Event.open(region, "ping");
            Event pong = Event.open(region, "pong");
            LongValue count = LongValue.open(region, "count", 0);
            for (int rounds = Integer.parseInt(arguments[1]); rounds > 0; rounds--) {
                ping.await();
                ping.clear();
                count.incrementAndGet();
                pong.set();
            }
        }
    }
}
