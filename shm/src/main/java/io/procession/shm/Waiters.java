package io.procession.shm;

import static io.procession.shm.RegionLayout.LINE;

import java.lang.ref.Reference;
import java.util.Arrays;

/**
 * Threads of any process, in the order in which they came, each asleep on a word of its own until it is signalled.
 *
 * <p>Each has a line of its own in one of the tables, which double in size and never move:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |       State: free, waiting, waiting asleep, signalled         |
 *  +---------------------------------------------------------------+ 4
 *  |                   Member, see {@link Members}                     |
 *  +---------------------------------------------------------------+ 8
 *  |           Ticket: the number of the waiter's coming           |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 16
 *  |    Bound: the next ticket when it was signalled               |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 24
 *  |    Next, in the queue or among the free, counted from 1       |
 *  +---------------------------------------------------------------+ 28
 *  |    Heir: who is given its signal just now, 0 for nobody       |
 *  +---------------------------------------------------------------+ 32
 * </pre>
 *
 * and all have in common, besides the line of the {@link Guard}:
 *
 * <pre>
 *  +---------------------------------------------------------------+ 0
 *  |           Waiting: how many may wait, never too low           |
 *  +---------------------------------------------------------------+ 4
 *  |       Signalled: how many may be signalled, never too low     |
 *  +---------------------------------------------------------------+ 8
 *  |                 First in the queue, 0 for none                |
 *  +---------------------------------------------------------------+ 12
 *  |                 Last in the queue                             |
 *  +---------------------------------------------------------------+ 16
 *  |                 First of the free, 0 for none                 |
 *  +---------------------------------------------------------------+ 20
 *  |                 Tables                                        |
 *  +---------------------------------------------------------------+ 24
 *  |                 Next ticket                                   |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 32
 *  |                 Offsets of the tables' blocks                ...
 *  +---------------------------------------------------------------+ 128
 * </pre>
 *
 * <p><b>Who writes.</b> All is written inside the guard, but for one step: a waiter swaps its state from waiting to
 * asleep before it sleeps. The states, with member and ticket, are the truth; lists and counts follow from them, and
 * are made anew by whoever enters the guard after one that died inside.
 *
 * <p><b>What one leaves that dies.</b> Waiting: its place in the queue, from where a signal may yet be sent to it.
 * Signalled, but not yet {@linkplain #leave gone}: a signal that nobody has made use of. Either way the signal is
 * passed on to the first that waited already when it was sent: at once by the signaller, who sees that nobody woke and
 * asks whether the waiter lives; else by any other waiter at the end of its slice, see {@link Wait}, if there is one
 * that is signalled and dead. The heir is noted first: if one dies that passes on, and the heir was signalled, the
 * other's signal is void. A signaller that dies has signalled or has not; if it has not woken those that it signalled,
 * they wake by themselves at the end of their slice.
 */
final class Waiters {

    /** What all have in common takes one line. */
    static final int WAITING_OFFSET = 0;
    static final int SIGNALLED_OFFSET = 4;
    static final int FIRST_OFFSET = 8;
    static final int LAST_OFFSET = 12;
    static final int FREE_OFFSET = 16;
    static final int TABLES_OFFSET = 20;
    static final int TICKET_OFFSET = 24;
    static final int TABLE_OFFSET = 32;
    private static final int MAX_TABLES = (LINE - TABLE_OFFSET) / Long.BYTES;

    private static final int FIRST_TABLE_BITS = 4;
    /** How many can wait at a time. */
    static final int MAX_WAITERS = (1 << FIRST_TABLE_BITS + MAX_TABLES) - (1 << FIRST_TABLE_BITS);

    static final int STATE_OFFSET = 0;
    static final int MEMBER_OFFSET = 4;
    static final int WAITER_TICKET_OFFSET = 8;
    static final int BOUND_OFFSET = 16;
    static final int NEXT_OFFSET = 24;
    static final int HEIR_OFFSET = 28;

    private static final int FREE = 0;
    private static final int WAITING = 1;
    private static final int ASLEEP = 2;
    static final int SIGNALLED = 3;

    private static final int NONE = 0;

    private final Region region;
    private final Guard guard;
    private final Spins spins = new Spins();
    /** For use inside the guard: it does not close with the region. */
    private final Memory memory;
    private final Memory view;
    private final Members members;
    private final long offset;
    /** Where the tables' lines begin, 0 for those not yet looked for. */
    private final long[] lines = new long[MAX_TABLES];

    /**
     * @param guardOffset of the guard's line
     * @param offset of the line of what all have in common
     */
    Waiters(Region region, long guardOffset, long offset) {
        this.region = region;
        this.guard = region.guard(guardOffset, this::repair);
        this.memory = region.guarded();
        this.view = region.memory();
        this.members = region.members();
        this.offset = offset;
    }

