package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("waiting")
class BarrierTest {

    private static final int PARTIES = 3;

    private final Region region = Region.create();
    private final Barrier barrier = Barrier.open(region, "barrier", PARTIES);

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
        assertEquals(PARTIES, barrier.parties());
        assertEquals(0, barrier.waiting());
        assertFalse(barrier.isBroken());
        assertTrue(barrier.toString().endsWith("[0 of 3 waiting]"), barrier::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void isForOnePartyAtLeast(int parties) {
        assertThrows(IllegalArgumentException.class, () -> Barrier.create(region, parties));
        assertThrows(IllegalArgumentException.class, () -> Barrier.open(region, "other", parties));
    }

    @Test
    void isOpenedForAsManyParties() {
        assertThrows(ObjectMismatchException.class, () -> Barrier.open(region, "barrier", PARTIES + 1));
        assertThrows(NullPointerException.class, () -> Barrier.create(region, 1, null));
    }

    @Test
    void onePartyAlonePasses() throws Exception {
        Barrier alone = Barrier.create(region, 1);
        for (int i = 0; i < 100; i++) {
            assertEquals(0, alone.await());
            assertEquals(0, alone.await(0, TimeUnit.SECONDS));
        }
        Ran.TIMES[0] = 0;
        Barrier acting = Barrier.create(region, 1, new Ran());
        assertEquals(0, acting.await());
        assertEquals(0, acting.await(Duration.ZERO));
        assertEquals(2, Ran.TIMES[0]);
    }

    @Test
    void tellsEachHowManyWereToCome() throws Exception {
        for (int round = 0; round < 3; round++) {
            Background<Integer> first = start();
            Background<Integer> second = start();
            assertTrue(barrier.toString().endsWith("[2 of 3 waiting]"), barrier::toString);
            assertEquals(0, barrier.await());
            assertEquals(1, second.get());
            assertEquals(2, first.get());
            assertEquals(0, barrier.waiting());
        }
    }

    /** Would catch one who passes before all have come, or passes twice. */
    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void keepsAllInStep(int passes) throws Exception {
        LongArray done = LongArray.create(region, PARTIES);
        LongValue first = LongValue.create(region, 0);
        List<Background<Void>> parties = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            int party = i;
            parties.add(Background.start(() -> {
                for (int pass = 1; pass <= passes; pass++) {
                    done.set(party, pass);
                    if (barrier.await() == 0) {
                        first.incrementAndGet();
                    }
                    for (int other = 0; other < PARTIES; other++) {
                        long others = done.get(other);
                        assertTrue(others == pass || others == pass + 1, () -> others + " is out of step");
                    }
                }
                return null;
            }));
        }
        for (Background<Void> party : parties) {
            party.get();
        }
        assertEquals(passes, first.get(), "one of each pass is the last to come");
    }

    @Test
    void theLastToComeRunsTheActionBeforeAnybodyGoesOn() throws Exception {
        Barrier acting = Barrier.create(region, 2, new Slow());
        Slow.begun = new CountDownLatch(1);
        Slow.mayEnd = new CountDownLatch(1);
        Background<Integer> first = start(acting);
        Background<String> last =
            Background.start(() -> acting.await() + " " + (Slow.thread == Thread.currentThread()));
        Slow.begun.await();
        Thread.sleep(20);
        assertFalse(first.isDone() || last.isDone());
        Slow.mayEnd.countDown();
        assertEquals("0 true", last.get());
        assertEquals(1, first.get());
    }

    @Test
    void whoComesDuringTheActionIsOfTheNextPass() throws Exception {
        Barrier acting = Barrier.create(region, 2, new Slow());
        Slow.begun = new CountDownLatch(1);
        Slow.mayEnd = new CountDownLatch(1);
        Background<Integer> first = start(acting);
        Background<Integer> last = Background.start(acting::await);
        Slow.begun.await();
        Background<Integer> next = Background.start(acting::await);
        assertThrows(TimeoutException.class, () -> acting.await(Duration.ofMillis(20)));
        assertFalse(next.isDone());
        Slow.mayEnd.countDown();
        assertEquals(0, last.get());
        assertEquals(1, first.get());
        Waiting.until("the next waits", () -> acting.waiting() == 1);
        assertEquals(0, acting.await(), "its time was over before it was inside, so it has broken nothing");
        assertEquals(1, next.get());
    }

    @Test
    void breaksWhenTheActionThrows() throws Exception {
        Barrier failing = Barrier.create(region, 2, new Failing());
        Background<Integer> first = start(failing);
        ArithmeticException e = assertThrows(ArithmeticException.class, failing::await);
        assertEquals("integer overflow", e.getMessage());
        assertInstanceOf(BrokenBarrierException.class, first.failure());
        assertTrue(failing.isBroken());
        assertThrows(BrokenBarrierException.class, failing::await);
    }

    @Test
    void breaksWhenOneIsInterruptedInside() throws Exception {
        Background<Integer> first = start();
        Background<Integer> second = start();
        second.interrupt();
        assertInstanceOf(InterruptedException.class, second.failure());
        assertInstanceOf(BrokenBarrierException.class, first.failure());
        assertBroken();
    }

