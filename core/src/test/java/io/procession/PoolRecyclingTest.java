package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.WorkerLog.Entry;
import io.procession.WorkerLog.Kind;
import io.procession.shm.Event;
import io.procession.shm.LongValue;
import io.procession.shm.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that are replaced after so many tasks. */
@Timeout(60)
class PoolRecyclingTest {

    @Test
    void noWorkerRunsMoreThanItMay() throws Exception {
        int most = 7;
        WorkerLog log = new WorkerLog();
        try (Pool pool = Pools.quick(2).maxTasksPerWorker(most).listener(log).build()) {
            List<Future<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                futures.add(pool.submit(() -> Pools.pid()));
            }
            Map<Long, Integer> tasks = new HashMap<>();
            for (Future<Long> future : futures) {
                tasks.merge(Pools.get(future), 1, Integer::sum);
            }
            assertTrue(tasks.values().stream().allMatch(count -> count <= most), tasks::toString);
        }
        assertEquals(List.of(), log.of(Kind.DIED));
        assertEquals(Set.copyOf(log.pids()),
            new HashSet<>(log.of(Kind.RETIRED).stream().map(Entry::pid).toList()));
        Pools.awaitEnd(log.pids());
    }

    @Test
    void nextWorkerIsUpWhileTheOldOneHasItsLastTask() throws Exception {
        WorkerLog log = new WorkerLog();
        try (Pool pool = Pools.quick(1).maxTasksPerWorker(3).listener(log).build()) {
            for (int worker = 1; worker <= 3; worker++) {
                Event nextIsUp = Event.create();
                pool.apply(() -> 42);
                pool.apply(() -> 42);
                Future<Long> last = pool.submit(() -> {
                    nextIsUp.await();
                    return Pools.pid();
                });
                log.await(Kind.STARTED, worker + 1);
                assertEquals(worker - 1, log.of(Kind.RETIRED).size());
                nextIsUp.set();
                assertEquals(log.pids().get(worker - 1), Pools.get(last));
                log.await(Kind.RETIRED, worker);
            }
        }
        Pools.awaitEnd(log.pids());
    }

    @Test
    void oneTaskMayBeAllForAWorker() throws Exception {
        try (Pool pool = Pools.quick(2).maxTasksPerWorker(1).build()) {
            List<Long> pids = pool.map(i -> Pools.pid(), PoolMapTest.numbers(5), 1);
            assertEquals(5, Set.copyOf(pids).size());
        }
    }

    @Test
    void chunkIsOneTask() throws Exception {
        int most = 2;
        int chunk = 5;
        try (Pool pool = Pools.quick(1).maxTasksPerWorker(most).build()) {
            Map<Long, Integer> items = new HashMap<>();
            for (long pid : pool.map(i -> Pools.pid(), PoolMapTest.numbers(40), chunk)) {
                items.merge(pid, 1, Integer::sum);
            }
            assertTrue(items.values().stream().allMatch(count -> count <= most * chunk), items::toString);
            assertTrue(items.size() <= 4 + 1, items::toString);
        }
    }

    @Test
    void replacementsAreInitializedAndKeepTheirPlace() throws Exception {
        LongValue initialized = LongValue.create(0);
        try (Pool pool = Pools.quick(1).name("shift").maxTasksPerWorker(2).initializer(() ->
            initialized.incrementAndGet()).build()) {
            for (int i = 0; i < 9; i++) {
                assertEquals("shift-1", pool.apply(() -> Process.current().name()));
            }
            WorkerStats stats = pool.stats().get(0);
            assertTrue(stats.restarts() >= 4, stats::toString);
            assertEquals(9, stats.tasksDone());
            assertTrue(initialized.get() >= 5, initialized::toString);
        }
    }

    @Test
    void workerThatDiesBeforeItsLastTaskIsReplacedAllTheSame() throws Exception {
        try (Pool pool = Pools.quick(1).maxTasksPerWorker(3).build()) {
            for (int i = 0; i < 8; i++) {
                if (i % 2 == 0) {
                    assertEquals(i, pool.apply(number -> number, i).intValue());
                } else {
                    assertInstanceOf(WorkerDiedException.class,
                        Pools.failure(pool.submit(() -> Runtime.getRuntime().halt(1))));
                }
            }
        }
    }

    @Test
    void replacementsDoTheRestAfterAShutdown() throws Exception {
        Pool pool = Pools.quick(1).maxTasksPerWorker(1).build();
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            futures.add(pool.submit(() -> number));
        }
        pool.shutdown();
        for (int i = 0; i < 4; i++) {
            assertEquals(i, Pools.get(futures.get(i)));
        }
        pool.close();
        assertTrue(pool.isTerminated());
    }

    /** Would catch a replacement that is lost, or kept for ever, when it is killed while it waits for its turn. */
    @Test
    void replacementThatIsKilledIsReplaced() throws Exception {
        WorkerLog log = new WorkerLog();
        Event running = Event.create();
        Event go = Event.create();
        try (Pool pool = Pools.quick(1).maxTasksPerWorker(1).listener(log).build()) {
            Future<Integer> first = pool.submit(() -> {
                running.set();
                go.await();
                return 1;
            });
            Future<Integer> second = pool.submit(() -> 2);
            running.await();
            for (int i = 1; i <= 3; i++) {
                if (log.pids().size() > i) {
                    Program.kill("KILL", log.pids().get(i));
                    log.awaitEnd(log.pids().get(i));
                }
            }
            go.set();
            assertEquals(1, Pools.get(first));
            assertEquals(2, Pools.get(second));
        }
        Pools.awaitEnd(log.pids());
    }

    @Test
    void recyclingPoolComesToRest() throws Exception {
        WorkerLog log = new WorkerLog();
        try (Pool pool = Pools.quick(2).maxTasksPerWorker(1).listener(log).build()) {
            for (int i = 0; i < 6; i++) {
                pool.apply(() -> 42);
            }
            Waiting.until("no more than two are left",
                () -> log.pids().stream().filter(Program::isAlive).count() <= 2 + 2);
        }
        assertEquals(List.of(), log.of(Kind.DIED));
        Pools.awaitEnd(log.pids());
    }
}
