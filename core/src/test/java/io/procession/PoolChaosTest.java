package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.WorkerLog.Kind;
import io.procession.shm.Background;
import io.procession.shm.LongArray;
import io.procession.shm.Soak;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tasks of all kinds, some of them cancelled, in workers that are killed and stopped from outside, all at random. What
 * begins and what ends is written down beside the pool.
 */
@Timeout(3600)
class PoolChaosTest {

    private static final int TASKS = Soak.rounds(20_000, 100_000);
    private static final long SECONDS = Soak.rounds(5, 3_000);
    private static final int MIN_DEATHS = 5;
    private static final int WORKERS = 3;
    private static final int AT_A_TIME = 100;
    private static final int HEAP = 32 << 20;
    private static final int EXIT_CODE = 3;
    private static final int HALT_CODE = 4;
    private static final int KILLED = -9;
    /** One that has called {@link System#exit} and is killed before it comes to its end. */
    private static final int KILLED_AT_EXIT = 137;
    private static final int MAX_PAUSE_MILLIS = 300;
    private static final int MAX_CANCEL_MILLIS = 100;

    /** What a task does, and how many of a thousand do it. */
    private enum Deed {
        RETURN(700), THROW(150), SLEEP(120), EXIT(5), HALT(5), HOARD(3), DEAF(7), SPIN(10);

        private final int share;

        Deed(int share) {
            this.share = share;
        }

        static Deed any(Random random) {
            int number = random.nextInt(1_000);
            int deed = 0;
            while (number >= values()[deed].share) {
                number -= values()[deed].share;
                deed++;
            }
            return values()[deed];
        }

        /** Whether it goes on until somebody stops it. */
        boolean isEndless() {
            return this == DEAF || this == SPIN;
        }
    }

    /** What is known of the tasks: how often each began, where, and whether it came to its end. */
    private record Notes(LongArray begun, LongArray pids, LongArray ended) implements Serializable {

        static Notes create() {
            return new Notes(LongArray.create(TASKS), LongArray.create(TASKS), LongArray.create(TASKS));
        }

        void close() {
            begun.close();
            pids.close();
            ended.close();
        }
    }

    private final Random random = new Random(13);
    private final Random harming = new Random(17);
    private final WorkerLog log = new WorkerLog();
    private final Notes notes = Notes.create();
    private final Set<Long> killed = ConcurrentHashMap.newKeySet();
    private final List<Deed> deeds = new ArrayList<>();
    private final List<CompletableFuture<Integer>> futures = new ArrayList<>();
    private volatile boolean over;

    @Test
    void everyTaskHasItsOutcomeOnce() throws Exception {
        ScheduledExecutorService cancels = Executors.newSingleThreadScheduledExecutor();
        try (Pool pool = Pools.quick(WORKERS).maxHeap(HEAP).maxTasksPerWorker(500).grace(Duration.ofMillis(50))
            .listener(log).build()) {
            Background<?> killer = Background.start(() -> {
                while (!over) {
                    harm(pool);
                }
                return null;
            });
            submitAll(pool, cancels);
            over = true;
            killer.get();
            for (int i = 0; i < futures.size(); i++) {
                check(i);
            }
            assertTrue(pool.stats().stream().allMatch(worker -> worker.waiting() == 0), () -> pool.stats().toString());
            assertEquals(42, pool.apply(() -> 42));
        } finally {
            over = true;
            cancels.shutdownNow();
        }
        assertTrue(log.of(Kind.DIED).size() >= MIN_DEATHS, () -> log.of(Kind.DIED).size() + " deaths");
        Pools.awaitEnd(log.pids());
        notes.close();
    }

