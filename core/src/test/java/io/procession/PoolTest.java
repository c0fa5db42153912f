package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** One task at a time, or many, in the workers of a pool. */
@Timeout(60)
class PoolTest {

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
    void callIsAppliedInAWorker() throws Exception {
        long pid = pool.apply(() -> Pools.pid());
        assertNotEquals(Pools.pid(), pid);
        assertTrue(Pools.pids(pool).contains(pid));
    }

    @Test
    void functionIsAppliedToItsArguments() throws Exception {
        int offset = 100;
        int sum = pool.apply(number -> number + offset, 42);
        assertEquals(142, sum);
        assertEquals("ab", pool.apply((first, second) -> first + second, "a", "b"));
        int length = pool.apply(String::length, "12345");
        assertEquals(5, length);
    }

    @Test
    void applyThrowsWhatTheCallHasThrown() {
        ExecutionException e = assertThrows(ExecutionException.class, () -> pool.apply(() -> {
            throw new java.io.FileNotFoundException("expected by a test");
        }));
        assertInstanceOf(java.io.FileNotFoundException.class, e.getCause());
        assertEquals("expected by a test", e.getCause().getMessage());
    }

    @Test
    void whatIsAppliedAsynchronouslyHasAFuture() throws Exception {
        assertEquals(42, Pools.get(pool.applyAsync(() -> 42)));
        assertEquals("42!", Pools.get(pool.applyAsync(number -> number + "!", 42)));
        assertEquals("42!", Pools.get(pool.applyAsync((first, second) -> first + second, 42, "!")));
    }

    @Test
    void submittedCallHasAResultAndAJobHasNone() throws Exception {
        LongValue runs = LongValue.create(0);
        CompletableFuture<Long> call = pool.submit(() -> runs.incrementAndGet());
        assertEquals(1, Pools.get(call));
        CompletableFuture<?> job = pool.submit(() -> {
            runs.incrementAndGet();
        });
        assertNull(Pools.get(job));
        assertEquals(2, runs.get());
    }

    @Test
    void resultGivenWithAJobDoesNotTravel() throws Exception {
        LongValue runs = LongValue.create(0);
        Object result = new Object();
        assertSame(result, Pools.get(pool.submit(() -> {
            runs.incrementAndGet();
        }, result)));
        assertEquals(1, runs.get());
    }

    @Test
    void jobIsExecuted() {
        LongValue runs = LongValue.create(0);
        pool.execute(() -> runs.incrementAndGet());
        Waiting.until("it has run", () -> runs.get() == 1);
    }

    @Test
    void jobThatThrowsWhenExecutedHarmsNobody() throws Exception {
        LongValue runs = LongValue.create(0);
        for (int i = 0; i < 4; i++) {
            pool.execute(() -> {
                runs.incrementAndGet();
                throw new IllegalStateException("expected by a test");
            });
        }
        Waiting.until("all have run", () -> runs.get() == 4);
        assertEquals(42, pool.apply(() -> 42));
    }

    @Test
    void sharedObjectsArriveAsThemselvesAndOthersAsCopies() throws Exception {
        LongArray shared = LongArray.create(1);
        long[] copied = {1};
        long[] returned = pool.apply(() -> {
            shared.set(0, 7);
            copied[0]++;
            return copied;
        });
        assertEquals(7, shared.get(0));
        assertArrayEquals(new long[] {1}, copied);
        assertArrayEquals(new long[] {2}, returned);
        LongArray back = pool.apply(() -> shared);
        shared.set(0, 8);
        assertEquals(8, back.get(0));
    }

    @Test
    void nullTravelsBothWays() throws Exception {
        assertNull(pool.apply(() -> null));
        assertEquals(true, pool.apply(argument -> argument == null, null));
        assertEquals(true, pool.apply((first, second) -> first == null && second == null, null, null));
    }

