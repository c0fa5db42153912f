package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarrierProcessTest {

    private static final int PARTIES = 3;

    @TempDir
    Path directory;

    private Region region;

    @BeforeEach
    void makeRegion() {
        Waiting.load();
        region = Region.open(directory.resolve("region"));
    }

    @AfterEach
    void close() {
        region.close();
    }

    /** Would catch a party that is let go on before all have come, an action that runs twice or late, a second last. */
    @ParameterizedTest
    @CsvSource({"futex, 1000", "backoff, 10"})
    void keepsProcessesInStep(String parker, int passes) {
        Parties parties = new Parties(region);
        try (Crew crew = new Crew(PARTIES, party -> Child.startWith(Child.waitingBy(parker), Walker.class,
            region.file(), party, passes))) {
            crew.awaitSuccess();
        }
        assertEquals(passes, parties.last.get(), "one of each pass is the last to come");
        assertEquals(passes, parties.actions.get(), "the action runs once in each pass");
        assertEquals(0, parties.barrier.waiting());
    }

    @Test
    void breaksForThoseInsideWhenOneInsideIsKilled() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", PARTIES + 1);
        Background<Integer> first = start(barrier);
        try (Child doomed = startChild(barrier)) {
            Background<Integer> last = start(barrier);
            doomed.kill();
            Waiting.promptly(barrier, () -> first.isDone() && last.isDone());
            assertInstanceOf(BrokenBarrierException.class, first.failure());
            assertInstanceOf(BrokenBarrierException.class, last.failure());
            assertTrue(barrier.isBroken());
            barrier.reset();
            assertPasses(barrier);
        }
    }

    @Test
    void breaksWhenTheFirstOfThoseInsideIsKilled() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", PARTIES);
        try (Child doomed = startChild(barrier)) {
            Background<Integer> second = start(barrier);
            doomed.kill();
            Waiting.promptly(barrier, second::isDone);
            assertInstanceOf(BrokenBarrierException.class, second.failure());
        }
    }

    @Test
    void breaksWhenAllInsideAreKilledAndTheLastComes() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", PARTIES);
        try (Child first = startChild(barrier); Child second = startChild(barrier)) {
            first.kill();
            second.kill();
            Thread.sleep(10);
            Background<Integer> last = Background.start(barrier::await);
            Waiting.promptly(barrier, last::isDone);
            assertInstanceOf(BrokenBarrierException.class, last.failure());
            barrier.reset();
            assertPasses(barrier);
        }
    }

    @Test
    void breaksWhenAllInsideAreKilledAndOneComes() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", PARTIES + 1);
        try (Child first = startChild(barrier); Child second = startChild(barrier)) {
            first.kill();
            second.kill();
            Background<Integer> third = Background.start(barrier::await);
            Waiting.promptly(barrier, third::isDone);
            assertInstanceOf(BrokenBarrierException.class, third.failure());
        }
    }

    @Test
    void breaksWhenTheLastIsKilledInTheAction() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", 2);
        Background<Integer> first = start(barrier);
        try (Child doomed = Child.start(Endless.class, region.file()).expect("acts")) {
            doomed.kill();
            Waiting.promptly(barrier, first::isDone);
            assertInstanceOf(BrokenBarrierException.class, first.failure());
        }
    }

    @Test
    void breaksWhenAnotherIsKilledDuringTheAction() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", 2);
        try (Child doomed = startChild(barrier)) {
            Barrier acting = Barrier.open(region, "barrier", 2, (Runnable & Serializable) () -> {
                doomed.kill();
                LockSupport.parkNanos(Wait.MIN_SLICE_NANOS);
            });
            assertThrows(BrokenBarrierException.class, acting::await);
            assertTrue(barrier.isBroken());
        }
    }

    @Test
    void breaksForWhoComesWhenTheLastIsKilledInTheActionAlone() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", 2);
        try (Child party = startChild(barrier);
             Child doomed = Child.start(Endless.class, region.file()).expect("acts")) {
            party.kill();
            doomed.kill();
            Background<Integer> next = Background.start(barrier::await);
            Waiting.promptly(barrier, next::isDone);
            assertInstanceOf(BrokenBarrierException.class, next.failure());
        }
    }

    @Test
    void doesNotMissAProcessThatIsKilledOutside() throws Exception {
        Barrier barrier = Barrier.open(region, "barrier", 2);
        try (Child passed = startChild(barrier)) {
            assertEquals(0, barrier.await());
            passed.expect("1");
            passed.kill();
        }
        Background<Integer> first = start(barrier);
        Thread.sleep(100);
        assertEquals(1, barrier.waiting());
        barrier.await();
        assertEquals(1, first.get());
    }

    private void assertPasses(Barrier barrier) throws Exception {
        Background<?>[] others = new Background<?>[barrier.parties() - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = start(barrier);
        }
        assertEquals(0, barrier.await());
        for (Background<?> other : others) {
            other.get();
        }
    }

    private static Background<Integer> start(Barrier barrier) {
        int before = barrier.waiting();
        Background<Integer> party = Background.start(barrier::await);
        Waiting.until("it waits", () -> barrier.waiting() == before + 1);
        return party;
    }

    private Child startChild(Barrier barrier) {
        int before = barrier.waiting();
        Child party = Child.start(Party.class, region.file(), barrier.parties());
        Waiting.until("it waits", () -> barrier.waiting() == before + 1);
        return party;
    }

    /** What those share who walk in step. */
    private static final class Parties {

        final Barrier barrier;
        final LongValue actions;
        final LongValue last;
        final LongArray done;

        Parties(Region region) {
            this.actions = LongValue.open(region, "actions", 0);
            this.last = LongValue.open(region, "last", 0);
            this.done = LongArray.open(region, "done", PARTIES);
            this.barrier = Barrier.open(region, "step", PARTIES, new Counting(actions));
        }
    }

    private record Counting(LongValue actions) implements Runnable, Serializable {
        @Override
        public void run() {
            actions.set(actions.get() + 1);
        }
    }

    /** Goes so many steps, and looks around after each. */
    static final class Walker {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Parties parties = new Parties(Region.attach(Path.of(arguments[0])));
            int party = Integer.parseInt(arguments[1]);
            int passes = Integer.parseInt(arguments[2]);
            for (int pass = 1; pass <= passes; pass++) {
                parties.done.set(party, pass);
                if (parties.barrier.await() == 0) {
                    parties.last.incrementAndGet();
                }
                check("actions", parties.actions.get(), pass);
                for (int other = 0; other < PARTIES; other++) {
                    check("party " + other, parties.done.get(other), pass);
                }
            }
        }

        private static void check(String what, long found, int pass) {
            if (found != pass && found != pass + 1) {
                throw new AssertionError(what + ": expected " + pass + " or one more, found " + found);
            }
        }
    }

    /** Waits once. */
    static final class Party {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Region region = Region.attach(Path.of(arguments[0]));
            Role.say(Barrier.open(region, "barrier", Integer.parseInt(arguments[1])).await());
            Role.hear();
        }
    }

    /** Comes last, and stays in the action. */
    static final class Endless {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Region region = Region.attach(Path.of(arguments[0]));
            Barrier.open(region, "barrier", 2, (Runnable & Serializable) () -> {
                Role.say("acts");
                Role.hear();
            }).await();
        }
    }
}
