package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is signalled, when, and what is left behind. */
@Tag("waiting")
@ParameterizedClass
@EnumSource(LockKind.class)
class ConditionTest {

    private final Region region = Region.create();
    private final SharedLock lock;
    private final Condition condition;
    private final AtomicInteger woken = new AtomicInteger();
    private final List<Background<Integer>> waiters = new ArrayList<>();

    ConditionTest(LockKind kind) {
        this.lock = kind.open(region);
        this.condition = lock.newCondition("condition");
    }

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void nobodyWaitsWhenItIsNew() {
        assertEquals(0, condition.waiting());
        assertEquals(condition.lock(), lock);
        assertTrue(condition.toString().startsWith("Condition \"condition\"[0 waiting, of " + lock.describe()),
            condition::toString);
    }

    @TestFactory
    List<DynamicTest> everyWaitAndSignalRefusesWhoDoesNotHoldTheLock() {
        return List.of(
            refusal("await", condition::await),
            refusal("await(long, TimeUnit)", () -> condition.await(1, TimeUnit.HOURS)),
            refusal("await(Duration)", () -> condition.await(Duration.ofHours(1))),
            refusal("awaitNanos", () -> condition.awaitNanos(1)),
            refusal("awaitNanos without time", () -> condition.awaitNanos(-1)),
            refusal("awaitUntil", () -> condition.awaitUntil(new Date(0))),
            refusal("awaitUninterruptibly", condition::awaitUninterruptibly),
            refusal("await(BooleanSupplier)", () -> condition.await(() -> false)),
            refusal("await(BooleanSupplier) that holds", () -> condition.await(() -> true)),
            refusal("await(Duration, BooleanSupplier)", () -> condition.await(Duration.ofHours(1), () -> false)),
            refusal("await(Duration, BooleanSupplier) that holds", () -> condition.await(Duration.ZERO, () -> true)),
            refusal("signal", condition::signal),
            refusal("signal(int)", () -> condition.signal(2)),
            refusal("signal(0)", () -> condition.signal(0)),
            refusal("signalAll", condition::signalAll));
    }

    private DynamicTest refusal(String call, Executable executable) {
        return DynamicTest.dynamicTest(call, () -> {
            IllegalMonitorStateException e = assertThrows(IllegalMonitorStateException.class, executable);
            assertTrue(e.getMessage().startsWith("the caller does not hold " + lock.describe()), e::getMessage);
            assertEquals(0, condition.waiting());
            assertFalse(lock.isLocked());
        });
    }