    @Test
    void breaksWhenOneComesInterrupted() throws Exception {
        Background<Integer> first = start();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, barrier::await);
        assertFalse(Thread.interrupted(), "the exception takes the status");
        assertInstanceOf(BrokenBarrierException.class, first.failure());
        assertBroken();
    }

    @Test
    void breaksWhenTheTimeOfOneIsOver() throws Exception {
        Background<Integer> first = start();
        long begun = System.nanoTime();
        assertThrows(TimeoutException.class, () -> barrier.await(30, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(30));
        assertInstanceOf(BrokenBarrierException.class, first.failure());
        assertBroken();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void breaksAtOnceWhenOneHasNoTime(long nanos) {
        assertThrows(TimeoutException.class, () -> barrier.await(nanos, TimeUnit.NANOSECONDS));
        assertBroken();
        barrier.reset();
        assertThrows(TimeoutException.class, () -> barrier.await(Duration.ofNanos(nanos)));
        assertBroken();
    }

    @Test
    void theLastNeedsNoTime() throws Exception {
        Background<Integer> first = start();
        Background<Integer> second = start();
        assertEquals(0, barrier.await(0, TimeUnit.SECONDS));
        assertEquals(2, first.get());
        assertEquals(1, second.get());
    }

    @Test
    void breaksForThoseInsideWhenAborted() throws Exception {
        Background<Integer> first = start();
        Background<Integer> second = start();
        barrier.abort();
        assertInstanceOf(BrokenBarrierException.class, first.failure());
        assertInstanceOf(BrokenBarrierException.class, second.failure());
        barrier.abort();
        assertBroken();
    }

    @Test
    void breaksForThoseWhoComeWhenAbortedEmpty() {
        barrier.abort();
        assertBroken();
    }

    @Test
    void isAsNewWhenReset() throws Exception {
        barrier.abort();
        barrier.reset();
        assertFalse(barrier.isBroken());
        assertPasses();
    }

    @Test
    void breaksOnlyForThoseInsideWhenReset() throws Exception {
        Background<Integer> first = start();
        barrier.reset();
        assertInstanceOf(BrokenBarrierException.class, first.failure());
        assertFalse(barrier.isBroken());
        assertEquals(0, barrier.waiting());
        assertPasses();
    }

    @Test
    void isAsItWasWhenResetEmpty() throws Exception {
        barrier.reset();
        assertPasses();
        barrier.reset();
        assertPasses();
    }

    /** Would catch one who wakes late, and takes the end of a later pass for that of its own. */
    @Test
    void eachKnowsHowItsOwnPassEnded() throws Exception {
        for (int round = 0; round < Soak.rounds(200, 10_000); round++) {
            Background<Integer> first = start();
            barrier.reset();
            Background<Integer> second = start();
            Background<Integer> third = start();
            barrier.await();
            assertInstanceOf(BrokenBarrierException.class, first.failure());
            assertEquals(2, second.get());
            assertEquals(1, third.get());
        }
    }

    @Test
    void anInterruptAfterTheLastHasComeIsKept() throws Exception {
        for (int round = 0; round < Soak.rounds(100, 5_000); round++) {
            Barrier two = Barrier.create(region, 2);
            Background<Boolean> first = Background.start(() -> two.await() == 1 && Thread.interrupted());
            Waiting.until("it waits", () -> two.waiting() == 1);
            two.await();
            first.interrupt();
            first.get();
            assertFalse(two.isBroken());
        }
    }

    @Test
    void isTheSameBarrierByAnotherHandle() throws Exception {
        Background<Integer> first = start();
        Barrier arrived = Handles.read(Handles.write(barrier), Barrier.class);
        assertEquals(1, arrived.waiting());
        Background<Integer> second = start(arrived);
        assertEquals(0, Barrier.open(region, "barrier", PARTIES).await());
        assertEquals(2, first.get());
        assertEquals(1, second.get());
    }

    private void assertBroken() {
        assertTrue(barrier.isBroken());
        assertEquals(0, barrier.waiting());
        assertTrue(barrier.toString().endsWith("[broken]"), barrier::toString);
        assertThrows(BrokenBarrierException.class, barrier::await);
        assertThrows(BrokenBarrierException.class, () -> barrier.await(0, TimeUnit.SECONDS));
    }

    private void assertPasses() throws Exception {
        Background<Integer> first = start();
        Background<Integer> second = start();
        assertEquals(0, barrier.await());
        assertEquals(3, first.get() + second.get());
    }

    private Background<Integer> start() {
        return start(barrier);
    }

    private static Background<Integer> start(Barrier barrier) {
        int before = barrier.waiting();
        Background<Integer> party = Background.start(barrier::await);
        Waiting.until("it waits", () -> barrier.waiting() == before + 1);
        return party;
    }

    private static final class Ran implements Runnable, Serializable {

        static final int[] TIMES = {0};
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {
            TIMES[0]++;
        }
    }

    private static final class Slow implements Runnable, Serializable {

        static volatile CountDownLatch begun;
        static volatile CountDownLatch mayEnd;
        static volatile Thread thread;
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {
            thread = Thread.currentThread();
            begun.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final class Failing implements Runnable, Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public void run() {
            Ran.TIMES[0] = Math.addExact(Integer.MAX_VALUE, 1);
        }
    }
}
