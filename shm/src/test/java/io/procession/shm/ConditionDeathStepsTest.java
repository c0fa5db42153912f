package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that waits or signals is killed before each of its steps. Would catch a signal that is lost with it or that
 * lets two go on, an order that is not kept, a place in the queue that is not given back, and a survivor that is stuck.
 */
@Timeout(600)
class ConditionDeathStepsTest {

    /** How many waiters the first table has room for. */
    private static final int FIRST_TABLE = 16;

    @TempDir
    Path directory;

    private int scenarios;
    private Region region;
    private RLock lock;
    private Condition condition;
    /** Set by the doomed when its call has returned. */
    private LongValue returned;

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    private void begin() {
        if (region != null) {
            region.close();
        }
        region = Region.open(directory.resolve("region" + scenarios++));
        lock = RLock.open(region, "lock");
        condition = lock.newCondition("condition");
        returned = LongValue.open(region, "returned", 0);
    }

    @Test
    void inSignal() throws Exception {
        Doomed.killAtEachStep(25, step -> {
            begin();
            Background<Void> first = startWaiter();
            Background<Void> second = startWaiter();
            try (Doomed doomed = Doomed.start(step, Signaller.class, region.file()).go()) {
                boolean died = doomed.dies();
                int signalled = 2 - condition.waiting();
                assertTrue(signalled <= 1, doomed::toString);
                assertTrue(signalled == 1 || returned.get() == 0, doomed::toString);
                if (signalled == 1) {
                    assertGoesOn(first, doomed);
                    assertFalse(second.isDone(), doomed::toString);
                }
                signal(2 - signalled);
                assertGoesOn(first, doomed);
                assertGoesOn(second, doomed);
                assertSound(doomed);
                return died;
            }
        });
    }

    @Test
    void inAWaitWhoseTimeIsOver() throws Exception {
        Doomed.killAtEachStep(50, step -> {
            begin();
            Background<Void> before = startWaiter();
            try (Doomed doomed = Doomed.start(step, HastyWaiter.class, region.file(), 200).go()) {
                Waiting.until("the doomed waits", () -> condition.waiting() == 2 || doomed.isDead());
                Background<Void> after = startWaiterBeside();
                boolean died = doomed.dies();
                Waiting.until("both wait, and nobody else", () -> condition.waiting() == 2);
                signal(1);
                assertGoesOn(before, doomed);
                assertFalse(after.isDone(), doomed::toString);
                signal(1);
                assertGoesOn(after, doomed);
                assertSound(doomed);
                return died;
            }
        });
    }

    @Test
    void inAWaitThatIsSignalled() throws Exception {
        Doomed.killAtEachStep(50, step -> {
            begin();
            try (Doomed doomed = Doomed.start(step, PatientWaiter.class, region.file()).go()) {
                Waiting.until("the doomed waits", () -> condition.waiting() == 1 || doomed.isDead());
                Background<Void> heir = startWaiterBeside();
                signal(1);
                boolean died = doomed.dies();
                if (returned.get() == 0 && !doomed.diedIn("Waiters.leave") && !doomed.diedIn("LongValue.set")) {
                    assertGoesOn(heir, doomed);
                } else if (returned.get() == 1) {
                    assertEquals(1, condition.waiting(), doomed::toString);
                }
                signal(1);
                assertGoesOn(heir, doomed);
                assertSound(doomed);
                return died;
            }
        });
    }

    /** The sixteen that wait have filled the first table; the doomed makes the second. */
    @Test
    void inAWaitThatNeedsAnotherTable() throws Exception {
        Doomed.killAtEachStep(100, step -> {
            begin();
            List<Background<Void>> waiters = new ArrayList<>();
            for (int i = 0; i < FIRST_TABLE; i++) {
                waiters.add(startWaiter());
            }
            try (Doomed doomed = Doomed.start(step, HastyWaiter.class, region.file(), 0).go()) {
                boolean died = doomed.dies();
                assertEquals(FIRST_TABLE, condition.waiting());
                waiters.add(startWaiter());
                for (Background<Void> waiter : waiters) {
                    signal(1);
                    assertGoesOn(waiter, doomed);
                }
                assertSound(doomed);
                return died;
            }
        });
    }

    /** The first one died in the middle of a change; the doomed puts it right, or dies doing so. */
    @Test
    void inARepair() throws Exception {
        Doomed.killAtEachStep(100, step -> {
            begin();
            Background<Void> first = startWaiter();
            Background<Void> second = startWaiter();
            new WaitersMemory(condition).scramble(step);
            try (Doomed doomed = Doomed.start(step, Signaller.class, region.file()).go()) {
                boolean died = doomed.dies();
                int signalled = 2 - condition.waiting();
                assertTrue(signalled <= 1, doomed::toString);
                assertTrue(signalled == 1 || returned.get() == 0, doomed::toString);
                signal(2 - signalled);
                assertGoesOn(first, doomed);
                assertGoesOn(second, doomed);
                assertSound(doomed);
                return died;
            }
        });
    }

