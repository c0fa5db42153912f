package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one leaves half done that dies while it passes on a dead one's signal, written here word by word. */
class WaitersRepairTest {

    private static final long TABLE_OFFSET = 32;
    private static final long MEMBER_OFFSET = 4;
    private static final long HEIR_OFFSET = 28;
    private static final int SIGNALLED = 3;

    private final Region region = Region.create();
    private long guard;
    private long common;
    private Waiters waiters;
    private int dead;
    private int heir;
    private int other;

    /** The first of three has been signalled, and has died. */
    @BeforeEach
    void signalOneThatDies() {
        long data = RLock.create(region).newCondition().block().data();
        guard = data + RegionLayout.LINE;
        common = data + 2L * RegionLayout.LINE;
        waiters = new Waiters(region, guard, common);
        dead = waiters.enter();
        heir = waiters.enter();
        other = waiters.enter();
        waiters.signal(1);
        put(dead, MEMBER_OFFSET, Members.NOBODY);
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void passesOnWhatADeadOneHad() throws InterruptedException {
        assertTrue(goesOn(heir));
        assertFalse(goesOn(other));
    }

    @Test
    void doesNotPassOnAgainWhatTheHeirHasGot() throws InterruptedException {
        put(dead, HEIR_OFFSET, heir);
        put(heir, 0, SIGNALLED);
        dieInside();
        assertFalse(goesOn(other));
        assertTrue(goesOn(heir));
        assertEquals(1, waiters.waiting());
    }

    @Test
    void passesOnWhatTheHeirHasNotGotYet() throws InterruptedException {
        put(dead, HEIR_OFFSET, heir);
        dieInside();
        assertTrue(goesOn(heir));
        assertFalse(goesOn(other));
    }

    /** An heir that was noted and got nothing is forgotten, lest a signal of its own make the dead one's void. */
    @Test
    void forgetsAnHeirThatHasGotNothing() throws InterruptedException {
        put(dead, HEIR_OFFSET, heir);
        dieInside();
        waiters.signal(1);
        dieInside();
        assertTrue(goesOn(other));
        assertTrue(goesOn(heir));
    }

    /** Whether one is signalled within some slices, at whose ends it asks for the dead. */
    private boolean goesOn(int waiter) throws InterruptedException {
        return waiters.await(waiter, Wait.atMost(TimeUnit.MILLISECONDS.toNanos(50)));
    }

    private void dieInside() {
        region.memory().putInt(guard, Members.NOBODY);
    }

    private void put(int waiter, long field, int value) {
        long table = region.memory().getLong(common + TABLE_OFFSET);
        long line = Block.read(region.memory(), table).elements() + (waiter - 1L) * RegionLayout.LINE;
        region.memory().putInt(line + field, value);
    }
}
