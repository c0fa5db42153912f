package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that come one by one: imap and imapUnordered. */
@Timeout(60)
class PoolStreamTest {

    private static final int WORKERS = 2;
    /** Chunks for each worker: what the promise of a few is taken to mean. */
    private static final int FEW = 16;
    private static final int MILLION = 1_000_000;

    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pools.quick(WORKERS).build();
    }

    @AfterAll
    static void close() {
        Pools.end(pool);
    }

    /** Counts for ever, and how far it was asked to. */
    private static final class Endless implements Iterable<Integer> {

        private final AtomicInteger asked = new AtomicInteger();
        private final Set<Thread> askers = ConcurrentHashMap.newKeySet();

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    askers.add(Thread.currentThread());
                    return asked.getAndIncrement();
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1_000})
    void resultsHaveTheOrderOfTheItems(int chunk) {
        List<Integer> items = PoolMapTest.numbers(100);
        assertEquals(items, pool.imap(i -> i, items, chunk).toList());
        assertEquals(items, pool.imap(i -> i, items).toList());
        assertEquals(items, pool.imapUnordered(i -> i, items, chunk).sorted().toList());
        assertEquals(items, pool.imapUnordered(i -> i, items).sorted().toList());
        assertEquals(List.of(), pool.imap(i -> i, List.of(), chunk).toList());
        assertEquals(List.of(), pool.imapUnordered(i -> i, List.of()).toList());
        assertEquals(List.of(7), pool.imap(i -> i, List.of(7), chunk).toList());
    }

    @Test
    void nullIsAnItemAndAResult() {
        assertEquals(Arrays.asList(true, null), pool.imap(i -> i == null ? true : null, Arrays.asList(null, 1))
            .collect(Collectors.toList()));
    }

    @Test
    void millionItemsHaveAMillionResults() {
        Iterable<Integer> items = () -> IntStream.range(0, MILLION).iterator();
        AtomicInteger next = new AtomicInteger();
        pool.imap(i -> i, items, 1_000).forEachOrdered(i -> assertEquals(next.getAndIncrement(), i));
        assertEquals(MILLION, next.get());
        assertEquals(MILLION, pool.imapUnordered(i -> i, items, 1_000).mapToInt(i -> i).distinct().count());
    }

    @Test
    void nothingBeginsBeforeTheTerminalOperation() throws Exception {
        Endless source = new Endless();
        LongValue begun = LongValue.create(0);
        Stream<Long> stream = pool.imap(i -> begun.incrementAndGet(), source).map(i -> i + 1);
        for (int i = 0; i < 10; i++) {
            pool.apply(() -> 42);
        }
        assertEquals(0, source.asked.get());
        assertEquals(0, begun.get());
        assertEquals(3, stream.limit(3).count());
        stream.close();
    }

    @Test
    void endlessSourceIsReadAFewChunksAhead() {
        for (int chunk : new int[] {1, 10}) {
            Endless source = new Endless();
            try (Stream<Integer> stream = pool.imap(i -> i, source, chunk)) {
                Iterator<Integer> results = stream.iterator();
                for (int i = 0; i < 100; i++) {
                    assertEquals(i, results.next());
                    int ahead = source.asked.get() - i;
                    assertTrue(ahead <= FEW * WORKERS * chunk, () -> ahead + " items ahead, in chunks of " + chunk);
                }
            }
            assertEquals(Set.of(Thread.currentThread()), source.askers);
        }
    }

    /** Would catch results that pile up behind one that lasts. */
    @Test
    void endlessSourceIsReadAFewChunksAheadOfAnItemThatLasts() throws Exception {
        Endless source = new Endless();
        Event go = Event.create();
        LongValue ended = LongValue.create(0);
        Background<Integer> first = Background.start(() -> {
            try (Stream<Integer> stream = pool.imap(i -> {
                if (i == 0) {
                    go.await();
                }
                ended.incrementAndGet();
                return i;
            }, source)) {
                return stream.iterator().next();
            }
        });
        Waiting.until("others have ended", () -> ended.get() >= 1);
        pool.apply(() -> 42);
        assertTrue(source.asked.get() <= FEW * WORKERS, () -> "read " + source.asked);
        go.set();
        assertEquals(0, first.get());
    }

    @Test
    void resultIsThereWhileThoseBehindItLast() {
        Event received = Event.create();
        try (Stream<Integer> stream = pool.imap(i -> {
            if (i > 0) {
                received.await();
            }
            return i;
        }, PoolMapTest.numbers(20))) {
            Iterator<Integer> results = stream.iterator();
            assertEquals(0, results.next());
            received.set();
            assertEquals(1, results.next());
        }
    }

    @Test
    void unorderedResultIsThereWhileThoseBeforeItLast() {
        Event received = Event.create();
        try (Stream<Integer> stream = pool.imapUnordered(i -> {
            if (i == 0) {
                received.await();
            }
            return i;
        }, PoolMapTest.numbers(20))) {
            Iterator<Integer> results = stream.iterator();
            List<Integer> got = new ArrayList<>();
            for (int i = 0; i < 19; i++) {
                got.add(results.next());
            }
            assertTrue(!got.contains(0), got::toString);
            received.set();
            assertEquals(0, results.next());
            assertThrows(NoSuchElementException.class, results::next);
        }
    }

    @Test
    void whatTheSourceThrowsComesAfterTheResultsBefore() throws Exception {
        IllegalStateException thrown = new IllegalStateException("expected by a test");
        Iterable<Integer> source = () -> IntStream.range(0, 10).map(i -> {
            if (i == 5) {
                throw thrown;
            }
            return i;
        }).iterator();
        List<Integer> got = new ArrayList<>();
        assertSame(thrown, assertThrows(IllegalStateException.class,
            () -> pool.imap(i -> i, source).forEachOrdered(got::add)));
        assertEquals(List.of(0, 1, 2, 3, 4), got);
        List<Integer> unordered = Collections.synchronizedList(new ArrayList<>());
        assertSame(thrown, assertThrows(IllegalStateException.class,
            () -> pool.imapUnordered(i -> i, source, 2).forEach(unordered::add)));
        assertEquals(List.of(0, 1, 2, 3, 4), unordered.stream().sorted().toList());
        assertEquals(42, pool.apply(() -> 42));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void whatACallThrowsComesInThePlaceOfItsResult(int chunk) {
        try (Stream<Integer> stream = pool.imap(i -> {
            if (i % 4 == 2) {
                throw new IllegalStateException("item " + i);
            }
            return i;
        }, PoolMapTest.numbers(20), chunk)) {
            Iterator<Integer> results = stream.iterator();
            for (int i = 0; i < 20; i++) {
                if (i % 4 == 2) {
                    CompletionException e = assertThrows(CompletionException.class, results::next);
                    assertEquals("item " + i, assertInstanceOf(IllegalStateException.class, e.getCause()).getMessage());
                } else {
                    assertEquals(i, results.next());
                }
            }
            assertTrue(!results.hasNext());
        }
    }

    @Test
    void closedStreamCancelsWhatRuns() throws Exception {
        Event running = Event.create();
        LongValue interrupted = LongValue.create(0);
        LongValue begun = LongValue.create(0);
        Stream<Integer> stream = pool.imap(i -> {
            if (i == 0) {
                return i;
            }
            begun.incrementAndGet();
            try {
                return Pools.<Integer>nap(running);
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        }, new Endless());
        assertEquals(0, stream.iterator().next());
        Waiting.until("both workers are in a nap", () -> begun.get() == 2);
        stream.close();
        Waiting.until("both are interrupted", () -> interrupted.get() == 2);
        assertEquals(42, pool.apply(() -> 42));
        assertEquals(2, begun.get());
    }

    @Test
    void streamThatNobodyReadsToItsEndHoldsUpNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals(0, pool.imap(number -> number, new Endless()).findFirst().orElseThrow());
        }
        assertEquals(PoolMapTest.numbers(100), pool.map(number -> number, PoolMapTest.numbers(100)));
    }

    @Test
    void streamsMayBeReadByTurns() {
        Iterator<Integer> even = pool.imap(i -> 2 * i, PoolMapTest.numbers(50)).iterator();
        Iterator<Integer> odd = pool.imap(i -> 2 * i + 1, PoolMapTest.numbers(50), 3).iterator();
        for (int i = 0; i < 50; i++) {
            assertEquals(2 * i, even.next());
            assertEquals(2 * i + 1, odd.next());
        }
    }

    @Test
    void sourceMayUseThePool() {
        Iterable<Integer> source = () -> pool.imap(i -> i + 1, PoolMapTest.numbers(10)).iterator();
        assertEquals(IntStream.range(2, 12).boxed().toList(), pool.imap(i -> i + 1, source).toList());
    }

    @Test
    void parallelStreamHasAllResults() {
        assertEquals(PoolMapTest.numbers(500),
            pool.imap(i -> i, PoolMapTest.numbers(500), 3).parallel().map(i -> i).toList());
    }

    @Test
    void totalOfALazySourceIsUnknownUntilItsEnd() {
        List<Progress> told = Collections.synchronizedList(new ArrayList<>());
        Iterable<Integer> source = () -> IntStream.range(0, 300).iterator();
        assertEquals(300, pool.imap(i -> {
            Thread.sleep(2);
            return i;
        }, source, MapOptions.DEFAULT.chunk(2).progress(told::add)).count());
        Waiting.until("the end is told", () -> !told.isEmpty() && told.get(told.size() - 1).done() == 300);
        assertEquals(300, told.get(told.size() - 1).total());
        assertTrue(told.stream().allMatch(progress -> progress.total() == Progress.UNKNOWN || progress.total() == 300),
            told::toString);
    }
}
