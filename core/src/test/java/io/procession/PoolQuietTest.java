package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.procession.shm.Event;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program prints that has a pool, and what is left of it, however the program ends or forgets the pool. */
@Timeout(120)
class PoolQuietTest {

    @TempDir
    private Path directory;

    /** Has tasks that return, throw and die, and are stopped. */
    static final class Talker {
        public static void main(String[] arguments) throws Exception {
            Event running = Event.create();
            try (Pool pool = Pools.quick(2).maxTasksPerWorker(20).grace(Duration.ofMillis(50)).build()) {
                CompletableFuture<?> died = pool.submit(() -> System.exit(3));
                CompletableFuture<?> killed = pool.submit(() -> Pools.sleepThroughInterrupts(running));
                running.await();
                killed.cancel(true);
                CompletableFuture<?> failed = pool.submit(() -> {
                    throw new IllegalStateException("not to be printed");
                });
                pool.submit(() -> new Object());
                int sum = 0;
                for (int square : pool.map(i -> i * i, PoolMapTest.numbers(10), 1)) {
                    sum += square;
                }
                pool.imap(i -> i, PoolMapTest.numbers(100)).limit(5).count();
                pool.apply(() -> {
                    System.out.println("from the worker");
                    return 1;
                });
                System.out.println(sum + " " + died.handle((result, e) -> e.getClass().getSimpleName()).join()
                    + " " + failed.handle((result, e) -> e.getClass().getSimpleName()).join());
            }
        }
    }

