package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each type of a manager does, from one process. */
@Timeout(60)
class ManagerTest {

    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.start(Workers.QUICK_START);
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    @Test
    void mapIsAConcurrentMap() {
        ManagedMap<String, Integer> map = manager.dict();
        assertEquals(null, map.put("a", 1));
        assertEquals(1, map.put("a", 2));
        assertEquals(2, map.get("a"));
        assertEquals(2, map.putIfAbsent("a", 3));
        assertEquals(Map.of("a", 2), map);
        assertEquals("{a=2}", map.toString());
        assertThrows(NullPointerException.class, () -> map.put("b", null));
    }

    @Test
    void functionsRunInTheServer() {
        ManagedMap<String, Long> map = manager.dict();
        long here = ProcessHandle.current().pid();
        long there = map.computeIfAbsent("pid", key -> ProcessHandle.current().pid());
        assertNotEquals(here, there);
        map.merge("sum", 1L, Long::sum);
        int add = 41;
        assertEquals(42, map.merge("sum", 1L, (old, one) -> old + one + add - 1));
        assertEquals(43, map.compute("sum", (key, old) -> old + 1));
        assertEquals(null, map.computeIfPresent("none", (key, old) -> old + 1));
    }

    @Test
    void functionsThatCannotTravelRunHere() {
        ManagedMap<String, Object> map = manager.dict();
        Object local = new Object();
        java.util.function.BiFunction<String, Object, Object> plain = (key, old) -> old + "," + local.hashCode();
        map.put("a", 1);
        assertEquals("1," + local.hashCode(), map.compute("a", plain));
        assertEquals(2, map.computeIfAbsent("b", (java.util.function.Function<String, Object>) key -> 2));
    }

    @Test
    void captureThatCannotTravelIsNamed() {
        ManagedMap<String, Object> map = manager.dict();
        Object local = new Object();
        TaskNotSerializableException e = assertThrows(TaskNotSerializableException.class,
            () -> map.compute("a", (key, old) -> local));
        assertTrue(e.getMessage().contains("captures 'local' of type java.lang.Object"), e::getMessage);
    }

    @Test
    void argumentThatCannotTravelIsNamed() {
        ManagedMap<String, Object> map = manager.dict();
        ArgumentNotSerializableException e = assertThrows(ArgumentNotSerializableException.class,
            () -> map.put("a", List.of(new Object())));
        assertTrue(e.getMessage().contains("argument 2 of RemoteMap.put"), e::getMessage);
        assertTrue(e.getMessage().contains("[0] (java.lang.Object)"), e::getMessage);
        assertTrue(map.isEmpty());
    }

    @Test
    void resultThatCannotTravelIsNamed() {
        ManagedMap<String, Object> map = manager.dict();
        ResultNotSerializableException e = assertThrows(ResultNotSerializableException.class,
            () -> map.computeIfAbsent("a", key -> new Object()));
        assertTrue(e.getMessage().contains("of type java.lang.Object"), e::getMessage);
    }

    @Test
    void exceptionsArriveAsThemselvesWithBothStacks() {
        ManagedMap<String, Integer> map = manager.dict();
        ArithmeticException e = assertThrows(ArithmeticException.class,
            () -> map.compute("a", (key, old) -> 1 / key.indexOf(key)));
        List<String> classes = Arrays.stream(e.getStackTrace()).map(StackTraceElement::getClassName).toList();
        int there = classes.indexOf(ServedLine.class.getName());
        int here = classes.lastIndexOf(ManagerTest.class.getName());
        assertTrue(there >= 0 && there < here, classes::toString);
    }

    @Test
    void nestedObjectsStayLive() {
        ManagedMap<String, List<String>> map = manager.dict();
        map.put("a", manager.list());
        map.get("a").add("x");
        assertEquals(List.of("x"), map.get("a"));
        map.compute("a", (key, list) -> {
            list.add("y");
            return list;
        });
        assertEquals(List.of("x", "y"), map.get("a"));
        assertEquals(Set.of(List.of("x", "y")), Set.copyOf(map.values()));
        List<Object> plain = new ArrayList<>(List.of(map, 1));
        ManagedList<Object> outer = manager.list();
        outer.add(plain);
        @SuppressWarnings("unchecked")
        ManagedMap<String, List<String>> inner = (ManagedMap<String, List<String>>) ((List<?>) outer.get(0)).get(0);
        inner.get("a").add("z");
        assertEquals(List.of("x", "y", "z"), map.get("a"));
    }

