package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Waiting;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a pool's workers start a few at a time. */
@Timeout(60)
class TurnsTest {

    private Turns turns = new Turns(TimeUnit.HOURS.toNanos(1));
    private final AtomicBoolean isVain = new AtomicBoolean();
    private int taken;

    @BeforeEach
    void takeAll() {
        for (; taken < Turns.MOST; taken++) {
            assertTrue(turns.take(isVain::get));
        }
        assertTrue(Turns.areAllTaken());
    }

    @AfterEach
    void passAll() {
        for (; taken > 0; taken--) {
            turns.pass();
        }
        Waiting.until("none is taken, of pools of other tests either", () -> !Turns.areAllTaken());
    }

    @Test
    void oneThatWaitsHasItsTurnWhenAnotherPasses() {
        CompletableFuture<Boolean> next = nextAfterWaiting();
        turns.pass();
        assertTrue(next.join());
    }

    @Test
    void nobodyWaitsForEver() {
        passAll();
        turns = new Turns();
        takeAll();
        assertTrue(next(new AtomicReference<>()).join());
        taken++;
    }

    @Test
    void oneThatIsNeededNoMoreLeavesOff() {
        CompletableFuture<Boolean> next = nextAfterWaiting();
        isVain.set(true);
        turns.wake();
        assertFalse(next.join());
    }

    @Test
    void interruptIsKeptForLater() {
        AtomicReference<Thread> waiting = new AtomicReference<>();
        CompletableFuture<Boolean> isInterrupted = next(waiting).thenApply(isTaken -> Thread.interrupted());
        Waiting.until("it waits", () -> isWaiting(waiting.get()));
        waiting.get().interrupt();
        turns.pass();
        assertEquals(true, isInterrupted.join());
    }

    private CompletableFuture<Boolean> nextAfterWaiting() {
        AtomicReference<Thread> waiting = new AtomicReference<>();
        CompletableFuture<Boolean> next = next(waiting);
        Waiting.until("it waits", () -> isWaiting(waiting.get()));
        return next;
    }

    private CompletableFuture<Boolean> next(AtomicReference<Thread> taker) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.complete(turns.take(isVain::get)));
        thread.setDaemon(true);
        taker.set(thread);
        thread.start();
        return result;
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }
}
