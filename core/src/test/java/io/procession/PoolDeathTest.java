package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.WorkerLog.Kind;
import io.procession.shm.Event;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that end in ways of their own, and are stopped: what becomes of their tasks, and of those of others. */
@Timeout(60)
class PoolDeathTest {

    private static final int KILLED = -9;
    private static final int HEAP = 32 << 20;

    private static final WorkerLog LOG = new WorkerLog();

    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pools.quick(2).listener(LOG).build();
    }

    @AfterAll
    static void close() {
        pool.shutdownNow();
        pool.close();
        Pools.awaitEnd(LOG.pids());
    }

    @Test
    void taskOfAKilledWorkerFailsAndSaysHow() throws Exception {
        LongValue pid = LongValue.create(0);
        Future<?> future = pool.submit(() -> {
            pid.set(Pools.pid());
            Thread.sleep(60_000);
            return 1;
        });
        Waiting.until("it runs", () -> pid.get() != 0);
        Program.kill("KILL", pid.get());
        WorkerDiedException e = died(future);
        assertEquals(pid.get(), e.pid());
        assertEquals(KILLED, e.exitCode());
        assertEquals(OptionalInt.of(9), e.signal());
        assertTrue(e.task().contains("PoolDeathTest"), e::task);
        assertTrue(e.getMessage().contains("signal 9"), e::getMessage);
        assertTrue(e.getMessage().contains(e.task()), e::getMessage);
        assertEquals(KILLED, LOG.awaitEnd(pid.get()).exitCode());
        assertTwoWork();
    }

    @Test
    void taskThatEndsItsWorkerFailsWithTheExitCode() throws Exception {
        for (int code : new int[] {0, 3, 143}) {
            assertEnds(code, () -> {
                System.exit(code);
                return 1;
            });
        }
        assertEnds(7, () -> {
            Runtime.getRuntime().halt(7);
            return 1;
        });
    }

    @Test
    void taskWhoseOtherThreadEndsTheWorkerFailsToo() throws Exception {
        assertEnds(5, () -> {
            new Thread(() -> System.exit(5)).start();
            Thread.sleep(60_000);
            return 1;
        });
    }

    private static void assertEnds(int code, Call<Integer> task) throws Exception {
        WorkerDiedException e = died(pool.submit(task));
        assertEquals(code, e.exitCode());
        assertEquals(OptionalInt.empty(), e.signal());
        WorkerLog.Entry end = LOG.awaitEnd(e.pid());
        assertEquals(Kind.DIED, end.kind());
        assertEquals(code, end.exitCode());
        assertTwoWork();
    }

    @Test
    void terminatedWorkerIsReplaced() throws Exception {
        Event running = Event.create();
        LongValue pid = LongValue.create(0);
        Future<?> future = pool.submit(() -> {
            pid.set(Pools.pid());
            return Pools.sleepThroughInterrupts(running);
        });
        running.await();
        Program.kill("TERM", pid.get());
        assertEquals(-15, died(future).exitCode());
        assertTwoWork();
    }

    @Test
    void crashOfTheJvmIsADeath() throws Exception {
        try (Pool crashing = Pools.quick(1).jvmOptions("-XX:+SuppressFatalErrorMessage",
            "-XX:-CreateCoredumpOnCrash").build()) {
            WorkerDiedException e = died(crashing.submit(() -> {
                crash();
                return 1;
            }));
            assertNotEquals(0, e.exitCode());
            assertEquals(42, crashing.apply(() -> 42));
        }
    }

    private static void crash() throws Exception {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        unsafe.getMethod("putAddress", long.class, long.class).invoke(instance.get(null), 0L, 0L);
    }

    @Test
    void taskThatWantsTooMuchMemoryEndsItsWorker() throws Exception {
        try (Pool small = Pools.quick(1).maxHeap(HEAP).build()) {
            long before = small.apply(() -> Pools.pid());
            Future<?> future = small.submit(() -> {
                List<byte[]> kept = new ArrayList<>();
                while (true) {
                    kept.add(new byte[1 << 20]);
                }
            });
            Future<Long> next = small.submit(() -> Pools.pid());
            WorkerDiedException e = died(future);
            assertInstanceOf(OutOfMemoryError.class, e.getCause());
            assertEquals(before, e.pid());
            assertNotEquals(before, Pools.get(next));
            Pools.awaitEnd(List.of(before));
        }
    }

    @Test
    void resultThatDoesNotFitInMemoryHarmsNobody() throws Exception {
        try (Pool small = Pools.quick(1).maxHeap(HEAP).build()) {
            Throwable e = Pools.failure(small.submit(() -> new byte[20 << 20]));
            assertInstanceOf(WorkerDiedException.class, e, e::toString);
            assertEquals(42, small.apply(() -> 42));
        }
    }

    @Test
    void endlessRecursionIsNoDeath() throws Exception {
        assertInstanceOf(StackOverflowError.class, Pools.failure(pool.submit(() -> depth(0))));
        assertTwoWork();
    }

    private static int depth(int above) {
        return depth(above + 1) + 1;
    }

    @Test
    void whatWaitsBehindADyingTaskRunsElsewhereOnce() throws Exception {
        int waiting = 50;
        Event running = Event.create();
        Event go = Event.create();
        LongArray begun = LongArray.create(waiting);
        try (Pool one = Pools.quick(1).build()) {
            long pid = Pools.pids(one).get(0);
            Future<?> dying = one.submit(() -> {
                running.set();
                go.await();
                Runtime.getRuntime().halt(3);
                return 1;
            });
            List<Future<Long>> futures = new ArrayList<>();
            for (int i = 0; i < waiting; i++) {
                int own = i;
                futures.add(one.submit(() -> {
                    begun.incrementAndGet(own);
                    return Pools.pid();
                }));
            }
            running.await();
            go.set();
            assertEquals(3, died(dying).exitCode());
            for (int i = 0; i < waiting; i++) {
                assertNotEquals(pid, Pools.get(futures.get(i)));
                assertEquals(1, begun.get(i));
            }
            assertEquals(1, one.stats().get(0).restarts());
        }
    }

    @Test
    void taskOfAnotherWorkerTakesNoNotice() throws Exception {
        Event running = Event.create();
        Event go = Event.create();
        Future<Integer> other = pool.submit(() -> {
            running.set();
            go.await();
            return 42;
        });
        running.await();
        for (int i = 0; i < 3; i++) {
            died(pool.submit(() -> Runtime.getRuntime().halt(1)));
        }
        assertFalse(other.isDone());
        go.set();
        assertEquals(42, Pools.get(other));
    }

    @Test
    void idleWorkerThatIsKilledIsReplacedAndNothingFails() throws Exception {
        List<Long> pids = started();
        for (long pid : pids) {
            Program.kill("KILL", pid);
        }
        for (long pid : pids) {
            assertEquals(KILLED, LOG.awaitEnd(pid).exitCode());
        }
        assertTwoWork();
        assertTrue(Pools.pids(pool).stream().noneMatch(pids::contains));
    }

    /** Would catch a task that is lost, or run twice, when its worker dies as it is handed over or as it ends. */
    @Test
    @Timeout(900)
    void workerKilledAtAnyMomentLosesOneTaskAtMost() throws Exception {
        int tasks = 200;
        Random random = new Random(7);
        for (int round = 0; round < Soak.rounds(3, 300); round++) {
            LongArray begun = LongArray.create(tasks);
            List<Future<Integer>> futures = new ArrayList<>();
            List<Long> pids = started();
            for (int i = 0; i < tasks; i++) {
                int own = i;
                futures.add(pool.submit(() -> {
                    begun.incrementAndGet(own);
                    return own;
                }));
            }
            Pools.get(futures.get(random.nextInt(tasks / 2)));
            Program.kill("KILL", pids.get(round % 2));
            int lost = 0;
            for (int i = 0; i < tasks; i++) {
                try {
                    assertEquals(i, Pools.get(futures.get(i)));
                    assertEquals(1, begun.get(i));
                } catch (ExecutionException e) {
                    assertEquals(pids.get(round % 2), assertInstanceOf(WorkerDiedException.class, e.getCause()).pid());
                    assertTrue(begun.get(i) <= 1);
                    lost++;
                }
            }
            assertTrue(lost <= 1, lost + " tasks were lost");
            begun.close();
            LOG.awaitEnd(pids.get(round % 2));
        }
    }

    @Test
    void deathInAMapIsAFailureOfItsChunk() throws Exception {
        LongValue tried = LongValue.create(0);
        ExecutionException e = assertThrows(ExecutionException.class, () -> pool.map(i -> {
            if (i == 25) {
                Runtime.getRuntime().halt(4);
            }
            tried.incrementAndGet();
            return i;
        }, PoolMapTest.numbers(50), 10));
        assertEquals(4, assertInstanceOf(WorkerDiedException.class, e.getCause()).exitCode());
        assertEquals(45, tried.get());
    }

    @Test
    void stoppedWorkerHoldsUpItsTaskAlone() throws Exception {
        Event go = Event.create();
        LongValue pid = LongValue.create(0);
        Future<Integer> held = pool.submit(() -> {
            pid.set(Pools.pid());
            go.await();
            return 42;
        });
        Waiting.until("it runs", () -> pid.get() != 0);
        List<Future<Integer>> behind = futures(50);
        Program.kill("STOP", pid.get());
        try {
            behind.addAll(futures(50));
            for (Future<Integer> future : behind) {
                Pools.get(future);
            }
            go.set();
            assertFalse(held.isDone());
        } finally {
            Program.kill("CONT", pid.get());
        }
        assertEquals(42, Pools.get(held));
    }

    @Test
    void idleWorkerThatIsStoppedHoldsUpOneTaskAtMost() throws Exception {
        assertTwoWork();
        long pid = Pools.pids(pool).get(0);
        Program.kill("STOP", pid);
        List<Future<Integer>> futures;
        try {
            futures = futures(100);
            List<Future<Integer>> all = futures;
            Waiting.until("all but one have ended", () -> all.stream().filter(Future::isDone).count() >= 99);
        } finally {
            Program.kill("CONT", pid);
        }
        for (Future<Integer> future : futures) {
            Pools.get(future);
        }
    }

    private static List<Future<Integer>> futures(int count) {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int own = i;
            futures.add(pool.submit(() -> own));
        }
        return futures;
    }

    @Test
    void workersTakeNoNoticeOfCtrlC() throws Exception {
        List<Long> pids = Pools.pids(pool);
        assertTwoWork();
        for (long pid : pids) {
            Program.kill("INT", pid);
        }
        assertTwoWork();
        assertEquals(pids, Pools.pids(pool));
    }

    /** The workers, once all are ready: one that is killed before is none that has died, but one that did not start. */
    private static List<Long> started() {
        Waiting.until("all are ready", () -> LOG.pids().containsAll(Pools.pids(pool)));
        return Pools.pids(pool);
    }

    private static WorkerDiedException died(Future<?> future) throws Exception {
        Throwable failure = Pools.failure(future);
        return assertInstanceOf(WorkerDiedException.class, failure, failure::toString);
    }

    /** Two tasks run at a time, in two workers. */
    private static void assertTwoWork() throws Exception {
        LongValue here = LongValue.create(0);
        Call<Long> meeting = () -> {
            here.incrementAndGet();
            while (here.get() < 2) {
                Thread.onSpinWait();
            }
            return Pools.pid();
        };
        CompletableFuture<Long> first = pool.submit(meeting);
        CompletableFuture<Long> second = pool.submit(meeting);
        assertNotEquals(Pools.get(first), Pools.get(second));
    }
}
