package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Event;
import io.procession.shm.LongArray;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that use every type of a manager at random, and are killed at random. What they begin and end is written down
 * beside the manager, in shared memory, which survives them: so it is known what the manager's counts may be.
 */
@Timeout(3600)
class ManagerStormTest {

    private static final int SECONDS = Soak.rounds(3, 240);
    private static final int CLIENTS = 8;
    private static final int MIN_KILLS = 5;
    private static final int PERMITS = 3;
    private static final int ITEMS = Soak.rounds(1 << 16, 1 << 22);
    private static final int PAUSE_MILLIS = 250;
    /** Words of a client, on lines of their own, and what is in each. */
    private static final int LINE = 16;
    private static final int BEGUN = 0;
    private static final int ENDED = 1;
    private static final int ROUNDS = 2;

    private final Manager manager = Manager.start(Workers.QUICK_START);
    private final Workers workers = new Workers();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        workers.close();
        manager.close();
    }

    /** All that the clients share. */
    private record Scene(ManagedMap<String, Long> counts, ManagedList<Integer> list, Set<Integer> set,
                         BlockingQueue<Integer> queue, ManagedJoinableQueue<Integer> joinable,
                         BlockingQueue<Integer> priorities, ManagedLock lock, ManagedLock rlock,
                         ManagedCondition condition, ManagedSemaphore semaphore, ManagedSemaphore bounded,
                         ManagedEvent event, ManagedBarrier barrier, ManagedValue<Long> value,
                         ManagedArray<Long> array, Namespace names, List<ManagedLock> own, LongArray words,
                         LongArray inside, LongArray next, LongArray put, LongArray taken, Event over)
        implements Serializable {

        static Scene of(Manager manager) {
            List<ManagedLock> own = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                own.add(manager.lock());
            }
            ManagedCondition condition = manager.condition();
            return new Scene(manager.dict(), manager.list(), manager.set(), manager.queue(100),
                manager.joinableQueue(), manager.priorityQueue(), manager.lock(), manager.rlock(), condition,
                manager.semaphore(PERMITS), manager.boundedSemaphore(PERMITS), manager.event(), manager.barrier(2),
                manager.value(0L), manager.array(List.of(0L, 0L)), manager.namespace(), own,
                LongArray.create(CLIENTS * LINE), LongArray.create(LINE), LongArray.create(1),
                LongArray.create(ITEMS), LongArray.create(ITEMS), Event.create());
        }

        void play(int client) throws Exception {
            own.get(client).lock();
            Random dice = new Random();
            do {
                act(client, dice);
                words.incrementAndGet(client * LINE + ROUNDS);
            } while (!over.isSet());
            own.get(client).unlock();
        }

        private void act(int client, Random dice) throws Exception {
            switch (dice.nextInt(13)) {
                case 0 -> count(client, () -> counts.merge("sum", 1L, Long::sum));
                case 1 -> count(client, () -> value.update(old -> old + 1));
                case 2 -> count(client, () -> array.update(1, old -> old + 1));
                case 3 -> guard(lock);
                case 4 -> guard(rlock);
                case 5 -> putOne();
                case 6 -> takeOne();
                case 7 -> finish();
                case 8 -> {
                    set.add(dice.nextInt(100));
                    list.add(client);
                    list.removeIf(any -> any == client);
                }
                case 9 -> {
                    if (bounded.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                        bounded.release();
                    }
                    semaphore.acquire();
                    semaphore.release();
                }
                case 10 -> meet();
                case 11 -> signal();
                default -> {
                    priorities.put(dice.nextInt());
                    priorities.poll();
                    names.set("last", client);
                    event.set();
                    event.await(5, TimeUnit.MILLISECONDS);
                    event.clear();
                }
            }
        }

        private void count(int client, Task count) throws Exception {
            words.incrementAndGet(client * LINE + BEGUN);
            count.run();
            words.incrementAndGet(client * LINE + ENDED);
        }

        /** Notes each who was not alone. */
        private void guard(ManagedLock guard) {
            int place = guard == lock ? 1 : 2;
            guard.lock();
            if (inside.getAndSet(place, 1) != 0 && !guard.abandoned()) {
                inside.incrementAndGet(0);
            }
            inside.set(place, 0);
            guard.unlock();
        }

        private void putOne() throws InterruptedException {
            int item = (int) next.getAndIncrement(0);
            if (item < ITEMS && queue.offer(item, 20, TimeUnit.MILLISECONDS)) {
                put.set(item, 1);
            }
        }

        private void takeOne() throws InterruptedException {
            Integer item = queue.poll(20, TimeUnit.MILLISECONDS);
            if (item != null) {
                taken.incrementAndGet(item);
            }
        }

        private void finish() throws InterruptedException {
            joinable.put(1);
            if (joinable.poll(20, TimeUnit.MILLISECONDS) != null) {
                joinable.taskDone();
            }
        }

        private void meet() throws InterruptedException {
            try {
                barrier.await(10, TimeUnit.MILLISECONDS);
            } catch (BrokenBarrierException | TimeoutException e) {
                barrier.reset();
            }
        }

        private void signal() throws InterruptedException {
            condition.lock().lock();
            condition.signal();
            condition.await(5, TimeUnit.MILLISECONDS);
            condition.lock().unlock();
        }
    }

    @Test
    void nothingHangsAndCountsAreRight() throws Exception {
        Scene scene = Scene.of(manager);
        Process[] clients = new Process[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = start(scene, i);
        }
        int kills = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end || kills < MIN_KILLS) {
            Thread.sleep(random.nextInt(PAUSE_MILLIS));
            int victim = random.nextInt(CLIENTS);
            ManagedLock own = scene.own.get(victim);
            if (own.isLocked()) {
                workers.kill(clients[victim]);
                kills++;
                Waiting.promptly("the lock of a dead client is free", own::tryLock);
                own.unlock();
                clients[victim] = start(scene, victim);
            }
        }
        scene.over.set();
        workers.awaitSuccess();
        check(scene, kills);
    }

    private Process start(Scene scene, int client) {
        return workers.start(() -> scene.play(client));
    }

    private static void check(Scene scene, int kills) throws InterruptedException {
        long begun = 0;
        long ended = 0;
        for (int i = 0; i < CLIENTS; i++) {
            begun += scene.words.get(i * LINE + BEGUN);
            ended += scene.words.get(i * LINE + ENDED);
            assertTrue(scene.words.get(i * LINE + ROUNDS) > 0, "client " + i + " has done nothing");
        }
        long counted = scene.counts.getOrDefault("sum", 0L) + scene.value.get() + scene.array.get(1);
        assertTrue(ended <= counted && counted <= begun, ended + " <= " + counted + " <= " + begun);
        assertEquals(0, scene.inside.get(0), "not alone under a lock");
        Waiting.promptly("the permits are back", () -> scene.semaphore.availablePermits() == PERMITS
            && scene.bounded.availablePermits() == PERMITS);
        assertTrue(scene.lock.tryLock() && scene.rlock.tryLock(), "locked by nobody");
        assertEquals(0, scene.condition.waiting());
        checkItems(scene, kills);
        while (scene.joinable.poll() != null) {
            scene.joinable.taskDone();
        }
        assertTrue(scene.joinable.join(10, TimeUnit.SECONDS));
    }

    /** One that is killed between its call and its note may have had one item. */
    private static void checkItems(Scene scene, int kills) {
        for (Integer item; (item = scene.queue.poll()) != null; ) {
            scene.taken.incrementAndGet(item);
        }
        long missing = 0;
        for (int i = 0; i < Math.min(ITEMS, scene.next.get(0)); i++) {
            assertTrue(scene.taken.get(i) <= 1, "item " + i + " was taken " + scene.taken.get(i) + " times");
            missing += scene.put.get(i) == 1 && scene.taken.get(i) == 0 ? 1 : 0;
        }
        assertTrue(missing <= kills, missing + " items are lost after " + kills + " kills");
        assertTrue(kills >= MIN_KILLS, kills + " kills");
    }
}
