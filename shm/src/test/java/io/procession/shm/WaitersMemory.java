package io.procession.shm;

import java.util.Random;

/** A condition's {@link Waiters} as they lie in memory, for tests that leave there what a killed process leaves. */
final class WaitersMemory {

    static final int DEAD = Members.NOBODY;

    private static final int SOMEBODY_SLEEPS = 1 << 31;

    private final Region region;
    private final Memory memory;
    private final long guard;
    private final long offset;

    WaitersMemory(Condition condition) {
        this.region = condition.region();
        this.memory = region.memory();
        this.guard = condition.block().data() + RegionLayout.LINE;
        this.offset = condition.block().data() + 2L * RegionLayout.LINE;
    }

    int tables() {
        return memory.getInt(offset + Waiters.TABLES_OFFSET);
    }

    int signalled() {
        return memory.getInt(offset + Waiters.SIGNALLED_OFFSET);
    }

    long nextTicket() {
        return memory.getLong(offset + Waiters.TICKET_OFFSET);
    }

    /** Where a waiter of the first table has its line, counted from 1. */
    long line(int waiter) {
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
     * and tickets are sure, and that as many wait at most as are counted.
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

    void add(long counter, int delta) {
        memory.putInt(offset + counter, memory.getInt(offset + counter) + delta);
    }

    void setState(int waiter, int state) {
        memory.putInt(line(waiter) + Waiters.STATE_OFFSET, state);
    }

    void setMember(int waiter, int member) {
        memory.putInt(line(waiter) + Waiters.MEMBER_OFFSET, member);
    }

    void setTicket(int waiter, long ticket) {
        memory.putLong(line(waiter) + Waiters.WAITER_TICKET_OFFSET, ticket);
    }

    void setBound(int waiter, long ticket) {
        memory.putLong(line(waiter) + Waiters.BOUND_OFFSET, ticket);
    }
}
