package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionProcessTest {

    private static final int PROCESSES = 2;
    private static final int THREADS = 3;
    private static final int WAITERS = (PROCESSES + 1) * THREADS;

    @TempDir
    Path directory;

    private Shared shared;

    /** What the test and its children share. */
    private static final class Shared {

        final Region region;
        final RLock lock;
        final Condition condition;
        final LongValue woken;
        final LongValue state;

        Shared(Path file) {
            this.region = Region.open(file);
            this.lock = RLock.open(region, "lock");
            this.condition = lock.newCondition("condition");
            this.woken = LongValue.open(region, "woken", 0);
            this.state = LongValue.open(region, "state", 0);
        }

        void startWaiters(List<Background<Void>> waiters) {
            for (int i = 0; i < THREADS; i++) {
                waiters.add(Background.start(() -> {
                    try (RLock.Hold hold = lock.hold()) {
                        condition.await();
                        woken.addAndGet(hold.abandoned() ? 100 : 1);
                    }
                    return null;
                }));
            }
        }

        static void await(List<Background<Void>> waiters) throws Exception {
            for (Background<Void> waiter : waiters) {
                waiter.get();
            }
        }
    }

    @BeforeEach
    void makeShared() {
        Waiting.load();
        shared = new Shared(directory.resolve("region"));
    }

    @AfterEach
    void close() {
        shared.region.close();
    }

    /** Would catch a signal that is lost or lets two go on, and a count that does not come back to zero. */
    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void letsAsManyGoOnAsAreSignalledOfProcessesAndThreads(String parker) throws Exception {
        try (Crew crew = new Crew(PROCESSES, i -> Child.startWith(Child.waitingBy(parker), Waiters.class,
            shared.region.file()))) {
            List<Background<Void>> waiters = new ArrayList<>();
            shared.startWaiters(waiters);
            Waiting.until("all wait", () -> shared.condition.waiting() == WAITERS);
            assertWakes(1, 1);
            assertWakes(3, 3);
            assertWakes(1, 1);
            assertWakes(Integer.MAX_VALUE, WAITERS - 5);
            Shared.await(waiters);
            crew.awaitSuccess();
        }
        assertEquals(0, shared.condition.waiting());
        assertFalse(shared.lock.isLocked());
    }

    private void assertWakes(int count, int expected) throws InterruptedException {
        long before = shared.woken.get();
        shared.lock.lock();
        shared.condition.signal(count);
        assertEquals(before, shared.woken.get(), "nobody goes on before the lock is free");
        shared.lock.unlock();
        Waiting.until("so many have gone on", () -> shared.woken.get() == before + expected);
        Thread.sleep(10);
        assertEquals(before + expected, shared.woken.get());
    }

    @Test
    void waitsUntilAnotherProcessHasMadeThePredicateHold() throws Exception {
        try (Child counter = Child.start(Counter.class, shared.region.file()).expect("ready");
             RLock.Hold hold = shared.lock.hold()) {
            assertFalse(hold.abandoned());
            counter.say("go");
            shared.condition.await(() -> shared.state.get() == 4);
            assertEquals(4, shared.state.get());
            shared.lock.unlock();
            counter.awaitSuccess();
            shared.lock.lock();
        }
    }

    @Test
    void saysThatThePredicateDidNotHoldInTime() throws Exception {
        try (Child counter = Child.start(Counter.class, shared.region.file()).expect("ready")) {
            shared.lock.lock();
            counter.say("go");
            assertTrue(shared.condition.await(Duration.ofSeconds(Child.DEADLINE_SECONDS),
                () -> shared.state.get() >= 2));
            long begun = System.nanoTime();
            assertFalse(shared.condition.await(Duration.ofMillis(150), () -> shared.state.get() == 5));
            assertTrue(Waiting.millisSince(begun) >= 150);
            shared.lock.unlock();
            counter.awaitSuccess();
        }
    }

    /** Waits in several threads, once each. */
    static final class Waiters {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            List<Background<Void>> waiters = new ArrayList<>();
            new Shared(Path.of(arguments[0])).startWaiters(waiters);
            Shared.await(waiters);
        }
    }

    /** Counts to four, and signals each time. */
    static final class Counter {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Shared shared = new Shared(Path.of(arguments[0]));
            Role.say("ready");
            Role.hear();
            for (int i = 1; i <= 4; i++) {
                Thread.sleep(5);
                shared.lock.lock();
                shared.state.set(i);
                shared.condition.signal();
                shared.lock.unlock();
            }
        }
    }
}