    /** The calling thread's place in the queue, taken now. To be {@linkplain #leave left}, however the wait ends. */
    int enter() {
        guard.enter();
        try {
            int waiter = takeFree();
            long at = at(waiter);
            long ticket = memory.getLong(offset + TICKET_OFFSET);
            memory.putLong(offset + TICKET_OFFSET, ticket + 1);
            memory.putInt(at + MEMBER_OFFSET, members.self());
            memory.putLong(at + WAITER_TICKET_OFFSET, ticket);
            add(WAITING_OFFSET, 1);
            memory.putInt(at + STATE_OFFSET, WAITING);
            append(waiter);
            return waiter;
        } finally {
            guard.exit();
        }
    }

    /** Waits to be signalled; false if the deadline passed first. */
    boolean await(int waiter, Wait wait) throws InterruptedException {
        try {
            return spinAndSleep(at(waiter) + STATE_OFFSET, wait);
        } finally {
            Reference.reachabilityFence(region);
        }
    }

    private boolean spinAndSleep(long state, Wait wait) throws InterruptedException {
        for (int spin = 0; spin < spins.limit(); spin++) {
            if (view.getInt(state) == SIGNALLED) {
                spins.helped(spin);
                return true;
            }
            Thread.onSpinWait();
        }
        spins.inVain();
        while (true) {
            if (view.getInt(state) == SIGNALLED) {
                return true;
            }
            if (wait.isExpired()) {
                return false;
            }
            if (wait.isSliceOver() && view.getInt(offset + SIGNALLED_OFFSET) > 0) {
                passOnFromDead();
            }
            if (view.getInt(state) == ASLEEP || view.compareAndSetInt(state, WAITING, ASLEEP)) {
                wait.sleep(view, state, ASLEEP);
            }
        }
    }

    /** Gives up waiting; false if it is too late, and the waiter was signalled. */
    boolean tryCancel(int waiter) {
        guard.enter();
        try {
            if (memory.getInt(at(waiter) + STATE_OFFSET) == SIGNALLED) {
                return false;
            }
            remove(waiter);
            return true;
        } finally {
            guard.exit();
        }
    }

    /** Makes use of the signal: who dies from now on takes none with it. */
    void leave(int waiter) {
        guard.enter();
        try {
            release(waiter);
        } finally {
            guard.exit();
        }
    }

    /** Leaves although the wait failed, also if the region was closed: a signal is passed on. */
    void abandon(int waiter) {
        if (!guard.enterToLeave()) {
            return;
        }
        try {
            if (memory.getInt(at(waiter) + STATE_OFFSET) == SIGNALLED) {
                passOn(waiter);
            } else {
                remove(waiter);
            }
        } finally {
            guard.exit();
        }
    }

    /** Signals up to so many of those that wait, the first that came first. */
    void signal(int count) {
        int left = Math.min(count, view.getInt(offset + WAITING_OFFSET));
        while (left > 0 && signalOne()) {
            left--;
        }
    }

    /** How many wait and live. Asks for 2 microseconds each. */
    int waiting() {
        if (view.getInt(offset + WAITING_OFFSET) == 0) {
            return 0;
        }
        guard.enter();
        try {
            int living = 0;
            for (int waiter = lastWaiter(); waiter > 0; waiter--) {
                if (isWaiting(waiter) && isAlive(waiter)) {
                    living++;
                }
            }
            return living;
        } finally {
            guard.exit();
        }
    }

    private boolean signalOne() {
        while (true) {
            int waiter;
            long ticket;
            int seen;
            guard.enter();
            try {
                waiter = firstWaiting();
                if (waiter == NONE) {
                    return false;
                }
                ticket = ticket(waiter);
                seen = signalFirst(memory.getLong(offset + TICKET_OFFSET));
            } finally {
                guard.exit();
            }
            boolean woke = seen != ASLEEP || wake(waiter) > 0;
            if (woke || isAlive(waiter) || !tryRelease(waiter, ticket)) {
                return true;
            }
        }
    }

    /** Takes a signal from one that has died; false if somebody else has, and has passed it on. */
    private boolean tryRelease(int waiter, long ticket) {
        guard.enter();
        try {
            if (memory.getInt(at(waiter) + STATE_OFFSET) != SIGNALLED || ticket(waiter) != ticket) {
                return false;
            }
            release(waiter);
            return true;
        } finally {
            guard.exit();
        }
    }

