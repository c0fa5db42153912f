package io.procession.shm;

import java.lang.ref.Reference;
import java.time.Instant;

/**
 * The lock word: mutual exclusion between processes, and what becomes of it when one dies.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-----------------------------------------------------------+-+-+ 0
 *  |            Owner, see {@link Members}; 0 if free                 |A|W|
 *  +-----------------------------------------------------------+-+-+ 4
 *  |   Depth: how often a reentrant owner has locked it beyond one |
 *  +---------------------------------------------------------------+ 8
 *  |      The owner's thread (34 bits) and process (30 bits),      |
 *  |                     by its own account                        |
 *  +---------------------------------------------------------------+ 16
 *  |   When somebody first waited for it, milliseconds since 1970  |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 24
 *
 *  A: the owner took over from a dead one.   W: somebody may sleep.
 * </pre>
 *
 * <p>The first word is the whole state, and changes by compare-and-swap only:
 * <ul>
 * <li>free to owned: by the owner, with W if it has slept, since others may sleep still;
 * <li>owned to owned with W: by whoever is about to sleep, if it is still the same;
 * <li>owned by one who is dead to owned with A: by whoever asked and learnt of the death;
 * <li>owned to free: by an unlock, which then wakes one sleeper if there was W;
 * <li>owned with A to owned by nobody that lives: by an unlock of one that was not told of the death, so that the next
 * one is.
 * </ul>
 * A process may die between any two of these steps. Before its swap to owned it has left nothing but perhaps a W, which
 * costs one futile wake. Between the two swaps it owns, and is taken over from. Between the swap to free and the wake,
 * and between being woken and swapping, it leaves sleepers with nobody to wake them: they wake by themselves when their
 * slice is over (see {@link Wait}). One who gives up after a sleep may have been woken in the place of another, and so
 * sets W, or wakes that other one.
 *
 * <p>The other words are the owner's. The thread's number is unique between processes and erased before the word is
 * freed: who finds its own there owns the lock. To others they only inform, and may be behind for an instant.
 *
 * <p>Not fair: who comes when the lock is free may overtake who sleeps. The word is the mutex of Ulrich Drepper,
 * <cite>Futexes Are Tricky</cite> (2011), section 6, with the owner in place of its 1.
 */
final class Mutex {

    private static final int FREE = 0;
    private static final int WAITERS = 1 << 31;
    private static final int ABANDONED = 1 << 30;

    private static final int DEPTH_OFFSET = 4;
    private static final int THREAD_OFFSET = 8;
    private static final int WAITED_FOR_OFFSET = 16;

    private static final int THREAD_BITS = Long.SIZE - Members.MEMBER_BITS;
    private static final long THREAD_MASK = (1L << THREAD_BITS) - 1;

    private static final int SPINS = 20;

    private final Memory memory;
    private final long offset;
    private final Members members;
    /**
     * What keeps this process attached for as long as it is reachable. Of a lock that arrived as a handle nothing else
     * may be left while a thread waits in it, and the attachment would be released under the waiter.
     */
    private final Object base;
    private final int self;

    Mutex(Memory memory, long offset, Members members, Object base) {
        this.memory = memory;
        this.offset = offset;
        this.members = members;
        this.base = base;
        this.self = members.self();
    }

    /** Takes the lock now if it is free, or its owner dead. */
    boolean tryAcquire() {
        if (tryAcquireFree()) {
            return true;
        }
        int seen = memory.getInt(offset);
        return seen == FREE ? tryAcquireFree() : tryTakeOver(seen, self);
    }

    /** Takes the lock now if it is free. */
    boolean tryAcquireFree() {
        return memory.compareAndSetInt(offset, FREE, self) && taken();
    }

    void acquireUninterruptibly() {
        if (!tryAcquireFree()) {
            acquireUninterruptibly(Wait.uninterruptibly());
        }
    }

    /** As {@link #acquire}, for so many nanoseconds at the longest, whatever interrupts. */
    boolean acquireUninterruptiblyAtMost(long nanos) {
        return acquireUninterruptibly(Wait.uninterruptiblyAtMost(nanos));
    }

    private boolean acquireUninterruptibly(Wait wait) {
        try {
            return acquire(wait);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            wait.end();
        }
    }

    /**
     * Takes the lock, or waits for it; false if the deadline passed first. An owner's death is asked for at the end,
     * too.
     */
    boolean acquire(Wait wait) throws InterruptedException {
        boolean acquired = false;
        try {
            acquired = spinAndSleep(wait);
            return acquired;
        } finally {
            if (!acquired && wait.hasSlept()) {
                passOn();
            }
            Reference.reachabilityFence(base);
        }
    }

    private boolean spinAndSleep(Wait wait) throws InterruptedException {
        for (int spin = 0; spin < SPINS; spin++) {
            if (memory.getInt(offset) == FREE && tryAcquireFree()) {
                return true;
            }
            Thread.onSpinWait();
        }
        int owned = self;
        while (true) {
            int seen = memory.getInt(offset);
            if (seen == FREE) {
                if (memory.compareAndSetInt(offset, FREE, owned)) {
                    return taken();
                }
                continue;
            }
            boolean expired = wait.isExpired();
            if ((expired || wait.isSliceOver() || isNobodys(seen)) && tryTakeOver(seen, owned)) {
                return true;
            }
            if (expired) {
                return false;
            }
            noteWaitedFor();
            int asleep = seen | WAITERS;
            if (seen == asleep || memory.compareAndSetInt(offset, seen, asleep)) {
                owned = self | WAITERS;
                wait.sleep(memory, offset, asleep);
            }
        }
    }

