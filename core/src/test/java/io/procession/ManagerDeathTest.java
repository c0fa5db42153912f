package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Event;
import io.procession.shm.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are killed at one point or another, and servers. */
@Timeout(60)
class ManagerDeathTest {

    private static Manager manager;

    private final Workers workers = new Workers();
    private final Event ready = Event.create();

    @BeforeAll
    static void start() {
        manager = Manager.start(Workers.QUICK_START);
    }

    @AfterAll
    static void end() {
        manager.close();
    }

    @AfterEach
    void close() {
        workers.close();
    }

    /** A worker that does something, says so, and waits to be killed. */
    private Process startDoomed(Task task) throws InterruptedException {
        Event done = ready;
        Process doomed = workers.start(() -> {
            task.run();
            done.set();
            Thread.sleep(60_000);
        });
        ready.await();
        return doomed;
    }

    /** A worker that waits in a call until it is killed. */
    private Process startWaiting(Task task) throws InterruptedException {
        Event begun = ready;
        Process waiting = workers.start(() -> {
            begun.set();
            task.run();
        });
        ready.await();
        return waiting;
    }

    @Test
    void lockOfADeadClientIsFreeAndAbandoned() throws Exception {
        ManagedLock plain = manager.lock();
        ManagedLock reentrant = manager.rlock();
        Process doomed = startDoomed(() -> {
            plain.lock();
            reentrant.lock();
            reentrant.lock();
        });
        assertFalse(plain.tryLock());
        Background<?> waiter = Background.start(() -> {
            plain.lock();
            reentrant.lock();
            assertTrue(reentrant.abandoned());
            reentrant.unlock();
            return null;
        });
        workers.kill(doomed);
        Waiting.promptly("the lock of the dead is taken", waiter::isDone);
        waiter.get();
        assertTrue(plain.abandoned());
        plain.unlock();
        plain.lock();
        assertFalse(plain.abandoned());
    }

    @Test
    void lockIsFreeThatADeadClientWaitedForAndHadOthersBeside() throws Exception {
        ManagedLock held = manager.lock();
        ManagedLock waitedFor = manager.lock();
        waitedFor.lock();
        Process doomed = startWaiting(() -> {
            held.lock();
            waitedFor.lock();
        });
        Waiting.until("it has the one lock", held::isLocked);
        workers.kill(doomed);
        assertTrue(held.tryLock(Duration.ofMillis(Waiting.DEATH_MILLIS)));
        waitedFor.unlock();
        assertTrue(waitedFor.tryLock(Duration.ofMillis(Waiting.DEATH_MILLIS)));
        assertFalse(waitedFor.abandoned());
    }

    @Test
    void permitsOfADeadClientComeBack() throws Exception {
        ManagedSemaphore semaphore = manager.semaphore(3);
        Process doomed = startDoomed(() -> {
            semaphore.acquire(3);
            semaphore.release();
        });
        assertEquals(1, semaphore.availablePermits());
        workers.kill(doomed);
        Waiting.promptly("the permits are back", () -> semaphore.availablePermits() == 3);
    }

    @Test
    void permitsThatOthersHaveGivenDoNotComeBack() throws Exception {
        ManagedSemaphore items = manager.semaphore(0);
        items.release(5);
        ManagedLock lock = manager.lock();
        Process doomed = startDoomed(() -> {
            lock.lock();
            items.acquire(5);
        });
        workers.kill(doomed);
        assertTrue(lock.tryLock(Duration.ofSeconds(10)));
        assertEquals(0, items.availablePermits());
    }

    @Test
    void barrierOfADeadClientBreaks() throws Exception {
        ManagedBarrier barrier = manager.barrier(3);
        Process doomed = startWaiting(barrier::await);
        Background<?> other = Background.start(() -> barrier.await());
        Waiting.until("both wait", () -> barrier.waiting() == 2);
        workers.kill(doomed);
        Waiting.promptly("the barrier breaks", other::isDone);
        assertInstanceOf(BrokenBarrierException.class, other.failure());
    }

    @Test
    void itemIsNotTakenForADeadClient() throws Exception {
        BlockingQueue<Integer> queue = manager.queue();
        Process doomed = startWaiting(queue::take);
        Thread.sleep(50);
        workers.kill(doomed);
        queue.put(1);
        assertEquals(1, queue.poll(Waiting.DEATH_MILLIS, TimeUnit.MILLISECONDS));
    }

    @Test
    void itemsComeBackThatADeadClientWasNotDoneWith() throws Exception {
        ManagedJoinableQueue<Integer> queue = manager.joinableQueue();
        queue.addAll(List.of(1, 2, 3));
        Process doomed = startDoomed(() -> {
            queue.take();
            queue.take();
            queue.take();
            queue.taskDone();
        });
        assertTrue(queue.isEmpty());
        workers.kill(doomed);
        assertEquals(2, queue.poll(Waiting.DEATH_MILLIS, TimeUnit.MILLISECONDS));
        assertEquals(3, queue.take());
        queue.taskDone();
        queue.taskDone();
        queue.join();
    }

    @Test
    void signalForADeadClientGoesToTheNext() throws Exception {
        ManagedCondition condition = manager.condition();
        ManagedLock lock = condition.lock();
        Process doomed = startWaiting(() -> {
            lock.lock();
            condition.await();
        });
        Waiting.until("the doomed one waits", () -> condition.waiting() == 1);
        Background<?> next = Background.start(() -> {
            lock.lock();
            condition.await();
            lock.unlock();
            return null;
        });
        Waiting.until("the next one waits", () -> condition.waiting() == 2);
        lock.lock();
        workers.kill(doomed);
        condition.signal();
        lock.unlock();
        Waiting.promptly("the signal arrives", next::isDone);
        next.get();
    }

    @Test
    void callsEndWhenTheServerDies() throws Exception {
        Manager mortal = Manager.start(Workers.QUICK_START);
        BlockingQueue<Integer> queue = mortal.queue();
        ManagedLock lock = mortal.lock();
        lock.lock();
        Background<?> taker = Background.start(queue::take);
        Background<?> locker = Background.start(() -> {
            lock.lock();
            return null;
        });
        Thread.sleep(50);
        Process server = lastChild();
        server.kill();
        Waiting.promptly("the calls end", () -> taker.isDone() && locker.isDone());
        ManagerDiedException e = assertInstanceOf(ManagerDiedException.class, taker.failure());
        assertEquals(server.pid(), e.pid());
        assertEquals(mortal.file(), e.file());
        assertInstanceOf(ManagerDiedException.class, locker.failure());
        assertThrows(ManagerDiedException.class, queue::size);
        assertThrows(ManagerDiedException.class, mortal::dict);
        assertFalse(mortal.isOpen());
        mortal.close();
    }

    @Test
    void proxyThatArrivesAfterItsServerHasDiedSaysSo() throws Exception {
        Manager mortal = Manager.start(Workers.QUICK_START);
        byte[] bytes = Codec.standard().encode(mortal.dict());
        lastChild().kill();
        workers.run(() -> {
            Map<?, ?> arrived = (Map<?, ?>) Codec.standard().decode(bytes);
            assertThrows(ManagerDiedException.class, arrived::size);
        });
        mortal.close();
    }

    private static Process lastChild() {
        List<Process> children = Process.activeChildren();
        return children.get(children.size() - 1);
    }
}
