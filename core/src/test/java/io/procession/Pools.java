package io.procession;

import static org.junit.jupiter.api.Assertions.fail;

import io.procession.shm.Event;
import io.procession.shm.Waiting;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What tests ask of pools and of what they promise. */
final class Pools {

    private static final long DEADLINE_SECONDS = 30;
    private static final int NAP_MILLIS = 60_000;

    private Pools() {
    }

    /** For a pool whose workers start sooner. */
    static Pool.Builder quick(int processes) {
        return Pool.builder().processes(processes).jvmOptions(Workers.QUICK_START);
    }

    /** Ends a pool, whatever a test that has failed has left in it. */
    static void end(Pool pool) {
        pool.shutdownNow();
        pool.close();
    }

    /** The result, which is there soon. */
    static <T> T get(Future<T> future) throws Exception {
        return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** What the task has thrown. */
    static Throwable failure(Future<?> future) throws Exception {
        try {
            return fail("expected a failure, got " + get(future));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    static void awaitTermination(Pool pool) throws InterruptedException {
        if (!pool.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still not terminated: " + pool);
        }
    }

    /** The process ids of a pool's workers, once each place has one. */
    static List<Long> pids(Pool pool) {
        Waiting.until("each place has a worker", () -> pool.stats().stream().allMatch(worker -> worker.pid() != 0));
        return pool.stats().stream().map(WorkerStats::pid).toList();
    }

    static void awaitEnd(Collection<Long> pids) {
        Waiting.until("all of " + pids + " have ended", () -> pids.stream().noneMatch(Program::isAlive));
    }

    /** For a task: the worker's process id. */
    static long pid() {
        return ProcessHandle.current().pid();
    }

    /** For a task: says that it runs, and then waits to be interrupted. */
    static <R> R nap(Event running) throws InterruptedException {
        running.set();
        Thread.sleep(NAP_MILLIS);
        throw new AssertionError("nobody has interrupted this nap");
    }

    /** For a task: says that it runs, and then takes no notice of anything. */
    static <R> R sleepThroughInterrupts(Event running) {
        running.set();
        while (true) {
            try {
                Thread.sleep(NAP_MILLIS);
            } catch (InterruptedException e) {
                continue;
            }
        }
    }
}