    /** The others sleep on, so that the doomed is the one who finds a dead one's signal. */
    @Test
    void inPassingOn() throws Exception {
        Doomed.killAtEachStep(60, step -> {
            begin();
            WaitersMemory memory = new WaitersMemory(condition);
            Background<Void> heir;
            Background<Void> other;
            boolean died;
            try (Unsliced unsliced = new Unsliced()) {
                heir = startWaiter();
                other = startWaiter();
                memory.dieInside(() -> memory.leaveSignalled(FIRST_TABLE));
                unsliced.keepDeadlines();
                try (Doomed doomed = Doomed.start(step, HastyWaiter.class, region.file(), 100).go()) {
                    died = doomed.dies();
                    assertFalse(other.isDone(), doomed::toString);
                }
            }
            memory.endSleeps();
            Waiting.promptly("step " + step, heir::isDone);
            heir.get();
            Thread.sleep(20);
            assertFalse(other.isDone(), "step " + step);
            signal(1);
            other.get();
            Waiting.until("nobody waits", () -> condition.waiting() == 0);
            return died;
        });
    }

    private Background<Void> startWaiter() {
        int before = condition.waiting();
        Background<Void> waiter = Background.start(this::await);
        Waiting.until("it waits", () -> condition.waiting() == before + 1);
        return waiter;
    }

    /** Returns when it waits, whoever comes or goes meanwhile. */
    private Background<Void> startWaiterBeside() throws InterruptedException {
        AtomicBoolean locked = new AtomicBoolean();
        Background<Void> waiter = Background.start(() -> {
            lock.lock();
            locked.set(true);
            condition.await();
            lock.unlock();
            return null;
        });
        Waiting.until("it has the lock", locked::get);
        signal(0);
        return waiter;
    }

    private Void await() throws InterruptedException {
        lock.lock();
        condition.await();
        lock.unlock();
        return null;
    }

    private void signal(int count) throws InterruptedException {
        assertTrue(lock.tryLock(Child.DEADLINE_SECONDS, TimeUnit.SECONDS));
        condition.signal(count);
        lock.unlock();
    }

    private static void assertGoesOn(Background<Void> waiter, Doomed doomed) throws Exception {
        Waiting.promptly(doomed, waiter::isDone);
        waiter.get();
    }

    /** Nobody waits, nothing is held, and no place is lost: a tableful can wait, in order, without a new table. */
    private void assertSound(Doomed doomed) throws Exception {
        assertEquals(0, condition.waiting(), doomed::toString);
        WaitersMemory memory = new WaitersMemory(condition);
        int tables = memory.tables();
        List<Background<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < FIRST_TABLE; i++) {
            waiters.add(startWaiter());
        }
        assertEquals(tables, memory.tables(), doomed::toString);
        for (Background<Void> waiter : waiters) {
            signal(1);
            assertGoesOn(waiter, doomed);
        }
        assertEquals(0, condition.waiting(), doomed::toString);
        assertEquals(0, memory.signalled(), doomed::toString);
        assertFalse(lock.isLocked(), doomed::toString);
    }

    /** Signals once. */
    static final class Signaller {
        public static void main(String[] arguments) {
            RLock lock = RLock.open(Region.attach(Path.of(arguments[0])), "lock");
            Condition condition = lock.newCondition("condition");
            LongValue returned = LongValue.open(lock.region(), "returned", 0);
            Waiting.load();
            Role.say("ready");
            Role.hear();
            lock.lock();
            condition.signal();
            returned.set(1);
            lock.unlock();
        }
    }

    /** Waits, not to be signalled. */
    static final class HastyWaiter {
        public static void main(String[] arguments) throws InterruptedException {
            RLock lock = RLock.open(Region.attach(Path.of(arguments[0])), "lock");
            Condition condition = lock.newCondition("condition");
            Waiting.load();
            Role.say("ready");
            Role.hear();
            lock.lock();
            condition.await(Duration.ofMillis(Integer.parseInt(arguments[1])));
            lock.unlock();
        }
    }

    /** Waits to be signalled. */
    static final class PatientWaiter {
        public static void main(String[] arguments) throws InterruptedException {
            RLock lock = RLock.open(Region.attach(Path.of(arguments[0])), "lock");
            Condition condition = lock.newCondition("condition");
            LongValue returned = LongValue.open(lock.region(), "returned", 0);
            Waiting.load();
            Role.say("ready");
            Role.hear();
            lock.lock();
            condition.await();
            returned.set(1);
            lock.unlock();
        }
    }
}
