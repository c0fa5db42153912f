package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Array;
import io.procession.shm.Barrier;
import io.procession.shm.BoundedSemaphore;
import io.procession.shm.ByteArray;
import io.procession.shm.Condition;
import io.procession.shm.DoubleValue;
import io.procession.shm.IntValue;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.RLock;
import io.procession.shm.Region;
import io.procession.shm.Semaphore;
import io.procession.shm.Type;
import io.procession.shm.Value;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task captures: how it travels, and what is said if it cannot. */
@Timeout(60)
class CapturesTest {

    private final transient Thread field = Thread.currentThread();

    @Test
    void plainValuesTravel() throws Exception {
        String text = "täxt";
        String none = null;
        long number = Long.MIN_VALUE;
        int small = -7;
        double half = 0.5;
        boolean yes = true;
        char letter = 'ß';
        byte octet = -1;
        Long boxed = 9L;
        List<String> list = List.of("a", "b");
        Map<String, Integer> map = Map.of("k", 1);
        long[] array = {1, 2, 3};
        Point point = new Point(3, "p");
        String large = "x".repeat(100_000);
        assertTrueThere(() -> text.equals("täxt") && none == null && number == Long.MIN_VALUE && small == -7
            && half == 0.5 && yes && letter == 'ß' && octet == -1 && boxed == 9 && list.get(1).equals("b")
            && map.get("k") == 1 && array.length == 3 && array[2] == 3 && point.equals(new Point(3, "p"))
            && large.length() == 100_000);
    }

    @Test
    void sharedObjectsArriveAttachedToTheSameMemory() throws Exception {
        LongValue number = LongValue.create(1);
        IntValue small = IntValue.create(2);
        DoubleValue half = DoubleValue.create(0.5);
        LongArray longs = LongArray.create(3);
        ByteArray bytes = ByteArray.create(1 << 20);
        Lock lock = Lock.create();
        lock.lock();
        assertTrueThere(() -> number.incrementAndGet() == 2 && small.incrementAndGet() == 3 && half.addAndGet(1) == 1.5
            && longs.addAndGet(2, 5) == 5 && bytes.compareAndSet(77, (byte) 0, (byte) 1) && !lock.tryLock());
        assertEquals(2, number.get());
        assertEquals(5, longs.get(2));
        assertEquals(1, bytes.get(77));
        bytes.close();
        lock.unlock();
    }

    /** Would catch a type, of which a user may well keep one beside the value, that cannot travel. */
    @Test
    void typedValuesAndTheirTypesArrive() throws Exception {
        Type<Spot> type = Type.of(Spot.class);
        Type<String> text = Type.text(8);
        Type<Short> unsigned = Type.UINT8;
        Value<Spot> spot = Value.create(type, new Spot(1, 2.5));
        Array<Short> levels = Array.create(unsigned, 2);
        assertTrueThere(() -> {
            levels.set(1, (short) 255);
            spot.update(at -> new Spot(at.x() + 1, at.y()));
            return spot.type().equals(type) && text.equals(Type.text(8)) && unsigned == Type.UINT8;
        });
        assertEquals(new Spot(2, 2.5), spot.get());
        assertEquals((short) 255, levels.get(1));
    }

    private record Spot(int x, double y) { }

    @Test
    void whatIsWaitedForArrivesAttachedToTheSameMemory() throws Exception {
        RLock lock = RLock.create();
        Condition condition = lock.newCondition();
        Semaphore semaphore = Semaphore.create(2);
        BoundedSemaphore bounded = BoundedSemaphore.create(1);
        LongValue turns = LongValue.create(0);
        Barrier barrier = Barrier.create(2, turns::incrementAndGet);
        Process child = Process.start(() -> {
            barrier.await();
            lock.lock();
            try {
                condition.await(() -> turns.get() > 1);
                turns.incrementAndGet();
            } finally {
                lock.unlock();
            }
            semaphore.acquire();
            bounded.acquire();
            barrier.await();
        });
        barrier.await();
        lock.lock();
        turns.incrementAndGet();
        condition.signal();
        lock.unlock();
        barrier.await();
        child.join();
        assertEquals(0, child.exitCode().getAsInt());
        assertEquals(4, turns.get(), "two by the tasks, and one by the barrier's action each time, wherever");
        assertEquals(1, semaphore.availablePermits());
        assertEquals(0, bounded.availablePermits());
    }

    @Test
    void regionsArriveAttached() throws Exception {
        try (Region region = Region.create()) {
            LongValue.open(region, "count", 5);
            assertTrueThere(() -> LongValue.open(region, "count", 0).incrementAndGet() == 6);
        }
    }

    @Test
    void sharedObjectsTravelInsideOthers() throws Exception {
        LongValue number = LongValue.create(1);
        List<LongValue> list = new ArrayList<>(List.of(number, number));
        assertTrueThere(() -> list.get(0).incrementAndGet() == 2 && list.get(1).get() == 2);
        assertEquals(2, number.get());
    }

    @Test
    void methodReferencesAndAnonymousClassesTravel() throws Exception {
        LongValue number = LongValue.create(1);
        run(number::incrementAndGet);
        run(CapturesTest::staticTask);
        run(new Increment(number));
        assertEquals(3, number.get());
    }

