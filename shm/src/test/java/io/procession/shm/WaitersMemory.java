package io.procession.shm;

import java.util.Random;

/** A condition's {@link Waiters} as they lie in memory, for tests that leave there what a killed process leaves. */
final class WaitersMemory {

    private static final int DEAD = Members.NOBODY;

    private static final int SOMEBODY_SLEEPS = 1 << 31;

    private final Region region;
    private final Memory memory;
    private final long lock;
    private final long guard;
    private final long offset;

    WaitersMemory(Condition condition) {
        this.region = condition.region();
        this.memory = region.memory();
        this.lock = condition.lock().block().data();
        this.guard = condition.block().data() + RegionLayout.LINE;
        this.offset = condition.block().data() + 2L * RegionLayout.LINE;
    }

    int tables() {
        return memory.getInt(offset + Waiters.TABLES_OFFSET);
    }

    int signalled() {
        return memory.getInt(offset + Waiters.SIGNALLED_OFFSET);
    }

    /** Where a waiter of the first table has its line, counted from 1. */
    private long line(int waiter) {
        Block table = region.block(memory.getLong(offset + Waiters.TABLE_OFFSET), Kind.WAITERS);
        return table.elements() + (waiter - 1L) * RegionLayout.LINE;
    }

    /** Does what a process did inside the guard before it was killed there. */
    void dieInside(Runnable steps) {
        new Mutex(memory, guard, region.members(), region).acquireUninterruptibly();
        steps.run();
        memory.putInt(guard, DEAD | SOMEBODY_SLEEPS);
    }

    /**
     * Leaves lists and counts as if somebody had been killed making changes, whichever those were: only states, members
     * and tickets are sure, and that no more wait than are counted.
     */
    void scramble(long seed) {
        Random random = new Random(seed);
        int waiters = (1 << 4 + tables()) - (1 << 4);
        dieInside(() -> {
            memory.putInt(offset + Waiters.FIRST_OFFSET, random.nextInt(waiters + 1));
            memory.putInt(offset + Waiters.LAST_OFFSET, random.nextInt(waiters + 1));
            memory.putInt(offset + Waiters.FREE_OFFSET, random.nextInt(waiters + 1));
            add(Waiters.WAITING_OFFSET, random.nextInt(2));
            for (int waiter = 1; waiter <= Math.min(waiters, 16); waiter++) {
                memory.putInt(line(waiter) + Waiters.NEXT_OFFSET, random.nextInt(waiters + 1));
            }
        });
    }

    /** As if one had been killed that was signalled after all those who wait had come. */
    void leaveSignalled(int dead) {
        long bound = memory.getLong(offset + Waiters.TICKET_OFFSET) + 1;
        memory.putLong(offset + Waiters.TICKET_OFFSET, bound);
        memory.putInt(line(dead) + Waiters.MEMBER_OFFSET, DEAD);
        memory.putLong(line(dead) + Waiters.BOUND_OFFSET, bound);
        memory.putInt(line(dead) + Waiters.STATE_OFFSET, Waiters.SIGNALLED);
        add(Waiters.SIGNALLED_OFFSET, 1);
    }

    /** Wakes all who sleep for the condition, its guard, or its lock. */
    void endSleeps() {
        for (int waiter = 1; waiter <= 16; waiter++) {
            Parking.unpark(memory, line(waiter) + Waiters.STATE_OFFSET, Integer.MAX_VALUE);
        }
        Parking.unpark(memory, guard, Integer.MAX_VALUE);
        Parking.unpark(memory, lock, Integer.MAX_VALUE);
    }

    /** As if a dead one's signal had just gone to an heir who is still asleep, and was not yet taken from the dead. */
    void leaveHalfPassedOn(int dead, int heir) {
        leaveSignalled(dead);
        memory.putInt(line(dead) + Waiters.HEIR_OFFSET, heir);
        memory.putLong(line(heir) + Waiters.BOUND_OFFSET, memory.getLong(offset + Waiters.TICKET_OFFSET));
        memory.putInt(line(heir) + Waiters.STATE_OFFSET, Waiters.SIGNALLED);
        add(Waiters.SIGNALLED_OFFSET, 1);
    }

    private void add(long counter, int delta) {
        memory.putInt(offset + counter, memory.getInt(offset + counter) + delta);
    }
}
