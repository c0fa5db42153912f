package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("waiting")
class EventCountTest {

    @TempDir
    Path directory;

    private Region region;
    private EventCount changed;
    private IntValue state;

    @BeforeEach
    void make() {
        Waiting.load();
        region = Region.open(directory.resolve("region"));
        changed = EventCount.open(region, "changed");
        state = IntValue.open(region, "state", 0);
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void doesNotWaitForWhatIsTrue() throws InterruptedException {
        changed.await(() -> true);
        changed.awaitUninterruptibly(() -> true);
        assertTrue(changed.await(-1, TimeUnit.SECONDS, () -> true));
        assertEquals("EventCount \"changed\"[nobody sleeps]", changed.toString());
    }

    @Test
    void givesUpAtTheDeadlineAfterALook() throws InterruptedException {
        assertFalse(changed.await(Duration.ofMillis(20), () -> false));
        assertFalse(changed.await(0, TimeUnit.SECONDS, () -> false));
        assertEquals("EventCount \"changed\"[some may sleep]", changed.toString());
    }

    @Test
    void noticesAChangeWithoutASignal() throws Exception {
        Background<Boolean> waiter = Background.start(this::awaitChange);
        Waiting.until("it sleeps", changed::maySleep);
        long start = System.nanoTime();
        state.set(1);
        assertTrue(waiter.get());
        Waiting.assertPrompt(start);
    }

    @Test
    void wakesAllForASignalToAll() throws Exception {
        Unsliced unsliced = new Unsliced();
        try {
            Background<Boolean> first = Background.start(this::awaitChange);
            Background<Boolean> second = Background.start(this::awaitChange);
            Waiting.until("one sleeps", changed::maySleep);
            state.set(1);
            changed.signalAll();
            assertTrue(first.get());
            assertTrue(second.get());
        } finally {
            unsliced.close();
        }
    }

    @Test
    void obeysAnInterrupt() throws Exception {
        Background<Void> waiter = Background.start(() -> {
            changed.await(() -> false);
            return null;
        });
        Waiting.until("it sleeps", changed::maySleep);
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
    }

    @Test
    void waitsOnThoughInterruptedAndInterruptsAgain() throws Exception {
        Background<Boolean> waiter = Background.start(() -> {
            changed.awaitUninterruptibly(() -> state.get() == 1);
            return Thread.interrupted();
        });
        Waiting.until("it sleeps", changed::maySleep);
        waiter.interrupt();
        state.set(1);
        changed.signal();
        assertTrue(waiter.get());
    }

    @Test
    void throwsWhatTheConditionThrows() {
        assertThrows(ArithmeticException.class, () -> changed.await(() -> 1 / state.get() == 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void wakesAWaiterInAnotherProcess(String parker) {
        try (Child waiter = Child.startWith(Child.waitingBy(parker), Waiter.class, region.file()).expect("waits")) {
            Waiting.until("it sleeps", changed::maySleep);
            assertTrue(waiter.isSilent());
            state.set(1);
            changed.signal();
            waiter.expect("passed").awaitSuccess();
        }
    }

    /** The one that died may have had the signal. */
    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void wakesTheLivingAfterADeath(String parker) {
        try (Child doomed = Child.startWith(Child.waitingBy(parker), Waiter.class, region.file()).expect("waits");
             Child waiter = Child.startWith(Child.waitingBy(parker), Waiter.class, region.file()).expect("waits")) {
            Waiting.until("they sleep", changed::maySleep);
            doomed.kill();
            long start = System.nanoTime();
            state.set(1);
            changed.signal();
            waiter.expect("passed");
            Waiting.assertPrompt(start);
        }
    }

    private boolean awaitChange() throws InterruptedException {
        return changed.await(1, TimeUnit.HOURS, () -> state.get() == 1);
    }

    /** Waits until the state is 1. */
    static final class Waiter {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Region region = Region.attach(Path.of(arguments[0]));
            IntValue state = IntValue.open(region, "state", 0);
            Role.say("waits");
            EventCount.open(region, "changed").await(() -> state.get() == 1);
            Role.say("passed");
        }
    }
}