    /** Signals the first in the queue, and says what its state was. Inside the guard. */
    private int signalFirst(long bound) {
        int waiter = first();
        long at = at(waiter);
        memory.putLong(at + BOUND_OFFSET, bound);
        memory.putInt(at + HEIR_OFFSET, NONE);
        add(SIGNALLED_OFFSET, 1);
        int seen = memory.getAndSetInt(at + STATE_OFFSET, SIGNALLED);
        removeFirst();
        add(WAITING_OFFSET, -1);
        return seen;
    }

    private void passOnFromDead() {
        guard.enter();
        try {
            int last = lastWaiter();
            for (int waiter = 1; waiter <= last; waiter++) {
                if (memory.getInt(at(waiter) + STATE_OFFSET) == SIGNALLED && !isAlive(waiter)) {
                    passOn(waiter);
                }
            }
        } finally {
            guard.exit();
        }
    }

    /** Gives a waiter's signal to the first of those that were there when it was sent, and live. Inside the guard. */
    private void passOn(int waiter) {
        long bound = memory.getLong(at(waiter) + BOUND_OFFSET);
        int heir = firstWaiting();
        while (heir != NONE && !isAlive(heir)) {
            remove(heir);
            heir = firstWaiting();
        }
        if (heir != NONE && ticket(heir) < bound) {
            memory.putInt(at(waiter) + HEIR_OFFSET, heir);
            signalFirst(bound);
            wake(heir);
        }
        release(waiter);
    }

    /** One who waited here before, and whose region was closed, may sleep here still: it must not take the wake. */
    private int wake(int waiter) {
        return Parking.unpark(memory, at(waiter) + STATE_OFFSET, Integer.MAX_VALUE);
    }

    private boolean isWaiting(int waiter) {
        int state = memory.getInt(at(waiter) + STATE_OFFSET);
        return state == WAITING || state == ASLEEP;
    }

    private long ticket(int waiter) {
        return memory.getLong(at(waiter) + WAITER_TICKET_OFFSET);
    }

    private boolean isAlive(int waiter) {
        return members.isAlive(memory.getInt(at(waiter) + MEMBER_OFFSET));
    }

    /** Makes lists and counts of the states. */
    private void repair() {
        int last = lastWaiter();
        long[] queue = new long[last];
        int waiting = 0;
        int signalled = 0;
        setFirst(NONE);
        setLast(NONE);
        setFree(NONE);
        for (int waiter = last; waiter > 0; waiter--) {
            switch (memory.getInt(at(waiter) + STATE_OFFSET)) {
                case WAITING, ASLEEP -> queue[waiting++] = waiter;
                case SIGNALLED -> {
                    if (wasPassedOn(waiter)) {
                        memory.putInt(at(waiter) + STATE_OFFSET, FREE);
                        putFree(waiter);
                    } else {
                        signalled++;
                    }
                }
                default -> putFree(waiter);
            }
        }
        memory.putInt(offset + WAITING_OFFSET, waiting);
        memory.putInt(offset + SIGNALLED_OFFSET, signalled);
        sortByTicket(queue, waiting);
        for (int i = 0; i < waiting; i++) {
            append((int) queue[i]);
        }
    }

    /** Whether the heir of one that is signalled has got its signal; if not, it is forgotten. */
    private boolean wasPassedOn(int waiter) {
        int heir = memory.getInt(at(waiter) + HEIR_OFFSET);
        if (heir == NONE) {
            return false;
        }
        boolean passedOn = memory.getInt(at(heir) + STATE_OFFSET) == SIGNALLED;
        if (!passedOn) {
            memory.putInt(at(waiter) + HEIR_OFFSET, NONE);
        }
        return passedOn;
    }

    /** Tickets of those that wait differ by less than 2<sup>31</sup>, so that one and the waiter fit into a long. */
    private void sortByTicket(long[] queue, int count) {
        long next = memory.getLong(offset + TICKET_OFFSET);
        for (int i = 0; i < count; i++) {
            long age = next - ticket((int) queue[i]);
            queue[i] = -age << Integer.SIZE | queue[i];
        }
        Arrays.sort(queue, 0, count);
        for (int i = 0; i < count; i++) {
            queue[i] = (int) queue[i];
        }
    }

    private void append(int waiter) {
        memory.putInt(at(waiter) + NEXT_OFFSET, NONE);
        int last = memory.getInt(offset + LAST_OFFSET);
        if (last == NONE) {
            setFirst(waiter);
        } else {
            memory.putInt(at(last) + NEXT_OFFSET, waiter);
        }
        setLast(waiter);
    }

    private void removeFirst() {
        int first = first();
        setFirst(next(first));
        if (first() == NONE) {
            setLast(NONE);
        }
    }