    /**
     * The unlock that woke this thread, which makes nothing of it, may have woken it in the place of another. That one
     * may be in another process: it does not matter whether the region was closed here.
     */
    private void passOn() {
        Memory lasting = memory.view();
        int seen = lasting.getInt(offset);
        while (!isToBeHad(seen) && !lasting.compareAndSetInt(offset, seen, seen | WAITERS)) {
            seen = lasting.getInt(offset);
        }
        if (isToBeHad(seen)) {
            Parking.unpark(lasting, offset, 1);
        }
    }

    private static boolean isToBeHad(int seen) {
        return seen == FREE || isNobodys(seen);
    }

    /** Frees the lock, whoever owns it; false if it was free, or changed hands just now. */
    boolean release() {
        return release(FREE);
    }

    /**
     * Frees the lock, which the caller owns; but if it took it over from one that died, and has told nobody, leaves it
     * as if that one owned it still.
     */
    void releaseUntold() {
        release(isAbandoned() ? Members.NOBODY : FREE);
    }

    /** Frees the lock if this process owns it: not if others have taken it for dead, and the lock over. */
    void releaseOwn() {
        int owned = memory.getInt(offset);
        if ((owned & Members.MEMBER_MASK) == self) {
            release(owned, FREE);
        }
    }

    private boolean release(int next) {
        int owned = memory.getInt(offset);
        return owned != FREE && release(owned, next);
    }

    private boolean release(int owned, int next) {
        memory.putLongPlain(offset + THREAD_OFFSET, 0);
        int seen = owned;
        while (!memory.compareAndSetInt(offset, seen, next)) {
            seen = memory.getInt(offset);
            if ((seen & Members.MEMBER_MASK) != (owned & Members.MEMBER_MASK)) {
                return false;
            }
        }
        if ((seen & WAITERS) != 0) {
            Parking.unpark(memory, offset, 1);
        }
        return true;
    }

    /** Whether a thread of this process holds the lock. */
    boolean isHeldByThisProcess() {
        return (memory.getInt(offset) & Members.MEMBER_MASK) == self;
    }

    boolean isHeldByThisThread() {
        return memory.getLongPlain(offset + THREAD_OFFSET) == thisThread();
    }

    /** How often the owner has locked it beyond the first time. For the owner. */
    int depth() {
        return memory.getIntPlain(offset + DEPTH_OFFSET);
    }

    /** For the owner. */
    void setDepth(int depth) {
        memory.putIntPlain(offset + DEPTH_OFFSET, depth);
    }

    /** Whether somebody holds the lock who lives. Takes microseconds. */
    boolean isHeldByTheLiving() {
        int seen = memory.getInt(offset);
        return seen != FREE && members.isAlive(seen & Members.MEMBER_MASK);
    }

    boolean isLocked() {
        return memory.getInt(offset) != FREE;
    }

    /** Whether the present hold was taken over from an owner that died. */
    boolean isAbandoned() {
        return (memory.getInt(offset) & ABANDONED) != 0;
    }

    /** Who holds the lock; null if nobody does. */
    Owner owner() {
        int seen = memory.getInt(offset);
        if (seen == FREE) {
            return null;
        }
        int member = seen & Members.MEMBER_MASK;
        long thread = memory.getLong(offset + THREAD_OFFSET) & THREAD_MASK;
        long since = noteWaitedFor();
        return new Owner(members.pid(member), thread, Instant.ofEpochMilli(since), members.isAlive(member));
    }

    private boolean taken() {
        memory.putLongPlain(offset + THREAD_OFFSET, thisThread());
        if (depth() != 0) {
            setDepth(0);
        }
        if (memory.getLongPlain(offset + WAITED_FOR_OFFSET) != 0) {
            memory.putLongPlain(offset + WAITED_FOR_OFFSET, 0);
        }
        return true;
    }

    private long thisThread() {
        return (long) self << THREAD_BITS | Thread.currentThread().getId() & THREAD_MASK;
    }

    private static boolean isNobodys(int seen) {
        return (seen & Members.MEMBER_MASK) == Members.NOBODY;
    }

    /** From an owner that is dead; whoever only says meanwhile that it sleeps takes nothing away. */
    private boolean tryTakeOver(int dead, int owned) {
        int member = dead & Members.MEMBER_MASK;
        if (members.isAlive(member)) {
            return false;
        }
        for (int seen = dead; seen != FREE && (seen & Members.MEMBER_MASK) == member; seen = memory.getInt(offset)) {
            if (memory.compareAndSetInt(offset, seen, owned | ABANDONED | seen & WAITERS)) {
                return taken();
            }
        }
        return false;
    }

    /** Reading the clock at each acquisition would double its price: so the first to wait or to ask does. */
    private long noteWaitedFor() {
        long since = memory.getLong(offset + WAITED_FOR_OFFSET);
        if (since == 0) {
            since = System.currentTimeMillis();
            memory.putLong(offset + WAITED_FOR_OFFSET, since);
        }
        return since;
    }
}