    @Test
    void listChangesAtOnceForAll() {
        ManagedList<Integer> list = manager.list();
        list.addAll(List.of(3, 1, 2));
        list.sort(Comparator.naturalOrder());
        assertEquals(List.of(1, 2, 3), list);
        list.replaceAll(x -> 2 * x);
        assertTrue(list.removeIf(x -> x == 4));
        assertEquals(List.of(2, 6), list);
        list.subList(0, 1).clear();
        assertEquals(List.of(6), list);
        assertThrows(IndexOutOfBoundsException.class, () -> list.get(1));
    }

    @Test
    void listIteratorTellsOfOthersChanges() {
        ManagedList<Integer> list = manager.list();
        list.addAll(List.of(1, 2, 3));
        var iterator = list.listIterator();
        iterator.next();
        iterator.set(10);
        list.add(4);
        iterator.next();
        assertThrows(ConcurrentModificationException.class, iterator::remove);
        assertEquals(List.of(10, 2, 3, 4), list);
    }

    @Test
    void queueWaitsForItemsAndForRoom() throws Exception {
        BlockingQueue<String> queue = manager.queue(1);
        Background<String> taker = Background.start(queue::take);
        queue.put("a");
        assertEquals("a", taker.get());
        queue.put("b");
        assertFalse(queue.offer("c"));
        assertFalse(queue.offer("c", 1, TimeUnit.MILLISECONDS));
        Background<Boolean> putter = Background.start(() -> queue.offer("c", 60, TimeUnit.SECONDS));
        assertEquals("b", queue.take());
        assertTrue(putter.get());
        assertEquals(0, queue.remainingCapacity());
        assertEquals("c", queue.poll());
        assertEquals(null, queue.poll(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void interruptedTakeTakesNothing() throws Exception {
        BlockingQueue<Integer> queue = manager.queue();
        for (int i = 0; i < 200; i++) {
            Background<Integer> taker = Background.start(() -> {
                try {
                    return queue.take();
                } catch (InterruptedException e) {
                    return null;
                }
            });
            if (i % 2 == 0) {
                Thread.sleep(0, 1000 * i);
            }
            taker.interrupt();
            queue.put(i);
            Integer taken = taker.get();
            assertEquals(i, taken == null ? queue.poll() : taken);
            assertEquals(null, queue.poll());
        }
    }

    @Test
    void priorityQueueGivesTheLeastFirst() throws Exception {
        BlockingQueue<Integer> natural = manager.priorityQueue();
        BlockingQueue<String> byLength = manager.priorityQueue(
            (Portable.Comparator<String>) (a, b) -> Integer.compare(a.length(), b.length()));
        natural.addAll(List.of(3, 1, 2));
        byLength.addAll(List.of("aaa", "a", "aa"));
        assertEquals(List.of(1, 2, 3), List.of(natural.take(), natural.take(), natural.take()));
        assertEquals("a", byLength.take());
    }

    @Test
    void joinableQueueWaitsUntilAllIsDone() throws Exception {
        ManagedJoinableQueue<Integer> queue = manager.joinableQueue();
        queue.put(1);
        queue.put(2);
        queue.take();
        queue.take();
        assertFalse(queue.join(1, TimeUnit.MILLISECONDS));
        queue.taskDone();
        Background<?> join = Background.start(() -> {
            queue.join();
            return null;
        });
        queue.taskDone();
        join.get();
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    @Test
    void lockBelongsToWhoHasLocked() throws Exception {
        ManagedLock lock = manager.rlock();
        lock.lock();
        lock.lock();
        assertFalse(Background.start(() -> lock.tryLock()).get());
        assertInstanceOf(IllegalMonitorStateException.class, Background.start(() -> {
            lock.unlock();
            return null;
        }).failure());
        lock.unlock();
        assertTrue(lock.isLocked());
        lock.unlock();
        assertFalse(lock.isLocked());
        assertFalse(lock.abandoned());
        ManagedLock plain = manager.lock();
        plain.lock();
        assertFalse(plain.tryLock());
        assertFalse(plain.tryLock(Duration.ofMillis(1)));
        Background.start(() -> {
            plain.unlock();
            return null;
        }).get();
        assertFalse(plain.isLocked());
    }

    @Test
    void lockCanBeWaitedForInterruptibly() throws Exception {
        ManagedLock lock = manager.lock();
        lock.lock();
        Background<?> waiter = Background.start(() -> {
            lock.lockInterruptibly();
            return null;
        });
        Thread.sleep(20);
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        Background<Boolean> deaf = Background.start(() -> {
            lock.lock();
            return Thread.currentThread().isInterrupted();
        });
        Thread.sleep(20);
        deaf.interrupt();
        Thread.sleep(20);
        assertFalse(deaf.isDone());
        lock.unlock();
        assertTrue(deaf.get());
    }

    @Test
    void conditionIsSignalled() throws Exception {
        ManagedCondition condition = manager.condition();
        ManagedLock lock = condition.lock();
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            lock.lock();
            try {
                return condition.await(60, TimeUnit.SECONDS);
            } finally {
                lock.unlock();
                lock.unlock();
            }
        });
        Waiting.until("it waits", () -> condition.waiting() == 1);
        lock.lock();
        condition.signal();
        lock.unlock();
        assertTrue(waiter.get());
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        lock.lock();
        assertFalse(condition.await(Duration.ofMillis(1)));
        assertTrue(condition.awaitNanos(1) <= 0);
        lock.unlock();
        Background<?> interrupted = Background.start(() -> {
            lock.lock();
            try {
                condition.await();
            } finally {
                lock.unlock();
            }
            return null;
        });
        Waiting.until("it waits", () -> condition.waiting() == 1);
        interrupted.interrupt();
        assertInstanceOf(InterruptedException.class, interrupted.failure());
        assertFalse(lock.isLocked());
    }

    @Test
    void semaphoreCountsPermits() throws Exception {
        ManagedSemaphore semaphore = manager.semaphore(2);
        semaphore.acquire(2);
        assertFalse(semaphore.tryAcquire());
        Background<Boolean> waiter = Background.start(() -> semaphore.tryAcquire(60, TimeUnit.SECONDS));
        semaphore.release();
        assertTrue(waiter.get());
        semaphore.release(3);
        assertEquals(3, semaphore.drainPermits());
        ManagedSemaphore bounded = manager.boundedSemaphore(1);
        assertThrows(IllegalStateException.class, bounded::release);
    }

    @Test
    void eventLetsAllGoOn() throws Exception {
        ManagedEvent event = manager.event();
        assertFalse(event.await(Duration.ofMillis(1)));
        Background<?> waiter = Background.start(() -> {
            event.await();
            return null;
        });
        event.set();
        waiter.get();
        assertTrue(event.isSet());
        event.clear();
        assertFalse(event.isSet());
    }

    @Test
    void barrierWaitsForAllOrBreaks() throws Exception {
        ManagedMap<String, Integer> map = manager.dict();
        ManagedBarrier barrier = manager.barrier(2, () -> map.merge("action", 1, Integer::sum));
        Background<Integer> first = Background.start(() -> barrier.await());
        Waiting.until("one waits", () -> barrier.waiting() == 1);
        assertEquals(0, barrier.await());
        assertEquals(1, first.get());
        assertEquals(1, map.get("action"));
        Background<Integer> broken = Background.start(() -> barrier.await());
        Waiting.until("one waits", () -> barrier.waiting() == 1);
        barrier.abort();
        assertInstanceOf(BrokenBarrierException.class, broken.failure());
        assertTrue(barrier.isBroken());
        barrier.reset();
        assertThrows(TimeoutException.class, () -> barrier.await(Duration.ofMillis(1)));
    }

    @Test
    void variablesAreSetAndUpdated() {
        ManagedValue<Integer> value = manager.value(1);
        assertEquals(1, value.getAndSet(2));
        assertTrue(value.compareAndSet(2, 3));
        assertEquals(4, value.update(x -> x + 1));
        ManagedArray<String> array = manager.array(List.of("a", "b"));
        array.set(0, "c");
        assertEquals("bb", array.update(1, x -> x + x));
        assertEquals(List.of("c", "bb"), array.toList());
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(2));
        Namespace names = manager.namespace();
        names.set("x", 1);
        names.set("list", manager.list());
        names.<Collection<Integer>>get("list").add(2);
        assertEquals(List.of(2), names.get("list"));
        assertEquals(Set.of("list", "x"), names.names());
        assertTrue(names.delete("x"));
        assertThrows(NoSuchElementException.class, () -> names.get("x"));
    }

    @Test
    void oneNameIsOneObject() {
        ManagedMap<String, Integer> one = manager.named("oneNameIsOneObject", Manager::dict);
        ManagedMap<String, Integer> other = manager.named("oneNameIsOneObject", Manager::dict);
        one.put("a", 1);
        assertEquals(1, other.get("a"));
    }

    /** As a user would write it; package-private. */
    interface Counter {

        int add(int more) throws IllegalArgumentException;

        Counter child();

        int takeFrom(Counter other);

        default int twice(int x) {
            return add(x) + add(x);
        }
    }

    static final class PlainCounter implements Counter {

        private int count;

        PlainCounter(int count) {
            this.count = count;
        }

        @Override
        public synchronized int add(int more) {
            if (more < 0) {
                throw new IllegalArgumentException("expected more, found " + more);
            }
            count += more;
            return count;
        }

        @Override
        public Counter child() {
            return new PlainCounter(count);
        }

        @Override
        public int takeFrom(Counter other) {
            assertSame(PlainCounter.class, other.getClass());
            return add(((PlainCounter) other).count);
        }

        @Override
        public String toString() {
            return "Counter of " + count;
        }
    }

    @Test
    void ownClassStandsBehindItsInterface() {
        manager.register(Counter.class, arguments -> new PlainCounter((int) arguments[0]));
        Counter counter = manager.create(Counter.class, 5);
        assertEquals(7, counter.add(2));
        assertEquals(16, counter.twice(1) + 7 - 8);
        assertEquals("expected more, found -1",
            assertThrows(IllegalArgumentException.class, () -> counter.add(-1)).getMessage());
        Counter child = counter.child();
        assertEquals(10, child.add(1));
        assertEquals(19, counter.takeFrom(child));
        assertEquals("Counter of 19", counter.toString());
        assertEquals(counter, counter);
        assertNotEquals(counter, child);
    }

    /** For a lambda. */
    interface Greeting {

        String of(String name);
    }

    @Test
    void lambdaCanBeManaged() {
        String word = "hello ";
        manager.register(Greeting.class, arguments -> name -> word + name);
        assertEquals("hello you", manager.create(Greeting.class).of("you"));
    }

    /** Waits as nothing of a manager's own does. */
    interface Gate {

        void pass() throws InterruptedException;

        void open();
    }

    static final class LatchGate implements Gate {

        private final CountDownLatch opened = new CountDownLatch(1);

        @Override
        public void pass() throws InterruptedException {
            opened.await();
        }

        @Override
        public void open() {
            opened.countDown();
        }
    }

    @Test
    void ownClassThatWaitsKeepsNobodyElseWaiting() throws Exception {
        manager.register(Gate.class, arguments -> new LatchGate());
        Gate gate = manager.create(Gate.class);
        List<Background<?>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(Background.start(() -> {
                gate.pass();
                return null;
            }));
        }
        Background<?> interrupted = Background.start(() -> {
            gate.pass();
            return null;
        });
        Thread.sleep(50);
        interrupted.interrupt();
        assertInstanceOf(InterruptedException.class, interrupted.failure());
        gate.open();
        for (Background<?> waiter : waiters) {
            waiter.get();
        }
    }

    @Test
    void anythingLargeTravels() throws Exception {
        byte[] large = new byte[5_000_000];
        large[large.length - 1] = 1;
        ManagedMap<String, byte[]> map = manager.dict();
        for (int i = 0; i < 5; i++) {
            map.put("large", large);
            assertArrayEquals(large, map.get("large"));
            Thread.sleep(2);
        }
    }

    @Test
    void interfaceWithoutFactoryIsNamed() {
        ManagedObjectException e = assertThrows(ManagedObjectException.class, () -> manager.create(Runnable.class));
        assertTrue(e.getMessage().contains("no factory for java.lang.Runnable"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> manager.register(PlainCounter.class, any -> null));
    }
}