    @Test
    void refusesToSignalFewerThanNone() {
        lock.lock();
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> condition.signal(-1));
        assertEquals("expected a count of 0 or more, found -1", e.getMessage());
    }

    @Test
    void aSignalThatNobodyWaitsForIsNotKept() throws InterruptedException {
        lock.lock();
        condition.signal();
        condition.signal(3);
        condition.signalAll();
        assertFalse(condition.await(20, TimeUnit.MILLISECONDS));
    }

    @Test
    void givesUpTheLockWhileItWaits() throws Exception {
        startWaiters(1);
        Waiting.until("the lock is free", () -> !lock.isLocked());
        signal(1);
        assertEquals(0, waiters.get(0).get());
    }

    @Test
    void holdsTheLockAgainBeforeItReturns() throws Exception {
        startWaiters(1);
        lock.lock();
        condition.signal();
        Waiting.untilWaitedFor(lock);
        assertFalse(waiters.get(0).isDone(), "the lock is not free yet");
        lock.unlock();
        waiters.get(0).get();
        assertFalse(lock.isLocked());
    }

    @Test
    void signalsInTheOrderOfComing() throws Exception {
        startWaiters(4);
        for (int i = 0; i < 4; i++) {
            signal(1);
            assertEquals(i, waiters.get(i).get(), "each as it came");
            assertEquals(3 - i, condition.waiting());
        }
    }

    @Test
    void signalsInTheOrderOfComingThoughOthersGaveUp() throws Exception {
        startWaiters(5);
        for (int leaver : new int[] {0, 2, 4}) {
            waiters.get(leaver).interrupt();
            waiters.get(leaver).failure();
        }
        startWaiters(2);
        for (int i : new int[] {1, 3, 5, 6}) {
            signal(1);
            waiters.get(i).get();
        }
        assertEquals(4, woken.get());
        assertEquals(0, condition.waiting());
    }

    /** More than the first tables hold; Python's notify, notify with a count and notify_all in turn. */
    @Test
    void letsAsManyGoOnAsAreSignalledAndLeavesNothing() throws Exception {
        startWaiters(50);
        for (int count : new int[] {0, 1, 7, 12, 1}) {
            int before = woken.get();
            signal(count);
            Waiting.until("so many have gone on", () -> woken.get() == before + count);
            assertEquals(50 - before - count, condition.waiting());
        }
        Thread.sleep(20);
        assertEquals(21, woken.get(), "nobody wakes without a cause");
        signal(Integer.MAX_VALUE);
        for (Background<Integer> waiter : waiters) {
            waiter.get();
        }
        assertEquals(0, condition.waiting());
        assertFalse(lock.isLocked());
    }

    @Test
    void signalAllLetsAllGoOn() throws Exception {
        startWaiters(5);
        lock.lock();
        condition.signalAll();
        assertEquals(0, condition.waiting(), "who is signalled waits no longer for a signal");
        lock.unlock();
        for (Background<Integer> waiter : waiters) {
            waiter.get();
        }
    }

    @Test
    void conditionsOfOneLockAreApart() throws Exception {
        Condition other = lock.newCondition();
        startWaiters(2);
        lock.lock();
        other.signalAll();
        assertFalse(other.await(20, TimeUnit.MILLISECONDS));
        assertEquals(2, condition.waiting());
        lock.unlock();
        signal(2);
        waiters.get(0).get();
        waiters.get(1).get();
    }

    @Test
    void aSignalIsNotForWhoComesAfterIt() throws Exception {
        startWaiters(1);
        lock.lock();
        condition.signal();
        assertFalse(condition.await(20, TimeUnit.MILLISECONDS));
        lock.unlock();
        waiters.get(0).get();
    }

    @Test
    void isTheSameConditionByAnotherHandle() throws Exception {
        startWaiters(1);
        Condition arrived = Handles.read(Handles.write(condition), Condition.class);
        assertEquals(1, arrived.waiting());
        assertEquals(lock.getClass(), arrived.lock().getClass());
        arrived.lock().lock();
        arrived.signal();
        arrived.lock().unlock();
        waiters.get(0).get();
    }

    @Test
    void belongsToOneLock() {
        SharedLock other = RLock.create(region);
        assertThrows(ObjectMismatchException.class, () -> other.newCondition("condition"));
        assertThrows(ObjectMismatchException.class, () -> other.newCondition("lock"));
        assertEquals(0, lock.newCondition("condition").waiting());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 1_000})
    void timedWaitsReturnWithoutTime(long nanos) throws InterruptedException {
        lock.lock();
        long start = System.nanoTime();
        assertTrue(condition.awaitNanos(nanos) <= 0);
        assertFalse(condition.await(nanos, TimeUnit.NANOSECONDS));
        assertFalse(condition.await(Duration.ofNanos(nanos)));
        assertFalse(condition.await(Duration.ofNanos(nanos), () -> false));
        Waiting.assertPrompt(start);
        assertEquals(0, condition.waiting());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1})
    void awaitUntilReturnsAtOnceWhenTheDateIsPast(long millis) throws InterruptedException {
        lock.lock();
        assertTimesOut(0, () -> condition.awaitUntil(new Date(millis)));
    }

    @Test
    void timedWaitsTakeTheirTimeAndNotMuchLonger() throws Exception {
        lock.lock();
        assertTimesOut(30, () -> condition.await(30, TimeUnit.MILLISECONDS));
        assertTimesOut(30, () -> condition.await(Duration.ofMillis(30)));
        assertTimesOut(30, () -> condition.awaitNanos(TimeUnit.MILLISECONDS.toNanos(30)) > 0);
        assertTimesOut(29, () -> condition.awaitUntil(new Date(System.currentTimeMillis() + 30)));
        assertTimesOut(30, () -> condition.await(Duration.ofMillis(30), () -> false));
        assertTrue(lock.isLocked());
        assertEquals(0, condition.waiting());
    }

    private static void assertTimesOut(int millis, InterruptibleCheck wait) throws InterruptedException {
        long start = System.nanoTime();
        assertFalse(wait.check());
        long waited = System.nanoTime() - start;
        assertTrue(waited >= TimeUnit.MILLISECONDS.toNanos(millis), () -> "waited " + waited + " ns");
        Waiting.assertPrompt(start + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private interface InterruptibleCheck {
        boolean check() throws InterruptedException;
    }

    @Test
    void timedWaitsSayWhenTheyWereSignalled() throws Exception {
        assertTrue(signalled(() -> condition.await(1, TimeUnit.HOURS)));
        assertTrue(signalled(() -> condition.await(Long.MAX_VALUE, TimeUnit.DAYS)));
        assertTrue(signalled(() -> condition.await(Duration.ofSeconds(Long.MAX_VALUE))));
        assertTrue(signalled(() -> condition.awaitUntil(new Date(Long.MAX_VALUE))));
        assertTrue(signalled(() -> condition.awaitNanos(Long.MAX_VALUE) > Long.MAX_VALUE / 2));
        assertTrue(signalled(() -> {
            long left = condition.awaitNanos(TimeUnit.HOURS.toNanos(1));
            return left > 0 && left < TimeUnit.HOURS.toNanos(1);
        }));
    }

    private boolean signalled(InterruptibleCheck wait) throws Exception {
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            try {
                return wait.check();
            } finally {
                lock.unlock();
            }
        });
        Waiting.until("it waits", () -> condition.waiting() == 1);
        signal(1);
        return waiter.get();
    }

    @Test
    void oneWhoseTimeIsOverTakesNoSignal() throws Exception {
        lock.lock();
        assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
        lock.unlock();
        startWaiters(1);
        signal(1);
        waiters.get(0).get();
    }

    /** Would catch a signal that goes to one who, at that moment, gives up: another waits, and would sleep on. */
    @Test
    void aSignalIsNotLostWhenSomebodyGivesUpJustThen() throws Exception {
        for (int round = 0; round < Soak.rounds(100, 5_000); round++) {
            Background<Boolean> hasty = startInQueue(() -> condition.await(Duration.ofMillis(2)));
            Background<Boolean> patient = startInQueue(() -> condition.await(Duration.ofHours(1)));
            Thread.sleep(1);
            signal(1);
            if (hasty.get()) {
                assertFalse(patient.isDone(), "one signal lets one go on");
                signal(1);
            }
            assertTrue(patient.get());
        }
        assertEquals(0, condition.waiting());
    }

    /** Starts a wait that is in the queue by the time that anybody else has the lock. */
    private Background<Boolean> startInQueue(InterruptibleCheck wait) {
        AtomicBoolean locked = new AtomicBoolean();
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            try {
                locked.set(true);
                return wait.check();
            } finally {
                lock.unlock();
            }
        });
        Waiting.until("it has the lock", locked::get);
        lock.lock();
        lock.unlock();
        return waiter;
    }

    @Test
    void waitsUntilThePredicateHolds() throws Exception {
        AtomicInteger state = new AtomicInteger();
        Background<Integer> waiter = Background.start(() -> {
            try (SharedLock.Hold hold = lock.hold()) {
                condition.await(() -> lock.isLocked() && state.get() == 3);
                return hold.abandoned() ? -1 : state.get();
            }
        });
        for (int i = 1; i <= 3; i++) {
            Waiting.until("it waits", () -> condition.waiting() == 1);
            assertFalse(waiter.isDone());
            lock.lock();
            state.set(i);
            condition.signal();
            lock.unlock();
        }
        assertEquals(3, waiter.get());
    }

    @Test
    void saysWhatThePredicateWasWhenTheTimeWasOver() throws Exception {
        lock.lock();
        assertTrue(condition.await(Duration.ZERO, () -> true));
        assertFalse(condition.await(Duration.ZERO, () -> false));
        AtomicInteger asked = new AtomicInteger();
        assertTrue(condition.await(Duration.ofMillis(20), () -> asked.incrementAndGet() == 2),
            "asked again when the time is over");
        assertEquals(2, asked.get());
    }

    @Test
    void aPredicateThatThrowsLeavesTheLockHeld() {
        lock.lock();
        assertThrows(ArithmeticException.class, () -> condition.await(() -> 1 / woken.get() > 0));
        assertTrue(lock.isLocked());
        assertEquals(0, condition.waiting());
    }

    /** Starts threads that wait, in this order, and return how many had gone on before. */
    private void startWaiters(int count) {
        for (int i = 0; i < count; i++) {
            int before = condition.waiting();
            waiters.add(Background.start(() -> {
                lock.lock();
                try {
                    condition.await();
                    return woken.getAndIncrement();
                } finally {
                    lock.unlock();
                }
            }));
            Waiting.until("it waits", () -> condition.waiting() == before + 1);
        }
    }

    private void signal(int count) {
        lock.lock();
        condition.signal(count);
        lock.unlock();
    }
}
