package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("waiting")
class EventTest {

    private final Region region = Region.create();
    private final Event event = Event.open(region, "event");

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void isNotSetWhenNew() throws InterruptedException {
        assertFalse(event.isSet());
        assertFalse(event.await(0, TimeUnit.SECONDS));
        assertEquals("Event \"event\"[not set]", event.toString());
    }

    @Test
    void isSetUntilCleared() {
        event.set();
        event.set();
        assertTrue(event.isSet());
        assertEquals("Event \"event\"[set]", event.toString());
        event.clear();
        event.clear();
        assertFalse(event.isSet());
    }

    @Test
    void letsEverybodyPassWhileSet() throws InterruptedException {
        event.set();
        event.await();
        assertTrue(event.await(0, TimeUnit.SECONDS));
        assertTrue(event.await(-1, TimeUnit.SECONDS));
        assertTrue(event.isSet());
    }

    @Test
    void wakesAllWaiters() throws Exception {
        Background<Boolean> first = Background.start(() -> event.await(1, TimeUnit.HOURS));
        Waiting.untilWaitedFor(event);
        Background<Boolean> second = Background.start(() -> event.await(1, TimeUnit.HOURS));
        event.set();
        assertTrue(first.get());
        assertTrue(second.get());
    }

    @Test
    void wakesWhoWaitedThoughItIsClearedAtOnce() throws Exception {
        for (int round = 0; round < 100; round++) {
            Background<Boolean> waiter = Background.start(() -> event.await(10, TimeUnit.SECONDS));
            Waiting.untilWaitedFor(event);
            event.set();
            event.clear();
            assertTrue(waiter.get(), "round " + round);
        }
    }

    @Test
    void makesWaitAgainWhenCleared() throws InterruptedException {
        event.set();
        event.clear();
        assertFalse(event.await(20, TimeUnit.MILLISECONDS));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1})
    void doesNotWaitWithoutTime(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        assertFalse(event.await(nanos, TimeUnit.NANOSECONDS));
        Waiting.assertPrompt(start);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 150})
    void waitsItsTimeAndNotMuchLonger(int millis) throws InterruptedException {
        long start = System.nanoTime();
        assertFalse(event.await(Duration.ofMillis(millis)));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(millis));
        Waiting.assertPrompt(start + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void waitsForEver() throws Exception {
        Background<Boolean> waiter = Background.start(() -> event.await(Duration.ofSeconds(Long.MAX_VALUE)));
        Waiting.untilWaitedFor(event);
        event.set();
        assertTrue(waiter.get());
    }

    @Test
    void obeysAnEarlierInterruptThoughItIsSet() {
        event.set();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, event::await);
        assertFalse(Thread.interrupted());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> event.await(0, TimeUnit.SECONDS));
    }

    @Test
    void obeysAnInterruptWhileItWaits() throws Exception {
        Background<Void> waiter = Background.start(() -> {
            event.await();
            return null;
        });
        Waiting.untilWaitedFor(event);
        long interrupted = System.nanoTime();
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        Waiting.assertPrompt(interrupted);
    }

    @Test
    void setAndClearDoNotLookForInterrupts() {
        Thread.currentThread().interrupt();
        event.set();
        event.clear();
        assertTrue(Thread.interrupted());
    }
}