    @Test
    void argumentsAndResultsOfAnySizeTravel() throws Exception {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 1_000, 65_535, 65_536, 1 << 20, 20_000_001}) {
            byte[] sent = new byte[length];
            random.nextBytes(sent);
            byte[] received = pool.apply(bytes -> bytes, sent);
            assertNotSame(sent, received);
            assertArrayEquals(sent, received);
        }
    }

    @Test
    void taskThatIsAnObjectTravelsAsAWhole() throws Exception {
        assertEquals(49, pool.apply(new Square(7)));
        assertEquals(49, Pools.get(pool.submit(new Square(7))));
    }

    private record Square(int side) implements Call<Integer> {
        @Override
        public Integer call() {
            return side * side;
        }
    }

    @Test
    void methodOfTheTestsOwnObjectTravelsWithIt() throws Exception {
        assertEquals("told: x", pool.apply(new Teller("told: ")::tell, "x"));
    }

    private record Teller(String beginning) implements Serializable {
        String tell(String what) {
            return beginning + what;
        }
    }

    @Test
    void tasksRunInTheMainThreadOneAtATime() throws Exception {
        LongArray running = LongArray.create(1);
        try (Pool one = Pools.quick(1).build()) {
            List<CompletableFuture<Boolean>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(one.submit(() -> {
                    boolean alone = running.getAndIncrement(0) == 0;
                    Thread.yield();
                    running.getAndDecrement(0);
                    return alone && Thread.currentThread().getName().equals("main");
                }));
            }
            for (CompletableFuture<Boolean> future : futures) {
                assertTrue(Pools.get(future));
            }
        }
    }

    @Test
    void captureThatCannotTravelIsNamedAtOnce() throws Exception {
        Object captive = new Object();
        assertNamed("captive", () -> pool.submit(() -> captive.hashCode()));
        assertNamed("captive", () -> pool.execute(() -> captive.hashCode()));
        assertNamed("captive", () -> pool.apply(() -> captive.hashCode()));
        assertNamed("captive", () -> pool.apply(number -> captive.hashCode(), 1));
        assertNamed("captive", () -> pool.map(number -> captive.hashCode(), List.of(1)));
        assertEquals(42, pool.apply(() -> 42));
    }

    @Test
    void argumentThatCannotTravelIsRefused() throws Exception {
        assertNamed(Thread.class.getName(), () -> pool.apply(argument -> 1, new Thread()));
        assertNamed(Thread.class.getName(), () -> pool.applyAsync((first, second) -> 1, "", new Thread()));
        assertEquals(42, pool.apply(() -> 42));
    }

    @Test
    void plainLambdaOfAnExecutorServiceIsToldWhatToWrite() throws Exception {
        ExecutorService service = pool;
        assertNamed("Call", () -> service.submit(() -> 42));
        assertNamed("Job", () -> service.submit(() -> { }));
        assertNamed("Job", () -> service.submit(() -> { }, 42));
        assertNamed("Job", () -> service.execute(() -> { }));
        assertNamed("Call", () -> service.invokeAll(List.of(() -> 42)));
        assertNamed("Call", () -> service.invokeAny(List.of(() -> 42)));
        assertNamed("AsyncSupply", () -> CompletableFuture.supplyAsync(() -> 42, service));
        Call<Integer> call = () -> 42;
        Job job = () -> { };
        assertEquals(42, Pools.get(service.submit(call)));
        assertNull(Pools.get(service.submit(job)));
    }

    private static void assertNamed(String name, Executable submission) {
        String message = assertThrows(TaskNotSerializableException.class, submission).getMessage();
        assertTrue(message.contains(name), message);
    }

    /** Would catch a task that waits behind another, of whatever place in the row, while a worker is idle. */
    @Test
    @Timeout(900)
    void longTaskHoldsUpNoneOfTheOthers() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < Soak.rounds(20, 5_000); round++) {
            LongValue ended = LongValue.create(0);
            int tasks = 1 + random.nextInt(200);
            int place = random.nextInt(tasks);
            List<CompletableFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                boolean lasts = i == place;
                futures.add(pool.submit(() -> {
                    while (lasts && ended.get() < tasks - 1) {
                        Thread.onSpinWait();
                    }
                    ended.incrementAndGet();
                }));
            }
            for (CompletableFuture<?> future : futures) {
                Pools.get(future);
            }
        }
    }

    @Test
    void poolIsUsedByManyThreads() throws Exception {
        List<Background<Integer>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int own = thread;
            threads.add(Background.start(() -> {
                int right = 0;
                for (int i = 0; i < 250; i++) {
                    right += pool.apply((first, second) -> first + 1_000 * second, i, own) == i + 1_000 * own ? 1 : 0;
                }
                return right;
            }));
        }
        for (Background<Integer> thread : threads) {
            assertEquals(250, thread.get());
        }
    }

    @Test
    void tasksAreDaemonsAndStartNoProcesses() {
        ExecutionException e = assertThrows(ExecutionException.class, () -> pool.apply(() -> Process.start(() -> { })));
        assertInstanceOf(IllegalStateException.class, e.getCause());
        e = assertThrows(ExecutionException.class, () -> pool.apply(() -> Pool.create(1).toString()));
        assertInstanceOf(IllegalStateException.class, e.getCause());
    }

    @Test
    void statisticsCountTheTasksOfEachPlace() throws Exception {
        try (Pool counted = Pools.quick(2).name("counted").build()) {
            List<Long> pids = Pools.get(counted.mapAsync(i -> Pools.pid(), IntStream.range(0, 60).boxed().toList(), 2));
            Waiting.until("all are counted",
                () -> counted.stats().stream().mapToLong(WorkerStats::tasksDone).sum() == 30);
            List<WorkerStats> stats = counted.stats();
            assertEquals(List.of("counted-1", "counted-2"), stats.stream().map(WorkerStats::name).toList());
            for (WorkerStats worker : stats) {
                long items = pids.stream().filter(pid -> pid == worker.pid()).count();
                assertEquals(items, worker.tasksDone() * 2, stats::toString);
                assertTrue(worker.busyShare() >= 0 && worker.busyShare() <= 1, worker::toString);
                assertEquals(0, worker.waiting());
                assertEquals(0, worker.restarts());
            }
            assertTrue(counted.toString().contains("counted"), counted::toString);
        }
    }

    @Test
    void entriesOfAMapAreTheArgumentsOfAStarmap() throws Exception {
        assertEquals(List.of("a1"), pool.starmap((word, number) -> word + number, Map.of("a", 1).entrySet()));
    }
}
