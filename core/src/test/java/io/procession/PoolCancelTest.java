package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Event;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that are stopped, since they are not wanted any more or last too long. */
@Timeout(60)
class PoolCancelTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Pool pool;

    private final Event running = Event.create();
    private final LongValue pid = LongValue.create(0);

    @BeforeAll
    static void open() {
        pool = Pools.quick(1).grace(PATIENCE).build();
    }

    @AfterAll
    static void close() {
        Pools.end(pool);
    }

    @Test
    void cancelledTaskIsInterruptedAndItsWorkerGoesOn() throws Exception {
        LongValue interrupted = LongValue.create(0);
        Event started = running;
        Future<Integer> future = pool.submit(() -> {
            try {
                return Pools.<Integer>nap(started);
            } catch (InterruptedException e) {
                interrupted.set(1);
                throw e;
            }
        });
        started.await();
        List<Long> pids = Pools.pids(pool);
        assertTrue(future.cancel(true));
        assertTrue(future.isCancelled());
        assertThrows(CancellationException.class, future::get);
        assertEquals(pids.get(0), Pools.get(pool.submit(() -> Pools.pid())));
        assertEquals(1, interrupted.get());
    }

    @Test
    void cancelledTaskThatReturnsAResultStaysCancelled() throws Exception {
        Event started = running;
        Future<Integer> future = pool.submit(() -> {
            try {
                return Pools.<Integer>nap(started);
            } catch (InterruptedException e) {
                return 42;
            }
        });
        started.await();
        assertTrue(future.cancel(true));
        assertEquals(42, pool.apply(() -> 42));
        assertTrue(future.isCancelled());
    }

    @Test
    void cancelledTaskThatWaitsNeverBegins() throws Exception {
        LongValue begun = LongValue.create(0);
        for (boolean interrupting : new boolean[] {true, false}) {
            Event go = Event.create();
            Event started = running;
            started.clear();
            pool.execute(() -> {
                started.set();
                awaitQuietly(go);
            });
            Future<Long> first = pool.submit(() -> begun.incrementAndGet());
            Future<Long> second = pool.submit(() -> begun.incrementAndGet());
            Future<Integer> last = pool.submit(() -> 42);
            started.await();
            assertTrue(first.cancel(interrupting));
            assertTrue(second.cancel(interrupting));
            go.set();
            assertEquals(42, Pools.get(last));
            assertEquals(0, begun.get());
        }
    }

    @Test
    void cancelThatMayNotInterruptLetsTheTaskEnd() throws Exception {
        Event go = Event.create();
        Event started = running;
        LongValue ended = LongValue.create(0);
        Future<Integer> future = pool.submit(() -> {
            started.set();
            go.await();
            ended.set(1);
            return 1;
        });
        started.await();
        assertTrue(future.cancel(false));
        assertTrue(future.isCancelled());
        go.set();
        assertEquals(42, pool.apply(() -> 42));
        assertEquals(1, ended.get());
    }

    @Test
    void dependentsOfACancelledFutureFail() throws Exception {
        Event started = running;
        CompletableFuture<Integer> future = pool.submit(() -> Pools.<Integer>nap(started));
        CompletableFuture<Integer> dependent = future.thenApply(i -> i + 1);
        started.await();
        future.cancel(true);
        CompletionException e = assertThrows(CompletionException.class, dependent::join);
        assertInstanceOf(CancellationException.class, e.getCause());
    }

    @Test
    void interruptedApplyCancelsItsCall() throws Exception {
        Event started = running;
        LongValue interrupted = LongValue.create(0);
        Background<?> caller = Background.start(() -> pool.apply(() -> {
            try {
                return Pools.nap(started);
            } catch (InterruptedException e) {
                interrupted.set(1);
                throw e;
            }
        }));
        started.await();
        caller.interrupt();
        assertInstanceOf(InterruptedException.class, caller.failure());
        assertEquals(42, pool.apply(() -> 42));
        assertEquals(1, interrupted.get());
        Background<?> already = Background.start(() -> {
            Thread.currentThread().interrupt();
            return pool.apply(() -> 42);
        });
        assertInstanceOf(InterruptedException.class, already.failure());
    }

    /** Would catch an interrupt that comes late, and meets the next task. */
    @Test
    @Timeout(900)
    void interruptMeetsTheTaskThatItIsMeantForAlone() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < Soak.rounds(200, 20_000); i++) {
            Future<Integer> victim = pool.submit(() -> 1);
            Future<Boolean> next = pool.submit(() -> {
                LockSupport.parkNanos(20_000);
                return Thread.interrupted();
            });
            LockSupport.parkNanos(random.nextInt(300_000));
            victim.cancel(true);
            assertFalse(Pools.get(next));
        }
    }

    @Test
    void taskThatLeavesItsThreadInterruptedHarmsNotTheNext() throws Exception {
        for (int i = 0; i < 20; i++) {
            Future<Integer> first = pool.submit(() -> {
                Thread.currentThread().interrupt();
                return 1;
            });
            Future<Boolean> next = pool.submit(() -> Thread.interrupted());
            assertEquals(1, Pools.get(first));
            assertFalse(Pools.get(next));
        }
    }

    @Test
    void cancelledTaskThatTakesNoNoticeIsKilledWithItsWorkerAndNoOther() throws Exception {
        Event go = Event.create();
        Event started = running;
        Event otherStarted = Event.create();
        LongValue victim = pid;
        try (Pool two = Pools.quick(2).grace(SHORT).build()) {
            Future<Integer> other = two.submit(() -> {
                otherStarted.set();
                go.await();
                return 42;
            });
            otherStarted.await();
            Future<?> future = two.submit(() -> {
                victim.set(Pools.pid());
                return Pools.sleepThroughInterrupts(started);
            });
            started.await();
            assertTrue(future.cancel(true));
            Pools.awaitEnd(List.of(victim.get()));
            assertNotEquals(victim.get(), Pools.get(two.submit(() -> Pools.pid())));
            assertFalse(other.isDone());
            go.set();
            assertEquals(42, Pools.get(other));
            assertTrue(future.isCancelled());
        }
    }

    @Test
    void cancelledLoopThatNeverWaitsIsKilled() throws Exception {
        Event started = running;
        LongValue victim = pid;
        try (Pool one = Pools.quick(1).grace(Duration.ZERO).build()) {
            Future<?> future = one.submit(() -> {
                victim.set(Pools.pid());
                started.set();
                while (true) {
                    Thread.interrupted();
                }
            });
            started.await();
            Future<Integer> next = one.submit(() -> 42);
            future.cancel(true);
            Pools.awaitEnd(List.of(victim.get()));
            assertEquals(42, Pools.get(next));
        }
    }

    @Test
    void stoppedWorkerIsKilledWithItsCancelledTask() throws Exception {
        Event started = running;
        LongValue victim = pid;
        try (Pool one = Pools.quick(1).grace(SHORT).build()) {
            Future<?> future = one.submit(() -> {
                victim.set(Pools.pid());
                return Pools.nap(started);
            });
            started.await();
            Program.kill("STOP", victim.get());
            future.cancel(true);
            Pools.awaitEnd(List.of(victim.get()));
            assertEquals(42, Pools.get(one.submit(() -> 42)));
        }
    }

    @Test
    void taskThatLastsLongerThanItMayIsStopped() throws Exception {
        try (Pool limited = Pools.quick(2).taskTimeout(LIMIT).grace(SHORT).build()) {
            Event started = running;
            LongValue victim = pid;
            LongValue interrupted = LongValue.create(0);
            Future<?> polite = limited.submit(() -> {
                try {
                    return Pools.nap(started);
                } catch (InterruptedException e) {
                    interrupted.set(1);
                    return 1;
                }
            });
            Future<?> stubborn = limited.submit(() -> {
                victim.set(Pools.pid());
                return Pools.sleepThroughInterrupts(started);
            });
            assertInstanceOf(TimeoutException.class, Pools.failure(polite));
            assertInstanceOf(TimeoutException.class, Pools.failure(stubborn));
            Waiting.until("it is interrupted", () -> interrupted.get() == 1);
            Pools.awaitEnd(List.of(victim.get()));
            assertEquals(PoolMapTest.numbers(100), limited.map(i -> i, PoolMapTest.numbers(100), 1));
        }
    }

    @Test
    void limitCountsFromTheBeginningInTheWorker() throws Exception {
        try (Pool limited = Pools.quick(1).taskTimeout(Duration.ofSeconds(2)).build()) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int own = i;
                futures.add(limited.submit(() -> {
                    Thread.sleep(800);
                    return own;
                }));
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(i, Pools.get(futures.get(i)));
            }
        }
    }

    @Test
    void limitIsThatOfEachChunk() throws Exception {
        try (Pool limited = Pools.quick(2).taskTimeout(LIMIT).grace(SHORT).build()) {
            LongValue tried = LongValue.create(0);
            Event started = running;
            Future<List<Integer>> map = limited.mapAsync(i -> {
                tried.incrementAndGet();
                return i == 20 ? Pools.<Integer>sleepThroughInterrupts(started) : i;
            }, PoolMapTest.numbers(40), 1);
            assertInstanceOf(TimeoutException.class, Pools.failure(map));
            Waiting.until("all are tried", () -> tried.get() == 40);
        }
    }

    @Test
    void limitHoldsForApplyToo() throws Exception {
        try (Pool limited = Pools.quick(1).taskTimeout(LIMIT).grace(SHORT).build()) {
            Event started = running;
            Background<?> caller = Background.start(() -> limited.apply(() -> Pools.sleepThroughInterrupts(started)));
            assertInstanceOf(TimeoutException.class, caller.failure().getCause());
            assertEquals(42, Pools.get(limited.submit(() -> 42)));
        }
    }

    /** Would catch cancels that cross with results, or with one another, and leave a future or the pool hanging. */
    @Test
    @Timeout(900)
    void cancelsAtAnyMomentLeaveNobodyWaiting() throws Exception {
        Random random = new Random(9);
        try (Pool two = Pools.quick(2).build()) {
            for (int round = 0; round < Soak.rounds(25, 5_000); round++) {
                List<Future<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    futures.add(two.submit(() -> 1));
                }
                for (Future<Integer> future : futures) {
                    if (random.nextBoolean()) {
                        future.cancel(random.nextBoolean());
                    }
                    LockSupport.parkNanos(random.nextInt(100_000));
                }
                for (Future<Integer> future : futures) {
                    try {
                        assertEquals(1, future.get(30, TimeUnit.SECONDS));
                    } catch (CancellationException e) {
                        assertTrue(future.isCancelled());
                    }
                }
            }
        }
    }

    private static void awaitQuietly(Event event) {
        try {
            event.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