    /** Removes one that waits, wherever it is in the queue, and frees it. */
    private void remove(int waiter) {
        if (waiter == first()) {
            removeFirst();
        } else {
            int before = findBefore(waiter);
            memory.putInt(at(before) + NEXT_OFFSET, next(waiter));
            if (next(waiter) == NONE) {
                setLast(before);
            }
        }
        memory.putInt(at(waiter) + STATE_OFFSET, FREE);
        add(WAITING_OFFSET, -1);
        putFree(waiter);
    }

    private int findBefore(int waiter) {
        int before = first();
        for (int i = lastWaiter(); i > 0; i--) {
            if (next(before) == waiter) {
                return before;
            }
            before = next(before);
        }
        throw corrupt("a circle");
    }

    /** Frees one that is signalled. */
    private void release(int waiter) {
        memory.putInt(at(waiter) + STATE_OFFSET, FREE);
        add(SIGNALLED_OFFSET, -1);
        putFree(waiter);
    }

    private int takeFree() {
        if (memory.getInt(offset + FREE_OFFSET) == NONE) {
            removeDead();
        }
        if (memory.getInt(offset + FREE_OFFSET) == NONE) {
            addTable();
        }
        int waiter = memory.getInt(offset + FREE_OFFSET);
        setFree(next(waiter));
        return waiter;
    }

    private void putFree(int waiter) {
        memory.putInt(at(waiter) + NEXT_OFFSET, memory.getInt(offset + FREE_OFFSET));
        setFree(waiter);
    }

    /** Those that died waiting for a signal that nobody sends. */
    private void removeDead() {
        for (int waiter = lastWaiter(); waiter > 0; waiter--) {
            if (isWaiting(waiter) && !isAlive(waiter)) {
                remove(waiter);
            }
        }
    }

    private void addTable() {
        int tables = tables();
        if (tables == MAX_TABLES) {
            throw new RegionFullException(memory.file(), MAX_WAITERS + " threads wait for one condition already");
        }
        int last = lastWaiter();
        int length = 1 << FIRST_TABLE_BITS + tables;
        Block table = region.create(Shape.of(Kind.WAITERS, length));
        memory.putLong(offset + TABLE_OFFSET + (long) tables * Long.BYTES, table.offset());
        memory.putInt(offset + TABLES_OFFSET, tables + 1);
        for (int waiter = last + length; waiter > last; waiter--) {
            putFree(waiter);
        }
    }

    /** The waiters of all tables, free ones too, are numbered from 1 to this one. */
    private int lastWaiter() {
        return (1 << FIRST_TABLE_BITS + tables()) - (1 << FIRST_TABLE_BITS);
    }

    private int tables() {
        int tables = memory.getInt(offset + TABLES_OFFSET);
        if (tables < 0 || tables > MAX_TABLES) {
            throw corrupt(tables + " tables");
        }
        return tables;
    }

    /** Where a waiter's line is. */
    private long at(int waiter) {
        int index = waiter - 1 + (1 << FIRST_TABLE_BITS);
        int table = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(index) - FIRST_TABLE_BITS;
        if (waiter <= NONE || table >= MAX_TABLES) {
            throw corrupt("no waiter " + waiter);
        }
        if (lines[table] == 0) {
            lines[table] = findTable(table);
        }
        return lines[table] + (long) (index - (1 << FIRST_TABLE_BITS + table)) * LINE;
    }

    /** Checked, so that a corrupt file leads nowhere rather than out of the region. */
    private long findTable(int table) {
        long found = memory.getLong(offset + TABLE_OFFSET + (long) table * Long.BYTES);
        Block block = region.guardedBlock(found, Kind.WAITERS);
        if (block.length() != 1 << FIRST_TABLE_BITS + table) {
            throw corrupt("table " + table + " is " + block.describe());
        }
        return block.elements();
    }

    private RegionFormatException corrupt(String found) {
        return new RegionFormatException(memory.file(), "corrupt queue of waiters at " + offset + ": " + found
            + "; restore the file or delete it");
    }

    private int first() {
        return memory.getInt(offset + FIRST_OFFSET);
    }

    /** Checked, so that nobody goes in circles in a corrupt file. */
    private int firstWaiting() {
        int first = first();
        if (first != NONE && !isWaiting(first)) {
            throw corrupt("waiter " + first + " in the queue, which does not wait");
        }
        return first;
    }

    private int next(int waiter) {
        return memory.getInt(at(waiter) + NEXT_OFFSET);
    }

    private void setFirst(int waiter) {
        memory.putInt(offset + FIRST_OFFSET, waiter);
    }

    private void setLast(int waiter) {
        memory.putInt(offset + LAST_OFFSET, waiter);
    }

    private void setFree(int waiter) {
        memory.putInt(offset + FREE_OFFSET, waiter);
    }

    private void add(long counter, int delta) {
        memory.putInt(offset + counter, memory.getInt(offset + counter) + delta);
    }
}
