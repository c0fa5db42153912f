package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Event;
import io.procession.shm.LongValue;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that fail to start. */
@Timeout(60)
class PoolBrokenTest {

    private static final int IN_A_ROW = 3;

    @Test
    void initializerThatAlwaysThrowsBreaksThePoolWithTheCause() throws Exception {
        LongValue tried = LongValue.create(0);
        try (Pool pool = Pools.quick(1).initializer(() -> {
            quietly();
            tried.incrementAndGet();
            throw new IllegalStateException("expected by a test");
        }).build()) {
            Future<Integer> waiting = pool.submit(() -> 42);
            Future<List<Integer>> map = pool.mapAsync(i -> i, List.of(1, 2, 3), 1);
            assertBroken(Pools.failure(waiting));
            assertBroken(Pools.failure(map));
            assertBroken(assertThrows(BrokenPoolException.class, () -> pool.submit(() -> 42)));
            assertBroken(assertThrows(BrokenPoolException.class, () -> pool.execute(() -> { })));
            assertBroken(assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 42)));
            assertThrows(BrokenPoolException.class, () -> pool.map(i -> i, List.of(1)));
            assertThrows(BrokenPoolException.class, () -> pool.imap(i -> i, List.of(1)).toList());
            assertEquals(IN_A_ROW, tried.get());
        }
    }

    private static void assertBroken(Throwable e) {
        assertInstanceOf(BrokenPoolException.class, e, e::toString);
        assertEquals("expected by a test", assertInstanceOf(IllegalStateException.class, e.getCause()).getMessage());
    }

    @Test
    void initializerThatEndsItsWorkerBreaksThePool() throws Exception {
        LongValue tried = LongValue.create(0);
        try (Pool pool = Pools.quick(1).initializer(() -> {
            tried.incrementAndGet();
            Runtime.getRuntime().halt(5);
        }).build()) {
            Throwable e = Pools.failure(pool.submit(() -> 42));
            assertInstanceOf(BrokenPoolException.class, e, e::toString);
            assertTrue((e + " " + e.getCause()).contains("5"), () -> e + ", by " + e.getCause());
            assertEquals(IN_A_ROW, tried.get());
        }
    }

    @Test
    void manyWorkersBreakAPoolNoLater() throws Exception {
        LongValue tried = LongValue.create(0);
        try (Pool pool = Pools.quick(3).initializer(() -> {
            quietly();
            tried.incrementAndGet();
            throw new IllegalStateException("expected by a test");
        }).build()) {
            assertBroken(Pools.failure(pool.submit(() -> 42)));
        }
        assertTrue(tried.get() <= 2 * IN_A_ROW, () -> tried + " workers were started");
    }

    @Test
    void initializerThatFailsTwiceBreaksNothing() throws Exception {
        LongValue tried = LongValue.create(0);
        try (Pool pool = Pools.quick(1).initializer(() -> {
            quietly();
            if (tried.incrementAndGet() < IN_A_ROW) {
                throw new IllegalStateException("expected by a test");
            }
        }).build()) {
            assertEquals(42, Pools.get(pool.submit(() -> 42)));
            for (int i = 0; i < 2; i++) {
                tried.set(0);
                Pools.failure(pool.submit(() -> Runtime.getRuntime().halt(1)));
                assertEquals(42, Pools.get(pool.submit(() -> 42)));
            }
        }
    }

    @Test
    void shutdownOfAPoolWhoseWorkersFailEnds() throws Exception {
        try (Pool pool = Pools.quick(2).initializer(() -> {
            quietly();
            throw new IllegalStateException("expected by a test");
        }).build()) {
            Future<Integer> waiting = pool.submit(() -> 42);
            pool.shutdown();
            assertBroken(Pools.failure(waiting));
            Pools.awaitTermination(pool);
        }
    }

    @Test
    void poolWhoseInitializerLastsCanBeEndedAtOnce() throws Exception {
        Event running = Event.create();
        try (Pool pool = Pools.quick(1).initializer(() -> Pools.sleepThroughInterrupts(running)).build()) {
            Future<Integer> waiting = pool.submit(() -> 42);
            running.await();
            assertEquals(1, pool.shutdownNow().size());
            assertTrue(waiting.isCancelled());
            Pools.awaitTermination(pool);
        }
    }

    /** In a worker that is to fail: what it prints of that is no matter here. */
    private static void quietly() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }
}
