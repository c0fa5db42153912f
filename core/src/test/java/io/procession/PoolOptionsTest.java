package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.WorkerLog.Kind;
import io.procession.shm.Barrier;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the builder of a pool is told. */
@Timeout(60)
class PoolOptionsTest {

    private static final int NONE = 0;

    private static LongValue given;

    @Test
    void thereAreAsManyWorkersAsProcessors() throws Exception {
        try (Pool pool = Pool.create()) {
            assertEquals(Runtime.getRuntime().availableProcessors(), pool.stats().size());
            assertEquals(42, pool.apply(() -> 42));
        }
        try (Pool pool = Pool.create(1)) {
            assertEquals(1, pool.stats().size());
            assertEquals(42, pool.apply(() -> 42));
        }
    }

    @Test
    void workersAreNamedAfterThePool() throws Exception {
        try (Pool pool = Pools.quick(1).name("bakers").build()) {
            assertEquals("bakers-1", pool.apply(() -> Process.current().name()));
        }
        try (Pool pool = Pools.quick(1).build()) {
            String name = pool.apply(() -> Process.current().name());
            assertTrue(name.matches("Pool-\\d+-1"), name);
            assertEquals(name, pool.stats().get(0).name());
        }
    }

    @Test
    void everyWorkerIsInitializedBeforeItsFirstTask() throws Exception {
        LongValue initialized = LongValue.create(0);
        WorkerLog log = new WorkerLog();
        try (Pool pool = Pools.quick(2).listener(log).initializer(() -> {
            given = initialized;
            given.incrementAndGet();
        }).build()) {
            for (boolean right : pool.map(i -> given != null, List.of(1, 2, 3, 4, 5), 1)) {
                assertTrue(right);
            }
            log.await(Kind.STARTED, 2);
            assertEquals(2, initialized.get());
        }
    }

    @Test
    void initializersMayWaitForEachOther() throws Exception {
        int workers = Runtime.getRuntime().availableProcessors();
        Barrier all = Barrier.create(workers);
        try (Pool pool = Pools.quick(workers).initializer(all::await).build()) {
            assertEquals(42, pool.apply(() -> 42));
        }
    }

    @Test
    void initializerThatCannotTravelIsNamed() {
        Object captive = new Object();
        Pool.Builder builder = Pools.quick(1).initializer(() -> captive.hashCode());
        String message = assertThrows(TaskNotSerializableException.class, builder::build).getMessage();
        assertTrue(message.contains("captive"), message);
    }

    @Test
    void jvmOptionsAreTheWorkers() throws Exception {
        try (Pool pool = Pools.quick(1).jvmOptions("-Dword=yes").maxHeap(48 << 20).build()) {
            assertEquals("yes", pool.apply(() -> System.getProperty("word")));
            long heap = pool.apply(() -> Runtime.getRuntime().maxMemory());
            assertTrue(heap <= 48 << 20 && heap > 32 << 20, () -> "a heap of " + heap);
        }
    }

    @Test
    void argumentsAndResultsAreEncodedByTheCodec() throws Exception {
        try (Pool pool = Pools.quick(1).codec(new Reversing()).build()) {
            Reversing.DECODED.set(NONE);
            assertEquals("results", pool.apply(argument -> argument + "s", "result"));
            assertTrue(Reversing.DECODED.get() > NONE);
            assertTrue(pool.apply(() -> Reversing.DECODED.get()) > NONE);
        }
    }

    /** Bytes that nobody else can read. */
    private static final class Reversing implements Codec {

        private static final long serialVersionUID = 1L;

        private static final AtomicInteger DECODED = new AtomicInteger();

        @Override
        public byte[] encode(Object value) throws IOException {
            return reversed(Codec.standard().encode(value));
        }

        @Override
        public Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
            DECODED.incrementAndGet();
            return Codec.standard().decode(reversed(bytes));
        }

        private static byte[] reversed(byte[] bytes) {
            byte[] reversed = Arrays.copyOf(bytes, bytes.length);
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = (byte) ~bytes[bytes.length - 1 - i];
            }
            return reversed;
        }
    }

    @Test
    void listenerIsToldOfBeginningsAndEnds() {
        WorkerLog log = new WorkerLog();
        Pools.quick(2).name("told").listener(log).build().close();
        assertEquals(log.of(Kind.STARTED).stream().map(WorkerLog.Entry::name).sorted().toList(),
            log.of(Kind.RETIRED).stream().map(WorkerLog.Entry::name).sorted().toList());
        assertEquals(List.of(), log.of(Kind.DIED));
    }

    @Test
    void listenerThatThrowsIsIgnored() throws Exception {
        try (Pool pool = Pools.quick(1).maxTasksPerWorker(1).listener(new PoolListener() {
            @Override
            public void workerStarted(String name, long pid) {
                throw new IllegalStateException("expected by a test");
            }

            @Override
            public void workerRetired(String name, long pid) {
                throw new AssertionError("expected by a test");
            }

            @Override
            public void workerDied(String name, long pid, int exitCode) {
                throw new IllegalStateException("expected by a test");
            }
        }).build()) {
            Pools.failure(pool.submit(() -> Runtime.getRuntime().halt(1)));
            assertEquals(List.of(2, 3, 4), pool.map(i -> i + 1, List.of(1, 2, 3), 1));
        }
    }

    @Test
    void poolsAreManyAtATime() throws Exception {
        LongArray sums = LongArray.create(2);
        try (Pool first = Pools.quick(1).build(); Pool second = Pools.quick(1).build()) {
            first.map(i -> sums.addAndGet(0, i), List.of(1, 2, 3));
            second.map(i -> sums.addAndGet(1, i), List.of(4, 5, 6));
        }
        assertEquals(6, sums.get(0));
        assertEquals(15, sums.get(1));
    }

    @Test
    void daemonHasNoPool() throws Exception {
        LongValue refused = LongValue.create(0);
        Workers.quick().daemon(true).start(() -> {
            try {
                Pool.create(1).close();
            } catch (IllegalStateException e) {
                refused.set(1);
            }
        }).join();
        assertEquals(1, refused.get());
    }

    @Test
    void impossibleOptionsAreRefused() {
        Pool.Builder builder = Pool.builder();
        assertThrows(IllegalArgumentException.class, () -> Pool.create(0));
        assertThrows(IllegalArgumentException.class, () -> builder.processes(0));
        assertThrows(IllegalArgumentException.class, () -> builder.maxTasksPerWorker(0));
        assertThrows(IllegalArgumentException.class, () -> builder.taskTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.grace(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.maxHeap(0));
        assertThrows(NullPointerException.class, () -> builder.initializer(null));
        assertThrows(NullPointerException.class, () -> builder.listener(null));
        assertThrows(NullPointerException.class, () -> builder.name(null));
        assertThrows(NullPointerException.class, () -> builder.codec(null));
        assertThrows(NullPointerException.class, () -> builder.taskTimeout(null));
    }

    /** A limit so far away that it overflows a count of nanoseconds. */
    @Test
    void immenseTimesAreForEver() throws Exception {
        Duration immense = Duration.ofSeconds(Long.MAX_VALUE);
        try (Pool pool = Pools.quick(1).taskTimeout(immense).grace(immense).build()) {
            assertEquals(42, pool.apply(() -> 42));
        }
    }
}