    private void submitAll(Pool pool, ScheduledExecutorService cancels) throws InterruptedException {
        Semaphore room = new Semaphore(AT_A_TIME);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int i = 0; i < TASKS && end - System.nanoTime() > 0; i++) {
            assertTrue(room.tryAcquire(60, TimeUnit.SECONDS), () -> "nothing ends any more in " + pool);
            Deed deed = Deed.any(random);
            int own = i;
            Notes written = notes;
            CompletableFuture<Integer> future = pool.submit(() -> act(deed, own, written));
            future.whenComplete((result, failure) -> room.release());
            deeds.add(deed);
            futures.add(future);
            if (deed.isEndless() || random.nextInt(20) == 0) {
                boolean interrupting = deed.isEndless() || random.nextBoolean();
                cancels.schedule(() -> future.cancel(interrupting), random.nextInt(MAX_CANCEL_MILLIS),
                    TimeUnit.MILLISECONDS);
            }
        }
    }

    /** In a worker. */
    private static int act(Deed deed, int own, Notes notes) throws InterruptedException {
        notes.begun.incrementAndGet(own);
        notes.pids.set(own, Pools.pid());
        switch (deed) {
            case RETURN -> { }
            case THROW -> throw new IllegalStateException("task " + own);
            case SLEEP -> Thread.sleep(own % 10);
            case EXIT -> System.exit(EXIT_CODE);
            case HALT -> Runtime.getRuntime().halt(HALT_CODE);
            case HOARD -> hoard();
            case DEAF -> doze();
            case SPIN -> spin();
            default -> throw new AssertionError(deed);
        }
        notes.ended.incrementAndGet(own);
        return own;
    }

    private static void hoard() {
        List<byte[]> kept = new ArrayList<>();
        while (true) {
            kept.add(new byte[1 << 20]);
        }
    }

    private static void doze() {
        while (true) {
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                continue;
            }
        }
    }

    private static void spin() throws InterruptedException {
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
        throw new InterruptedException();
    }

    /** Kills a worker or stops it for a while. Of those that start none is killed: three such deaths break a pool. */
    private void harm(Pool pool) throws Exception {
        Thread.sleep(harming.nextInt(MAX_PAUSE_MILLIS));
        List<Long> ready = new ArrayList<>(pool.stats().stream().map(WorkerStats::pid).toList());
        ready.retainAll(log.pids());
        if (ready.isEmpty()) {
            return;
        }
        long victim = ready.get(harming.nextInt(ready.size()));
        if (harming.nextInt(3) == 0) {
            Program.kill("STOP", victim);
            Thread.sleep(harming.nextInt(MAX_PAUSE_MILLIS));
            Program.kill("CONT", victim);
        } else {
            killed.add(victim);
            Program.kill("KILL", victim);
        }
    }

    private void check(int task) throws Exception {
        Deed deed = deeds.get(task);
        String what = "task " + task + ", which is to " + deed;
        assertTrue(notes.begun.get(task) <= 1, () -> what + " began " + notes.begun.get(task) + " times");
        try {
            assertEquals(task, Pools.get(futures.get(task)), what);
            assertTrue(deed == Deed.RETURN || deed == Deed.SLEEP, what);
            assertEquals(1, notes.begun.get(task), what);
            assertEquals(1, notes.ended.get(task), what);
        } catch (CancellationException e) {
            return;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerDiedException death) {
                checkDeath(task, deed, death, what);
            } else {
                assertEquals(Deed.THROW, deed, () -> what + " has thrown " + e.getCause());
                assertEquals("task " + task,
                    assertInstanceOf(IllegalStateException.class, e.getCause(), what).getMessage());
                assertEquals(1, notes.begun.get(task), what);
            }
        }
    }

    private void checkDeath(int task, Deed deed, WorkerDiedException death, String what) {
        long pid = notes.pids.get(task);
        assertTrue(pid == 0 || pid == death.pid(), () -> what + " in " + pid + ", but " + death);
        if (killed.contains(death.pid()) && (death.exitCode() == KILLED || death.exitCode() == KILLED_AT_EXIT)) {
            return;
        }
        assertEquals(1, notes.begun.get(task), () -> what + ": " + death);
        switch (deed) {
            case EXIT -> assertEquals(EXIT_CODE, death.exitCode(), what);
            case HALT -> assertEquals(HALT_CODE, death.exitCode(), what);
            case HOARD -> assertInstanceOf(OutOfMemoryError.class, death.getCause(), what);
            default -> throw new AssertionError(what + " died, and nobody has killed it", death);
        }
    }
}
