package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Event;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a pool that is asked for: shutdown, shutdownNow, close. */
@Timeout(60)
class PoolEndTest {

    private final Event running = Event.create();
    private final Event go = Event.create();
    private final Event interrupted = Event.create();
    private final Pool pool = Pools.quick(1).build();
    private final List<Long> pids = Pools.pids(pool);

    @AfterEach
    void everyWorkerHasEnded() {
        pool.shutdownNow();
        pool.close();
        assertTrue(pool.isTerminated());
        assertTrue(pids.stream().noneMatch(Program::isAlive), () -> "some of " + pids + " still run");
    }

    @Test
    void poolThatWasNotShutDownSaysSo() throws Exception {
        assertFalse(pool.isShutdown());
        assertFalse(pool.isTerminated());
        assertFalse(pool.awaitTermination(10, TimeUnit.MILLISECONDS));
        assertFalse(pool.awaitTermination(-1, TimeUnit.SECONDS));
        assertEquals(42, pool.apply(() -> 42));
    }

    @Test
    void shutdownLetsAllThatWasSubmittedEnd() throws Exception {
        LongValue runs = LongValue.create(0);
        Future<?> first = waiting();
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(pool.submit(() -> runs.incrementAndGet()));
        }
        Future<List<Long>> map = pool.mapAsync(i -> runs.incrementAndGet(), List.of(1, 2, 3), 1);
        running.await();
        pool.shutdown();
        assertTrue(pool.isShutdown());
        assertFalse(pool.isTerminated());
        assertFalse(pool.awaitTermination(50, TimeUnit.MILLISECONDS));
        assertFalse(first.isDone());
        go.set();
        Pools.awaitTermination(pool);
        assertTrue(pool.isTerminated());
        assertEquals(23, runs.get());
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertEquals(3, Pools.get(map).size());
    }

    @Test
    void nothingIsTakenAfterAShutdown() {
        pool.shutdown();
        pool.shutdown();
        assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> { }));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> { }));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> { }, 1));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        assertThrows(RejectedExecutionException.class, () -> pool.apply(() -> 1));
        assertThrows(RejectedExecutionException.class, () -> pool.apply(i -> i, 1));
        assertThrows(RejectedExecutionException.class, () -> pool.applyAsync(i -> i, 1));
        assertThrows(RejectedExecutionException.class, () -> pool.map(i -> i, List.of(1)));
        assertThrows(RejectedExecutionException.class, () -> pool.mapAsync(i -> i, List.of(1)));
        assertThrows(RejectedExecutionException.class, () -> pool.imap(i -> i, List.of(1)).toList());
        Call<Integer> call = () -> 1;
        assertThrows(RejectedExecutionException.class, () -> pool.invokeAll(List.of(call)));
        assertThrows(RejectedExecutionException.class, () -> pool.invokeAny(List.of(call)));
    }

    @Test
    void shutdownNowReturnsWhatNeverBegan() throws Exception {
        LongArray begun = LongArray.create(4);
        Future<?> first = noticing();
        Job executed = () -> begun.incrementAndGet(0);
        Job submitted = () -> begun.incrementAndGet(1);
        Call<Long> call = () -> begun.incrementAndGet(2);
        running.await();
        pool.execute(executed);
        List<Future<?>> futures = List.of(pool.submit(submitted), pool.submit(call),
            pool.applyAsync(i -> begun.addAndGet(3, i), 7));
        List<Runnable> never = pool.shutdownNow();
        assertTrue(pool.isShutdown());
        assertEquals(4, never.size());
        assertSame(executed, never.get(0));
        assertSame(submitted, never.get(1));
        Pools.awaitTermination(pool);
        assertTrue(interrupted.isSet());
        assertTrue(first.isDone());
        for (Future<?> future : futures) {
            assertTrue(future.isCancelled(), future::toString);
        }
        for (int i = 0; i < 4; i++) {
            assertEquals(0, begun.get(i), "it never began");
        }
        never.forEach(Runnable::run);
        assertEquals(1, begun.get(0));
        assertEquals(1, begun.get(1));
        assertEquals(1, begun.get(2));
        assertEquals(7, begun.get(3));
        assertEquals(List.of(), pool.shutdownNow());
    }

    /** Would catch a task that is returned although it began, or is neither returned nor run. */
    @Test
    void everyTaskEitherBeganOrIsReturned() throws Exception {
        int tasks = 300;
        LongArray begun = LongArray.create(tasks);
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            int own = i;
            futures.add(pool.submit(() -> {
                begun.incrementAndGet(own);
            }));
        }
        Pools.get(futures.get(20));
        List<Runnable> never = pool.shutdownNow();
        Pools.awaitTermination(pool);
        never.forEach(Runnable::run);
        for (int i = 0; i < tasks; i++) {
            assertEquals(1, begun.get(i), "beginnings of task " + i);
            assertTrue(futures.get(i).isDone());
        }
    }

    @Test
    void shutdownNowStopsATaskThatTakesNoNotice() throws Exception {
        Future<?> future = takingNoNotice();
        running.await();
        assertEquals(List.of(), pool.shutdownNow());
        Pools.awaitTermination(pool);
        assertTrue(future.isCancelled(), future::toString);
    }

    @Test
    void taskThatEndsByItselfAfterShutdownNowHasItsResult() throws Exception {
        try (Pool patient = Pools.quick(1).grace(Duration.ofSeconds(30)).build()) {
            Event started = running;
            Future<Integer> future = patient.submit(() -> {
                try {
                    return Pools.<Integer>nap(started);
                } catch (InterruptedException e) {
                    return 42;
                }
            });
            running.await();
            patient.shutdownNow();
            assertEquals(42, Pools.get(future));
        }
    }

    @Test
    void shutdownNowEndsAMap() throws Exception {
        LongValue begun = LongValue.create(0);
        Event started = running;
        CompletableFuture<List<Integer>> map = pool.mapAsync(i -> {
            begun.incrementAndGet();
            return Pools.<Integer>nap(started);
        }, List.of(1, 2, 3), 1);
        running.await();
        pool.shutdownNow();
        Pools.awaitTermination(pool);
        assertTrue(map.isCompletedExceptionally(), map::toString);
        assertEquals(1, begun.get());
    }

    @Test
    void closeWaitsForAllTasks() throws Exception {
        LongValue ended = LongValue.create(0);
        Future<?> first = waiting();
        pool.submit(() -> ended.incrementAndGet());
        Background<?> closer = closer();
        running.await();
        assertFalse(closer.isDone());
        go.set();
        closer.get();
        assertEquals(1, ended.get());
        assertTrue(first.isDone());
        assertTrue(pool.isTerminated());
        pool.close();
    }

    @Test
    void interruptedCloseCancelsAllAndStaysInterrupted() throws Exception {
        Future<?> first = takingNoNotice();
        Future<?> second = pool.submit(() -> 1);
        running.await();
        Background<Boolean> closer = closer();
        closer.interrupt();
        assertTrue(closer.get());
        assertTrue(pool.isTerminated());
        assertTrue(first.isCancelled());
        assertTrue(second.isCancelled());
    }

    @Test
    void closeOfAThreadThatIsInterruptedAlreadyCancelsAll() throws Exception {
        Future<?> first = noticing();
        running.await();
        Background<Boolean> closer = Background.start(() -> {
            Thread.currentThread().interrupt();
            pool.close();
            return Thread.interrupted();
        });
        assertTrue(closer.get());
        assertTrue(first.isDone());
        assertTrue(interrupted.isSet());
    }

    /** Closes the pool, and then says whether its thread is interrupted. */
    private Background<Boolean> closer() {
        return Background.start(() -> {
            pool.close();
            return Thread.interrupted();
        });
    }

    @Test
    void awaitTerminationObeysInterrupts() throws Exception {
        waiting();
        pool.shutdown();
        Background<?> waiter = Background.start(() -> pool.awaitTermination(30, TimeUnit.SECONDS));
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        assertFalse(pool.isTerminated());
        go.set();
        Pools.awaitTermination(pool);
    }

    @Test
    void poolThatEndsAsSoonAsItBeganLeavesNoWorker() {
        WorkerLog log = new WorkerLog();
        for (int i = 0; i < 5; i++) {
            Pools.quick(2).listener(log).build().close();
            Pools.quick(2).listener(log).build().shutdownNow();
        }
        Pools.awaitEnd(log.pids());
    }

    @Test
    void statisticsOfAnEndedPoolCanBeHad() throws Exception {
        pool.apply(() -> 42);
        pool.close();
        assertEquals(1, pool.stats().get(0).tasksDone());
        assertFalse(pool.toString().isEmpty());
    }

    private Future<?> waiting() {
        Event started = running;
        Event end = go;
        return pool.submit(() -> {
            started.set();
            end.await();
            return 1;
        });
    }

    private Future<?> takingNoNotice() {
        Event started = running;
        return pool.submit(() -> Pools.sleepThroughInterrupts(started));
    }

    private Future<?> noticing() {
        Event started = running;
        Event noticed = interrupted;
        return pool.submit(() -> {
            try {
                return Pools.nap(started);
            } catch (InterruptedException e) {
                noticed.set();
                throw e;
            }
        });
    }
}
