package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Would catch a waiter that a set does not let go on, when waiters come and go and others clear in between. */
class EventStormTest {

    private static final int PROCESSES = 4;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void letsEverybodyGoOnInEveryRound(String parker) {
        int rounds = Soak.rounds(300, 20_000);
        Path file = directory.resolve("region");
        try (Region region = Region.open(file)) {
            Event go = Event.open(region, "go");
            LongValue passed = LongValue.open(region, "passed", 0);
            try (Crew crew = new Crew(PROCESSES,
                i -> Child.startWith(Child.waitingBy(parker), Passer.class, file, rounds))) {
                crew.expect("ready");
                for (long round = 1; round <= rounds; round++) {
                    go.set();
                    go.clear();
                    // Who came too late for that set waits for one of these.
                    while (passed.get() < round * PROCESSES) {
                        go.set();
                        go.clear();
                        Thread.yield();
                    }
                }
                go.set();
                crew.awaitSuccess();
            }
            assertEquals((long) PROCESSES * rounds, passed.get());
        }
    }

    /** Passes the event so many times. */
    static final class Passer {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Region region = Region.attach(Path.of(arguments[0]));
            Event go = Event.open(region, "go");
            LongValue passed = LongValue.open(region, "passed", 0);
            Role.say("ready");
            for (int rounds = Integer.parseInt(arguments[1]); rounds > 0; rounds--) {
                go.await();
                passed.incrementAndGet();
            }
        }
    }
}
