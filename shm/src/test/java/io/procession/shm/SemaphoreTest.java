package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("waiting")
class SemaphoreTest {

    private final Region region = Region.create();
    private final Semaphore semaphore = Semaphore.open(region, "semaphore", 2);

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void hasItsPermitsWhenNew() {
        assertEquals(2, semaphore.availablePermits());
        assertEquals("Semaphore \"semaphore\"[2 available]", semaphore.toString());
        assertEquals(2, Semaphore.open(region, "semaphore", 7).availablePermits(), "made before");
        assertEquals(0, Semaphore.create(region, 0).availablePermits());
        assertEquals(Semaphore.MAX_PERMITS, Semaphore.create(region, Semaphore.MAX_PERMITS).availablePermits());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Semaphore.MAX_PERMITS + 1, Integer.MAX_VALUE})
    void refusesToHaveFewerThanNoPermitsOrTooMany(int permits) {
        assertThrows(IllegalArgumentException.class, () -> Semaphore.create(region, permits));
        assertThrows(IllegalArgumentException.class, () -> Semaphore.open(region, "other", permits));
        assertThrows(IllegalArgumentException.class, () -> BoundedSemaphore.create(region, permits));
    }

    @TestFactory
    List<DynamicTest> refusesToTakeOrGiveFewerThanNone() {
        return List.of(
            refusal("acquire", () -> semaphore.acquire(-1)),
            refusal("acquireUninterruptibly", () -> semaphore.acquireUninterruptibly(-1)),
            refusal("tryAcquire", () -> semaphore.tryAcquire(-1)),
            refusal("tryAcquire(TimeUnit)", () -> semaphore.tryAcquire(-1, 1, TimeUnit.HOURS)),
            refusal("tryAcquire(Duration)", () -> semaphore.tryAcquire(-1, Duration.ofHours(1))),
            refusal("release", () -> semaphore.release(-1)),
            refusal("hold", () -> semaphore.hold(-1)),
            refusal("tryHold", () -> semaphore.tryHold(-1, Duration.ofHours(1))));
    }

    private DynamicTest refusal(String call, Executable executable) {
        return DynamicTest.dynamicTest(call, () -> {
            assertThrows(IllegalArgumentException.class, executable);
            assertEquals(2, semaphore.availablePermits());
        });
    }

    @Test
    void countsDownAndUp() throws InterruptedException {
        semaphore.acquire();
        assertEquals(1, semaphore.availablePermits());
        semaphore.acquireUninterruptibly();
        assertFalse(semaphore.tryAcquire());
        semaphore.release();
        assertTrue(semaphore.tryAcquire(1));
        semaphore.release(2);
        semaphore.acquire(2);
        semaphore.release(2);
        semaphore.acquireUninterruptibly(2);
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void mayHaveMoreThanAtFirst() {
        semaphore.release();
        semaphore.release(5);
        assertEquals(8, semaphore.availablePermits());
        assertTrue(semaphore.tryAcquire(8));
    }

    @Test
    void refusesToHaveMoreThanItCanCount() {
        semaphore.release(Semaphore.MAX_PERMITS - 2);
        IllegalStateException e = assertThrows(IllegalStateException.class, semaphore::release);
        assertEquals("cannot release 1: Semaphore \"semaphore\"[1073741823 available], at most 1073741823",
            e.getMessage());
        assertThrows(IllegalStateException.class, () -> semaphore.release(Integer.MAX_VALUE));
        assertEquals(Semaphore.MAX_PERMITS, semaphore.availablePermits());
        assertTrue(semaphore.tryAcquire(Semaphore.MAX_PERMITS));
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void takesAllOrNone() throws InterruptedException {
        assertFalse(semaphore.tryAcquire(3));
        assertFalse(semaphore.tryAcquire(3, 1, TimeUnit.MILLISECONDS));
        assertFalse(semaphore.tryAcquire(Integer.MAX_VALUE));
        assertEquals(2, semaphore.availablePermits());
    }

    @Test
    void takesNoneAtOnceWhoWantsNone() throws InterruptedException {
        semaphore.acquire(2);
        semaphore.acquire(0);
        semaphore.acquireUninterruptibly(0);
        assertTrue(semaphore.tryAcquire(0));
        assertTrue(semaphore.tryAcquire(0, 0, TimeUnit.SECONDS));
        try (Semaphore.Lease lease = semaphore.hold(0)) {
            assertEquals(0, lease.permits());
        }
        semaphore.release(0);
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void drainsWhatThereIs() {
        assertEquals(2, semaphore.drainPermits());
        assertEquals(0, semaphore.drainPermits());
        assertFalse(semaphore.tryAcquire());
    }

    /** Would catch a drain in two steps: after one nobody takes and another gives, what was given had been there. */
    @Test
    void drainsAllThatWasReleasedBefore() throws Exception {
        int rounds = Soak.rounds(20_000, 2_000_000);
        Semaphore flow = Semaphore.create(region, 0);
        Background<Void> giver = Background.start(() -> {
            for (int i = 0; i < rounds; i++) {
                flow.release();
            }
            return null;
        });
        int drained = 0;
        while (drained < rounds) {
            drained += flow.drainPermits();
        }
        giver.get();
        assertEquals(rounds, drained);
        assertEquals(0, flow.availablePermits());
    }

    @Test
    void letsAWaiterGoOnWhenReleased() throws Exception {
        semaphore.drainPermits();
        Background<Void> waiter = start(1);
        semaphore.release();
        waiter.get();
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void letsAWaiterForManyGoOnWhenThereAreEnough() throws Exception {
        semaphore.drainPermits();
        Background<Void> waiter = start(3);
        semaphore.release(2);
        Thread.sleep(20);
        assertFalse(waiter.isDone());
        assertEquals(2, semaphore.availablePermits(), "it takes no part of what it waits for");
        assertTrue(semaphore.tryAcquire(2), "who comes later and wants fewer may overtake it");
        semaphore.release(2);
        semaphore.release();
        waiter.get();
        assertEquals(0, semaphore.availablePermits());
    }

    /** With a permit each, and neither giving it back, two that want two of three would wait for each other. */
    @Test
    void twoWhoWantTwoDoNotHoldEachOtherUp() throws Exception {
        Semaphore three = Semaphore.create(region, 3);
        List<Background<Void>> takers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            takers.add(Background.start(() -> {
                for (int round = 0; round < Soak.rounds(2_000, 200_000); round++) {
                    three.acquire(2);
                    three.release(2);
                }
                return null;
            }));
        }
        for (Background<Void> taker : takers) {
            taker.get();
        }
        assertEquals(3, three.availablePermits());
    }

    /** As Python tests it: without and with waiting, without and with time. */
    @Test
    void takesItsTimeOnlyIfThereIsNoPermit() throws InterruptedException {
        assertTrue(semaphore.tryAcquire());
        assertTrue(semaphore.tryAcquire(1, TimeUnit.HOURS));
        long begun = System.nanoTime();
        assertFalse(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire(0, TimeUnit.SECONDS));
        assertFalse(semaphore.tryAcquire(Long.MIN_VALUE, TimeUnit.DAYS));
        assertFalse(semaphore.tryAcquire(Duration.ofSeconds(-1)));
        Waiting.assertPrompt(begun);
        for (int millis : new int[] {1, 20, 100}) {
            begun = System.nanoTime();
            assertFalse(semaphore.tryAcquire(Duration.ofMillis(millis)));
            long waited = System.nanoTime() - begun;
            assertTrue(waited >= TimeUnit.MILLISECONDS.toNanos(millis), () -> "waited " + waited + " ns");
            Waiting.assertPrompt(begun + TimeUnit.MILLISECONDS.toNanos(millis));
        }
        assertFalse(semaphore.tryAcquire(2, Duration.ofMillis(1)));
        assertTrue(semaphore.tryHold(Duration.ofMillis(1)).isEmpty());
        assertTrue(semaphore.tryHold(2, Duration.ZERO).isEmpty());
        assertEquals(0, semaphore.availablePermits());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 2})
    void waitsForEver(long nanos) throws Exception {
        semaphore.drainPermits();
        Background<Boolean> waiter = Background.start(() -> semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS));
        Waiting.untilWaitedFor(semaphore);
        semaphore.release();
        assertTrue(waiter.get());
    }

    /** Would catch one who gives up, woken, and does not wake another: that one would sleep on. */
    @Test
    void aPermitIsNotLostWhenSomebodyGivesUpJustThen() throws Exception {
        semaphore.drainPermits();
        for (int round = 0; round < Soak.rounds(100, 5_000); round++) {
            Background<Boolean> hasty = Background.start(() -> semaphore.tryAcquire(Duration.ofMillis(1)));
            Background<Boolean> patient = Background.start(() -> semaphore.tryAcquire(Duration.ofHours(1)));
            Thread.sleep(1);
            semaphore.release();
            if (hasty.get()) {
                semaphore.release();
            }
            assertTrue(patient.get());
        }
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void isTheSameSemaphoreByAnotherHandle() {
        Semaphore arrived = Handles.read(Handles.write(semaphore), Semaphore.class);
        arrived.release(3);
        assertEquals(5, semaphore.availablePermits());
    }

    @Test
    void isNotBounded() {
        assertThrows(ObjectMismatchException.class, () -> BoundedSemaphore.open(region, "semaphore", 2));
    }

    private Background<Void> start(int permits) {
        Background<Void> waiter = Background.start(() -> {
            semaphore.acquire(permits);
            return null;
        });
        Waiting.untilWaitedFor(semaphore);
        return waiter;
    }
}