    @Test
    void printsNothingAndLeavesNothing() throws Exception {
        try (Program program = Program.start(directory, Talker.class)) {
            assertEquals(0, program.await());
            assertEquals(List.of("from the worker", "285 WorkerDiedException IllegalStateException"), program.lines());
            assertEquals("", program.err());
            program.awaitNobodyLeft();
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Ends, as its argument says, with a pool that it has not closed. */
    static final class EndsWithoutClose {
        public static void main(String[] arguments) throws Exception {
            Event running = Event.create();
            Pool pool = Pools.quick(2).build();
            pool.apply(() -> 42);
            if (!arguments[0].equals("idle")) {
                pool.submit(() -> Pools.sleepThroughInterrupts(running));
                running.await();
                pool.mapAsync(i -> i, PoolMapTest.numbers(1_000), 1);
            }
            if (arguments[0].equals("exit")) {
                System.exit(3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "busy", "exit"})
    void poolThatIsNotClosedEndsWithTheProgram(String how) throws Exception {
        try (Program program = Program.start(directory, EndsWithoutClose.class, how)) {
            assertEquals(how.equals("exit") ? 3 : 0, program.await());
            program.awaitNobodyLeft();
            assertEquals("", program.out() + program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Ends with a pool that has just been made. */
    static final class EndsAtOnce {
        public static void main(String[] arguments) {
            Pool.create(2);
        }
    }

    @Test
    void programMayEndWhileItsWorkersStart() throws Exception {
        try (Program program = Program.start(directory, EndsAtOnce.class)) {
            assertEquals(0, program.await());
            program.awaitNobodyLeft();
            assertEquals("", program.out() + program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Waits for ever, with a worker that is idle, one in a task, and one in a task that takes no notice. */
    static final class WaitsForEver {
        public static void main(String[] arguments) throws Exception {
            Event napping = Event.create();
            Event running = Event.create();
            Pool pool = Pools.quick(3).build();
            Future<?> nap = pool.submit(() -> Pools.nap(napping));
            pool.execute(() -> Pools.sleepThroughInterrupts(running));
            napping.await();
            running.await();
            pool.apply(() -> 42);
            System.out.println("ready");
            nap.get();
        }
    }

    @Test
    void interruptFromTheTerminalEndsAllQuietly() throws Exception {
        assumeFalse(FamilyTest.isInterruptIgnored(), "these tests were started with SIGINT ignored");
        try (Program program = Program.start(directory, WaitsForEver.class)) {
            program.awaitLine("ready");
            program.signalGroup("INT");
            assertEquals(130, program.await());
            program.awaitNobodyLeft();
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    @Test
    void terminatedProgramEndsAllQuietly() throws Exception {
        try (Program program = Program.start(directory, WaitsForEver.class)) {
            program.awaitLine("ready");
            program.signal("TERM");
            assertEquals(143, program.await());
            program.awaitNobodyLeft();
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    @Test
    void killedProgramLeavesNoWorkerAndTheNextOneSweeps() throws Exception {
        try (Program program = Program.start(directory, WaitsForEver.class)) {
            program.awaitLine("ready");
            program.signal("KILL");
            assertEquals(137, program.await());
            program.awaitNobodyLeft();
            assertEquals("", program.err());
        }
        try (Program next = Program.start(directory, EndsWithoutClose.class, "idle")) {
            assertEquals(0, next.await());
            next.awaitNobodyLeft();
            assertEquals(List.of(), next.leftBehind());
        }
    }

    /** Makes pools, one after another, and has work for them. */
    static final class StartsPools {
        public static void main(String[] arguments) throws Exception {
            System.out.println("ready");
            while (true) {
                try (Pool pool = Pools.quick(2).maxTasksPerWorker(3).build()) {
                    pool.map(i -> i, PoolMapTest.numbers(20), 1);
                }
            }
        }
    }

    /** Would catch a worker that is started, or half started, just when its parent dies, and stays. */
    @Test
    @Timeout(3600)
    void killedAtAnyMomentAProgramLeavesNoWorker() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < Soak.rounds(2, 200); round++) {
            try (Program program = Program.start(directory, StartsPools.class)) {
                program.awaitLine("ready");
                Thread.sleep(random.nextInt(1_000));
                program.signal("KILL");
                program.awaitNobodyLeft();
                assertEquals("", program.err());
            }
        }
    }

    /** Has a pool whose workers cannot start. */
    static final class WrongOption {
        public static void main(String[] arguments) throws Exception {
            try (Pool pool = Pool.builder().processes(1).jvmOptions("-XX:+ThisIsNoOption").build()) {
                pool.apply(() -> 42);
            } catch (ExecutionException e) {
                System.out.println(e.getCause().getClass().getSimpleName());
            } catch (BrokenPoolException e) {
                System.out.println(e.getClass().getSimpleName());
            }
        }
    }

    @Test
    void wrongJvmOptionBreaksThePool() throws Exception {
        try (Program program = Program.start(directory, WrongOption.class)) {
            assertEquals(0, program.await());
            assertEquals(List.of("BrokenPoolException"), program.lines());
            assertTrue(program.err().contains("ThisIsNoOption"), program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    @Test
    void forgottenPoolEndsItsWorkers() throws Exception {
        awaitCollected(forget());
    }

    private static List<Long> forget() throws Exception {
        Pool pool = Pools.quick(2).build();
        pool.map(i -> i, PoolMapTest.numbers(10));
        pool.imap(i -> i, PoolMapTest.numbers(10)).toList();
        Pools.get(pool.submit(() -> 42));
        return Pools.pids(pool);
    }

    private static void awaitCollected(List<Long> pids) {
        Waiting.until("all of " + pids + " have ended", () -> {
            System.gc();
            return pids.stream().noneMatch(Program::isAlive);
        });
    }

    @Test
    void taskOfAForgottenPoolComesToItsEnd() throws Exception {
        Event go = Event.create();
        LongValue pid = LongValue.create(0);
        Future<Integer> future = forget(go, pid);
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        go.set();
        assertEquals(42, Pools.get(future));
        awaitCollected(List.of(pid.get()));
    }

    private static Future<Integer> forget(Event go, LongValue pid) {
        return Pools.quick(1).build().submit(() -> {
            pid.set(Pools.pid());
            go.await();
            return 42;
        });
    }

    /** Would catch a stream that does not keep its pool from being forgotten. */
    @Test
    void streamOfAPoolThatNobodyElseHasGoesOn() throws Exception {
        Iterator<Integer> results = Pools.quick(1).build().imap(i -> i, PoolMapTest.numbers(500)).iterator();
        for (int i = 0; i < 500; i++) {
            if (i % 100 == 0) {
                System.gc();
            }
            assertEquals(i, results.next());
        }
    }
}
