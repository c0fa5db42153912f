package io.procession.shm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What {@link Lock} and {@link RLock} have in common: waiting, and what becomes of them when their owner dies.
 *
 * <pre>{@code
 * static <R> R under(SharedLock lock, Callable<R> action) throws Exception {
 *     try (SharedLock.Hold hold = lock.hold()) {
 *         if (hold.abandoned()) {
 *             repair();
 *         }
 *         return action.call();
 *     }
 * }
 * }</pre>
 *
 * <p><b>When the owner dies</b>, killed or by its own exit, or closes the region, the lock reads as locked until
 * somebody asks for it. Whoever does, by any of the locking methods, takes it over: at once with {@code tryLock()},
 * within 64 ms if it was waiting. That hold answers {@link #abandoned()} with true until it is unlocked, since what the
 * lock guards may be half written. One who dies waiting is not missed.
 *
 * <p>Not fair. What was written before an unlock is seen after the next lock. A waiting thread spins for less than a
 * microsecond and then sleeps; unlocking enters the system only if somebody may sleep. Interrupts are obeyed as
 * {@link java.util.concurrent.locks.Lock} says, within 64 ms if the thread sleeps.
 */
public abstract class SharedLock extends SharedObject implements java.util.concurrent.locks.Lock {

    private static final long serialVersionUID = 1L;

    private final transient Mutex mutex;

    SharedLock(Region region, Block block) {
        this(region, block, region.memory());
    }

    SharedLock(Region region, Block block, Memory memory) {
        super(region, block);
        this.mutex = new Mutex(memory, block.data(), region.members(), region);
    }

    /** Locks, or waits until it can, whatever interrupts. */
    @Override
    public final void lock() {
        if (!reenter()) {
            mutex.acquireUninterruptibly();
        }
    }

    @Override
    public final void lockInterruptibly() throws InterruptedException {
        Wait.throwIfInterrupted();
        if (!reenter()) {
            mutex.acquire(Wait.interruptibly());
        }
    }

    /** Locks if the lock is free or its owner dead; asks, in the second case, for about 2 microseconds. */
    @Override
    public final boolean tryLock() {
        return reenter() || mutex.tryAcquire();
    }

    @Override
    public final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(time);
        Wait.throwIfInterrupted();
        return reenter() || mutex.acquire(Wait.atMost(nanos));
    }

    /** As {@link #tryLock(long, TimeUnit)}. */
    public final boolean tryLock(Duration time) throws InterruptedException {
        return tryLock(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    /** Locks as {@link #lock()}; closing the hold unlocks. */
    public final Hold hold() {
        Hold hold = new Hold(this);
        lock();
        hold.begin();
        return hold;
    }

    /** Whether the present hold was taken over from an owner that died: what the lock guards may be half written. */
    public final boolean abandoned() {
        return mutex.isAbandoned();
    }

    /** Whether anybody holds the lock, dead or alive. */
    public final boolean isLocked() {
        return mutex.isLocked();
    }

    /** Who holds the lock, if anybody does. */
    public final Optional<Owner> owner() {
        return Optional.ofNullable(mutex.owner());
    }

    /** A new condition of this lock, without a name, in the lock's region. It travels as any shared object. */
    @Override
    public final Condition newCondition() {
        return Condition.create(this);
    }

    /**
     * The condition of that name in this lock's region, made first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of another lock's condition
     */
    public final Condition newCondition(String name) {
        return Condition.open(this, name);
    }

    /** Free, or who holds the lock and for how long at least. */
    @Override
    public final String toString() {
        Owner owner = mutex.owner();
        return describe() + (owner == null ? "[free]"
            : "[locked " + times() + "by process " + owner.pid() + (owner.alive() ? "" : ", dead")
            + ", thread " + owner.threadId() + ", since " + owner.since() + " at least]");
    }

    /** How often it is locked, where that can be more than once. */
    abstract String times();

    /** Locks once more what the caller holds; false if it does not, or needs to. */
    abstract boolean reenter();

    /** Whether the caller may unlock it, or wait for a condition of it. */
    abstract boolean isMine();

    /** Unlocks however often it was locked by the caller, and says how often beyond the first time. */
    abstract int unlockWholly();

    /** Locks as often as {@link #unlockWholly} has unlocked it. */
    abstract void lockWholly(int depth);

    final Mutex mutex() {
        return mutex;
    }

    /** One hold of a lock, for a try-with-resources statement. */
    public static final class Hold implements AutoCloseable {

        private final SharedLock lock;
        private boolean abandoned;
        private boolean held;

        /** Made before the lock is taken: should there be no memory for it, nothing is left locked. */
        private Hold(SharedLock lock) {
            this.lock = lock;
        }

        private synchronized void begin() {
            held = true;
            abandoned = lock.abandoned();
        }

        private synchronized boolean end() {
            boolean ended = held;
            held = false;
            return ended;
        }

        /** Whether the lock was taken over from an owner that died. */
        public synchronized boolean abandoned() {
            return abandoned;
        }

        /** Unlocks, the first time it is called; of an {@link RLock}, only in the thread that locked it. */
        @Override
        public void close() {
            if (end()) {
                lock.unlock();
            }
        }
    }
}
