package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Event;
import io.procession.shm.LongValue;
import io.procession.shm.Waiting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link java.util.concurrent.ExecutorService} asks for of tasks; of the end, see {@link PoolEndTest}. */
@Timeout(60)
class PoolContractTest {

    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pools.quick(2).build();
    }

    @AfterAll
    static void close() {
        Pools.end(pool);
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> pool.execute((Runnable) null));
        assertThrows(NullPointerException.class, () -> pool.execute((Job) null));
        assertThrows(NullPointerException.class, () -> pool.submit((Callable<?>) null));
        assertThrows(NullPointerException.class, () -> pool.submit((Call<?>) null));
        assertThrows(NullPointerException.class, () -> pool.submit((Runnable) null));
        assertThrows(NullPointerException.class, () -> pool.submit((Job) null));
        assertThrows(NullPointerException.class, () -> pool.submit((Runnable) null, 1));
        assertThrows(NullPointerException.class, () -> pool.apply(null));
        assertThrows(NullPointerException.class, () -> pool.applyAsync((Fn<Integer, Integer>) null, 1));
        assertThrows(NullPointerException.class, () -> pool.map(null, List.of(1)));
        assertThrows(NullPointerException.class, () -> pool.map(i -> i, null));
        assertThrows(NullPointerException.class, () -> pool.mapAsync(i -> i, null));
        assertThrows(NullPointerException.class, () -> pool.imap(null, List.of(1)));
        assertThrows(NullPointerException.class, () -> pool.imap(i -> i, null));
        assertThrows(NullPointerException.class, () -> pool.map(i -> i, List.of(1), null));
        assertThrows(NullPointerException.class, () -> pool.invokeAll(null));
        assertThrows(NullPointerException.class, () -> pool.invokeAll(List.of(), 1, null));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(null));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(List.of(call(1)), 1, null));
        assertThrows(NullPointerException.class, () -> pool.awaitTermination(1, null));
    }

    @Test
    void futureWaitsAndTellsItsState() throws Exception {
        Event go = Event.create();
        Future<Integer> future = pool.submit(() -> {
            go.await();
            return 42;
        });
        assertFalse(future.isDone());
        assertThrows(TimeoutException.class, () -> future.get(10, TimeUnit.MILLISECONDS));
        go.set();
        assertEquals(42, Pools.get(future));
        assertTrue(future.isDone());
        assertFalse(future.isCancelled());
        assertFalse(future.cancel(true));
        assertEquals(42, future.get());
    }

    @Test
    void interruptEndsAWaitForAFutureAndNotItsTask() throws Exception {
        Event go = Event.create();
        Future<Integer> future = pool.submit(() -> {
            go.await();
            return 42;
        });
        Background<Integer> waiter = Background.start(future::get);
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        go.set();
        assertEquals(42, Pools.get(future));
    }

    @Test
    void futureIsAStageForOthers() throws Exception {
        CompletableFuture<String> both = pool.submit(() -> 40).thenCombine(pool.submit(() -> 2), Integer::sum)
            .thenCompose(sum -> pool.applyAsync(number -> "is " + number, sum));
        assertEquals("is 42", Pools.get(both));
    }

    @Test
    void stageMayWaitForThePoolAndEndIt() throws Exception {
        Pool own = Pools.quick(1).build();
        CompletableFuture<Integer> first = own.submit(() -> {
            Thread.sleep(100);
            return 40;
        });
        CompletableFuture<Integer> second = first.thenApply(sum -> sum + own.submit(() -> 2).join());
        assertEquals(42, Pools.get(second.whenComplete((sum, failure) -> own.close())));
        assertTrue(own.isTerminated());
    }

    @Test
    void futureThatIsCompletedByHandHarmsNobody() throws Exception {
        Pool own = Pools.quick(1).build();
        Event go = Event.create();
        CompletableFuture<Integer> runs = own.submit(() -> {
            go.await();
            return 1;
        });
        CompletableFuture<Integer> waits = own.submit(() -> 2);
        runs.complete(7);
        waits.completeExceptionally(new IllegalStateException("by hand"));
        go.set();
        assertEquals(42, own.apply(() -> 42));
        assertEquals(7, runs.get());
        own.shutdown();
        Pools.awaitTermination(own);
    }

    @Test
    void allThatAreInvokedHaveEndedInOrder() throws Exception {
        List<Callable<Integer>> tasks = List.of(call(1), failing("expected by a test"), call(3));
        List<Future<Integer>> futures = pool.invokeAll(tasks);
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertEquals(1, futures.get(0).get());
        assertEquals("expected by a test", Pools.failure(futures.get(1)).getMessage());
        assertEquals(3, futures.get(2).get());
        assertEquals(3, futures.size());
        assertEquals(List.of(), pool.invokeAll(List.<Callable<Integer>>of()));
        assertEquals(3, pool.invokeAll(tasks, 30, TimeUnit.SECONDS).get(2).get());
    }

    @Test
    void nullAmongThoseToBeInvokedIsRefusedBeforeAnyBegins() {
        LongValue runs = LongValue.create(0);
        List<Callable<Long>> tasks = Arrays.asList(counting(runs), null);
        assertThrows(NullPointerException.class, () -> pool.invokeAll(tasks));
        assertThrows(NullPointerException.class, () -> pool.invokeAll(tasks, 1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(tasks));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(tasks, 1, TimeUnit.SECONDS));
    }

    @Test
    void whatHasNotEndedInTimeIsCancelled() throws Exception {
        Event running = Event.create();
        List<Callable<Integer>> tasks = List.of(call(1), napping(running), napping(running));
        List<Future<Integer>> futures = pool.invokeAll(tasks, 500, TimeUnit.MILLISECONDS);
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertTrue(futures.get(1).isCancelled());
        assertTrue(futures.get(2).isCancelled());
        List<Future<Integer>> none = pool.invokeAll(List.of(napping(running)), 0, TimeUnit.SECONDS);
        assertTrue(none.get(0).isCancelled());
        assertEquals(42, pool.apply(() -> 42));
    }

    @Test
    void interruptWhileAllAreInvokedCancelsThem() throws Exception {
        Event running = Event.create();
        Event interrupted = Event.create();
        Background<?> invoker = Background.start(() -> pool.invokeAll(List.of(noticing(running, interrupted))));
        running.await();
        invoker.interrupt();
        assertInstanceOf(InterruptedException.class, invoker.failure());
        assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    }

    @Test
    void resultOfAnyIsThatOfOneThatHasOne() throws Exception {
        Event running = Event.create();
        Event interrupted = Event.create();
        int result = pool.invokeAny(List.of(noticing(running, interrupted), failing("expected"), call(7)));
        assertEquals(7, result);
        assertTrue(interrupted.await(30, TimeUnit.SECONDS), "the others are cancelled");
        result = pool.invokeAny(List.of(call(7)), 30, TimeUnit.SECONDS);
        assertEquals(7, result);
    }

    @Test
    void failureOfAllIsThatOfAny() {
        List<Callable<Integer>> tasks = List.of(failing("expected"), failing("expected"));
        ExecutionException e = assertThrows(ExecutionException.class, () -> pool.invokeAny(tasks));
        assertEquals("expected", e.getCause().getMessage());
        assertThrows(ExecutionException.class, () -> pool.invokeAny(tasks, 30, TimeUnit.SECONDS));
        assertThrows(IllegalArgumentException.class, () -> pool.invokeAny(List.of()));
        assertThrows(IllegalArgumentException.class, () -> pool.invokeAny(List.of(), 1, TimeUnit.SECONDS));
    }

    @Test
    void anyThatHasNoResultInTimeIsCancelled() throws Exception {
        Event running = Event.create();
        Event interrupted = Event.create();
        Background<?> invoker = Background.start(() ->
            pool.invokeAny(List.of(noticing(running, interrupted)), 500, TimeUnit.MILLISECONDS));
        assertInstanceOf(TimeoutException.class, invoker.failure());
        Event other = Event.create();
        Background<?> interrupting = Background.start(() -> pool.invokeAny(List.of(noticing(other, interrupted))));
        other.await();
        interrupted.clear();
        interrupting.interrupt();
        assertInstanceOf(InterruptedException.class, interrupting.failure());
        assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    }

    @Test
    void whatHappenedBeforeASubmissionHappenedBeforeTheTask() throws Exception {
        LongValue value = LongValue.create(0);
        for (int i = 0; i < 500; i++) {
            value.set(i);
            long seen = pool.apply(() -> {
                long before = value.get();
                value.set(-before);
                return before;
            });
            assertEquals(i, seen);
            assertEquals(-i, value.get());
        }
    }

    @Test
    void cancelledFutureSaysSo() throws Exception {
        Event running = Event.create();
        Future<Integer> future = pool.submit(napping(running));
        running.await();
        assertTrue(future.cancel(true));
        assertTrue(future.isCancelled());
        assertTrue(future.isDone());
        assertThrows(CancellationException.class, future::get);
        assertTrue(future.cancel(true), "it was cancelled, says CompletableFuture");
    }

    @Test
    void tasksOfOneThreadBeginInTheirOrder() throws Exception {
        LongValue next = LongValue.create(0);
        try (Pool one = Pools.quick(1).build()) {
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                futures.add(one.submit(counting(next)));
            }
            for (int i = 0; i < 300; i++) {
                assertEquals(i, Pools.get(futures.get(i)));
            }
        }
    }

    @Test
    void runnableAndCallableThatCanTravelAreTasksToo() throws Exception {
        LongValue runs = LongValue.create(0);
        Runnable runnable = (Runnable & java.io.Serializable) () -> runs.incrementAndGet();
        Callable<Long> callable = (Callable<Long> & java.io.Serializable) () -> runs.incrementAndGet();
        Pools.get(pool.submit(runnable));
        assertEquals(2, Pools.get(pool.submit(callable)));
        assertEquals("given", Pools.get(pool.submit(runnable, "given")));
        pool.execute(runnable);
        Waiting.until("all have run", () -> runs.get() == 4);
    }

    @Test
    void sameTaskMayBeSubmittedAgain() throws Exception {
        LongValue runs = LongValue.create(0);
        Call<Long> task = counting(runs);
        assertSame(50, Stream.generate(() -> pool.submit(task)).limit(50).map(CompletableFuture::join).distinct()
            .toList().size());
    }

    private static Call<Integer> call(int result) {
        return () -> result;
    }

    private static Call<Long> counting(LongValue runs) {
        return () -> runs.getAndIncrement();
    }

    private static Call<Integer> failing(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    private static Call<Integer> napping(Event running) {
        return () -> Pools.nap(running);
    }

    private static Call<Integer> noticing(Event running, Event interrupted) {
        return () -> {
            try {
                return Pools.nap(running);
            } catch (InterruptedException e) {
                interrupted.set();
                throw e;
            }
        };
    }
}
