package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Event;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Waiting;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function and many items, whose results are there together; of those one by one, see {@link PoolStreamTest}. */
@Timeout(60)
class PoolMapTest {

    private static final int MILLION = 1_000_000;

    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pools.quick(2).build();
    }

    @AfterAll
    static void close() {
        Pools.end(pool);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 99, 100, 101, 1_000, Integer.MAX_VALUE})
    void resultsHaveTheOrderOfTheItemsWhateverTheChunk(int chunk) throws Exception {
        List<Integer> items = numbers(100);
        List<Integer> squares = items.stream().map(i -> i * i).toList();
        assertEquals(squares, pool.map(i -> i * i, items, chunk));
        assertEquals(squares, Pools.get(pool.mapAsync(i -> i * i, items, chunk)));
        List<Map.Entry<Integer, Integer>> pairs = items.stream().map(i -> Map.entry(i, i)).toList();
        assertEquals(squares, pool.starmap((i, j) -> i * j, pairs, chunk));
        assertEquals(squares, Pools.get(pool.starmapAsync((i, j) -> i * j, pairs, chunk)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 1_000})
    void anyNumberOfItemsHasAsManyResults(int count) throws Exception {
        List<Integer> items = numbers(count);
        assertEquals(items, pool.map(i -> i, items));
        assertEquals(items, Pools.get(pool.mapAsync(i -> i, items)));
        assertEquals(items, pool.map(i -> i, items, 7));
        assertEquals(items, pool.map(i -> i, items, MapOptions.DEFAULT));
        Iterable<Integer> noCollection = () -> items.iterator();
        assertEquals(items, pool.map(i -> i, noCollection));
        List<Map.Entry<Integer, Integer>> pairs = items.stream().map(i -> Map.entry(i, i)).toList();
        assertEquals(items, Pools.get(pool.starmapAsync((i, j) -> i, pairs)));
    }

    @Test
    void millionItemsHaveAMillionResults() throws Exception {
        List<Integer> results = pool.map(i -> i + 1, numbers(MILLION));
        assertEquals(IntStream.rangeClosed(1, MILLION).boxed().toList(), results);
    }

    @Test
    void nullIsAnItemAndAResult() throws Exception {
        assertEquals(Arrays.asList(true, false, true), pool.map(item -> item == null, Arrays.asList(null, 1, null)));
        assertEquals(Arrays.asList(null, null), pool.map(item -> null, List.of(1, 2)));
        assertThrows(NullPointerException.class, () -> pool.starmap((i, j) -> 1, Collections.singletonList(null)));
        assertEquals(42, pool.apply(() -> 42));
    }

    @Test
    void everyItemIsAppliedOnce() throws Exception {
        LongArray applied = LongArray.create(2_000);
        pool.map(i -> applied.incrementAndGet(i), numbers(2_000));
        pool.map(i -> applied.incrementAndGet(i), numbers(2_000), 3);
        for (int i = 0; i < 2_000; i++) {
            assertEquals(2, applied.get(i));
        }
    }

    @Test
    void automaticChunksAreAFourthOfEachWorkersShare() throws Exception {
        try (Pool counted = Pools.quick(2).build()) {
            counted.map(i -> i, numbers(800));
            Waiting.until("all are counted",
                () -> counted.stats().stream().mapToLong(WorkerStats::tasksDone).sum() == 8);
        }
    }

    @Test
    void firstItemThatFailsNamesTheFailureAndAllAreTried() {
        LongValue tried = LongValue.create(0);
        for (int chunk : new int[] {1, 7, 100}) {
            tried.set(0);
            ExecutionException e = assertThrows(ExecutionException.class, () -> pool.map(i -> {
                tried.incrementAndGet();
                if (i % 10 == 9) {
                    throw new IllegalStateException("item " + i);
                }
                return i;
            }, numbers(50), chunk));
            assertEquals("item 9", assertInstanceOf(IllegalStateException.class, e.getCause()).getMessage());
            assertEquals(50, tried.get());
        }
    }

    @Test
    void itemsAreIteratedOverBeforeMapAsyncReturns() throws Exception {
        Event go = Event.create();
        List<Integer> items = new ArrayList<>(numbers(10));
        CompletableFuture<List<Integer>> map = pool.mapAsync(i -> {
            go.await();
            return i;
        }, items, 1);
        items.clear();
        go.set();
        assertEquals(numbers(10), Pools.get(map));
    }

    @Test
    void whatTheItemsThrowReachesTheCaller() throws Exception {
        IllegalStateException thrown = new IllegalStateException("expected by a test");
        Iterable<Integer> source = () -> IntStream.range(0, 10).map(i -> {
            if (i == 5) {
                throw thrown;
            }
            return i;
        }).iterator();
        assertSame(thrown, root(assertThrows(Exception.class, () -> pool.map(i -> i, source))));
        assertSame(thrown, root(assertThrows(Exception.class, () -> pool.map(i -> i, source, 1))));
        assertSame(thrown, root(assertThrows(Exception.class, () -> pool.mapAsync(i -> i, source, 2).get())));
        Iterable<Integer> without = () -> {
            throw thrown;
        };
        assertSame(thrown, root(assertThrows(Exception.class, () -> pool.map(i -> i, without))));
        assertEquals(List.of(1, 2), pool.map(i -> i, List.of(1, 2)));
    }

    private static Throwable root(Throwable e) {
        return e instanceof ExecutionException ? e.getCause() : e;
    }

    @Test
    void itemThatCannotTravelFailsTheMapAndNotThePool() throws Exception {
        List<Object> items = List.of(1, new Thread("never started"), 3);
        Throwable e = root(assertThrows(Exception.class, () -> pool.map(item -> 1, items, 1)));
        assertTrue(e.toString().contains(Thread.class.getName()), e::toString);
        assertEquals(List.of(1, 2), pool.map(i -> i, List.of(1, 2)));
    }

    @Test
    void collectionThatMisstatesItsSizeIsGoneThrough() throws Exception {
        List<Integer> lying = new AbstractList<>() {
            @Override
            public Integer get(int index) {
                return index;
            }

            @Override
            public int size() {
                return 10;
            }

            @Override
            public java.util.Iterator<Integer> iterator() {
                return numbers(25).iterator();
            }
        };
        assertEquals(numbers(25), pool.map(i -> i, lying, 4));
        assertEquals(numbers(25), pool.map(i -> i, lying));
    }

    @Test
    void functionArrivesOnceInEachWorker() throws Exception {
        int items = 200;
        List<Integer> counts = pool.map(new Counting(), numbers(items), 3);
        long copies = counts.stream().filter(count -> count == 1).count();
        assertTrue(copies <= 2, () -> copies + " copies of the function were used");
        assertTrue(pool.map(i -> Counting.received, numbers(20), 1).stream().allMatch(received -> received <= 1));
    }

    /** Counts its own use. */
    private static final class Counting implements Fn<Integer, Integer> {

        private static final long serialVersionUID = 1L;

        private static int received;

        private int used;

        @Override
        public Integer apply(Integer item) {
            return ++used;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            received++;
        }
    }

    /** Would catch chunks that wait behind another of the same map, while a worker has nothing to do. */
    @Test
    void noWorkerIsIdleWhileChunksWaitInAnother() throws Exception {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 20; i++) {
                pool.map(item -> item, numbers(50), 1);
            }
            LongValue running = LongValue.create(0);
            Pools.get(pool.mapAsync(item -> {
                running.incrementAndGet();
                while (running.get() < 2) {
                    Thread.onSpinWait();
                }
                return item;
            }, numbers(50), 1));
        }
    }

    @Test
    void mapsOfManyThreadsDoNotMix() throws Exception {
        List<Background<Boolean>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int own = thread;
            threads.add(Background.start(() -> {
                boolean right = true;
                for (int round = 0; round < 10; round++) {
                    int offset = own * MILLION + round;
                    right &= pool.map(i -> i + offset, numbers(300), 11)
                        .equals(IntStream.range(offset, offset + 300).boxed().toList());
                }
                return right;
            }));
        }
        for (Background<Boolean> thread : threads) {
            assertTrue(thread.get());
        }
    }

    @Test
    void cancelledMapStopsWhatRunsAndBeginsNoMore() throws Exception {
        Event running = Event.create();
        LongValue begun = LongValue.create(0);
        LongValue interrupted = LongValue.create(0);
        CompletableFuture<List<Integer>> map =
            pool.mapAsync(i -> noticing(running, begun, interrupted), numbers(50), 1);
        Waiting.until("two run", () -> begun.get() >= 2);
        assertTrue(map.cancel(true));
        Waiting.until("two are interrupted", () -> interrupted.get() == 2);
        assertEquals(42, pool.apply(() -> 42));
        assertEquals(2, begun.get());
    }

    @Test
    void interruptedMapIsCancelled() throws Exception {
        Event running = Event.create();
        LongValue begun = LongValue.create(0);
        LongValue interrupted = LongValue.create(0);
        Background<?> caller = Background.start(() ->
            pool.map(i -> noticing(running, begun, interrupted), numbers(50), 1));
        try {
            Waiting.until("two run", () -> begun.get() >= 2);
        } finally {
            caller.interrupt();
        }
        assertInstanceOf(InterruptedException.class, caller.failure());
        Waiting.until("two are interrupted", () -> interrupted.get() == 2);
        assertEquals(42, pool.apply(() -> 42));
        assertEquals(2, begun.get());
    }

    private static Integer noticing(Event running, LongValue begun, LongValue interrupted) throws Exception {
        try {
            begun.incrementAndGet();
            return Pools.nap(running);
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
    }

    @Test
    void progressIsTold() throws Exception {
        List<Progress> told = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<List<Integer>> map = pool.mapAsync(i -> {
            Thread.sleep(1);
            if (i % 100 == 0) {
                throw new IllegalStateException("expected by a test");
            }
            return i;
        }, numbers(1_000), MapOptions.DEFAULT.chunk(10).progress(told::add));
        Pools.failure(map);
        Waiting.until("the end is told", () -> !told.isEmpty() && told.get(told.size() - 1).done() == 1_000);
        Progress last = told.get(told.size() - 1);
        assertEquals(10, last.failed());
        assertTrue(last.rate() > 0 && Double.isFinite(last.rate()), last::toString);
        for (int i = 0; i < told.size(); i++) {
            assertEquals(1_000, told.get(i).total());
            assertTrue(i == 0 || told.get(i).done() >= told.get(i - 1).done(), told::toString);
            assertTrue(told.get(i).failed() <= told.get(i).done(), told::toString);
        }
        assertTrue(told.size() < 1_000, () -> "told " + told.size() + " times");
    }

    @Test
    void progressOfNoItemsIsItsEnd() throws Exception {
        List<Progress> told = Collections.synchronizedList(new ArrayList<>());
        assertEquals(List.of(), pool.map(i -> i, List.of(), MapOptions.DEFAULT.progress(told::add)));
        Waiting.until("the end is told", () -> !told.isEmpty());
        assertEquals(0, told.get(0).done());
        assertEquals(0, told.get(0).total());
        assertTrue(Double.isFinite(told.get(0).rate()), told::toString);
    }

    @Test
    void progressThatThrowsIsIgnored() throws Exception {
        Consumer<Progress> broken = progress -> {
            throw new AssertionError("expected by a test");
        };
        assertEquals(numbers(100), pool.map(i -> i, numbers(100), MapOptions.DEFAULT.chunk(1).progress(broken)));
    }

    @Test
    void impossibleChunksAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> pool.map(i -> i, List.of(1), 0));
        assertThrows(IllegalArgumentException.class, () -> pool.map(i -> i, List.of(1), -1));
        assertThrows(IllegalArgumentException.class, () -> pool.imap(i -> i, List.of(1), 0));
        assertThrows(IllegalArgumentException.class, () -> new MapOptions(-1, progress -> { }));
        assertThrows(NullPointerException.class, () -> new MapOptions(1, null));
    }

    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