    @Test
    void staticStateDoesNotTravel() throws Exception {
        System.setProperty("captures.test", "only here");
        assertTrueThere(() -> System.getProperty("captures.test") == null);
    }

    @Test
    void capturedVariableThatCannotTravelIsNamed() {
        Thread culprit = Thread.currentThread();
        int innocent = 1;
        TaskNotSerializableException e = assertThrows(TaskNotSerializableException.class,
            () -> Process.start(() -> System.out.println(innocent + culprit.getName())));
        assertTrue(e.getMessage().contains("'culprit' of type java.lang.Thread"), e.getMessage());
        assertTrue(e.getMessage().matches(".*CapturesTest\\(CapturesTest\\.java:\\d+\\).*"), e.getMessage());
        assertInstanceOf(NotSerializableException.class, e.getCause());
    }

    @Test
    void wideVariablesBeforeItAreCounted() {
        long wide = 1;
        double wider = 2;
        Thread culprit = Thread.currentThread();
        TaskNotSerializableException e = assertThrows(TaskNotSerializableException.class,
            () -> Process.start(() -> System.out.println(wide + wider + culprit.getName())));
        assertTrue(e.getMessage().contains("'culprit'"), e.getMessage());
    }

    @Test
    void whatIsInsideAVariableIsNamedToo() {
        List<Object> list = new ArrayList<>(List.of(Thread.currentThread()));
        TaskNotSerializableException e = assertThrows(TaskNotSerializableException.class,
            () -> Process.start(() -> System.out.println(list)));
        assertTrue(e.getMessage().contains("'list' of type java.util.ArrayList"), e.getMessage());
        assertTrue(e.getMessage().contains("ArrayList[0] (java.lang.Thread)"), e.getMessage());
    }

    @Test
    void chainTooLongToTravelIsNamed() {
        List<Object> chain = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            chain = new ArrayList<>(List.of(chain));
        }
        List<Object> longest = chain;
        TaskNotSerializableException e = assertThrows(TaskNotSerializableException.class,
            () -> Process.start(() -> System.out.println(longest.size())));
        assertTrue(e.getMessage().contains("'longest'"), e.getMessage());
    }

    @Test
    void processThatWasNotStartedTravels() throws Exception {
        LongValue number = LongValue.create(1);
        Process inner = new Process(() -> number.incrementAndGet());
        run(() -> {
            inner.start();
            inner.join();
        });
        assertEquals(2, number.get());
    }

    @Test
    void capturedThisIsNamed() {
        TaskNotSerializableException e = assertThrows(TaskNotSerializableException.class,
            () -> Process.start(() -> System.out.println(field)));
        assertTrue(e.getMessage().contains("'this' of type " + CapturesTest.class.getName()), e.getMessage());
    }

    @Test
    void fieldOfATaskObjectIsNamed() {
        Process process = new Process(new Holder(new Object()));
        TaskNotSerializableException e = assertThrows(TaskNotSerializableException.class, process::start);
        assertTrue(e.getMessage().contains("'held' of type java.lang.Object"), e.getMessage());
    }

    @Test
    void failedStartMayBeTriedAgain() throws Exception {
        Holder task = new Holder(new Object());
        Process process = new Process(task);
        assertThrows(TaskNotSerializableException.class, process::start);
        task.held = "text";
        process.start();
        process.join();
        assertEquals(0, process.exitCode().orElseThrow());
    }

    /** Would catch a JVM that goes on waiting for a task that never comes. */
    @Test
    void failedStartLeavesNoJvm() {
        String mark = "-Dcaptures.mark=" + System.nanoTime();
        Process process = Process.builder().jvmOptions(mark).build(new Holder(new Object()));
        assertThrows(TaskNotSerializableException.class, process::start);
        assertFalse(Process.activeChildren().contains(process));
        assertEquals(List.of(), ProcessHandle.current().children().map(child -> child.info().commandLine().orElse(""))
            .filter(line -> line.contains(mark)).toList());
    }

    private interface Check extends Serializable {
        boolean holds() throws Exception;
    }

    private static void assertTrueThere(Check check) throws Exception {
        run(() -> {
            if (!check.holds()) {
                throw new AssertionError("does not hold there");
            }
        });
    }

    private static void run(Task task) throws Exception {
        Process process = Process.start(task);
        process.join();
        assertEquals(0, process.exitCode().orElseThrow(), () -> process.failure().toString());
    }

    private static void staticTask() {
        if (Process.parent().isEmpty()) {
            throw new AssertionError("not in a worker");
        }
    }

    private record Point(int x, String name) implements Serializable { }

    private static final class Increment implements Task {

        private static final long serialVersionUID = 1L;

        private final LongValue number;

        Increment(LongValue number) {
            this.number = number;
        }

        @Override
        public void run() {
            number.incrementAndGet();
        }
    }

    private static final class Holder implements Task {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private Object held;

        Holder(Object held) {
            this.held = held;
        }

        @Override
        public void run() {
            if (held == null) {
                throw new AssertionError();
            }
        }
    }
}
