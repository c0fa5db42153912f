package io.procession.shm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A lock between processes that survives its owner.
 *
 * <pre>{@code
 * Lock lock = Lock.create();
 * LongArray accounts = LongArray.create(2);
 *
 * try (Lock.Hold hold = lock.hold()) {
 *     if (hold.abandoned()) {
 *         repair(accounts);
 *     }
 *     accounts.getAndAdd(0, -10);
 *     accounts.getAndAdd(1, +10);
 * }
 * }</pre>
 *
 * <p>Owned by a process, not by a thread: it is not reentrant, and any thread of any process may unlock it, as with
 * Python's {@code multiprocessing.Lock}. Not fair. What was written before an unlock is seen after the next lock.
 *
 * <p><b>When the owner dies</b>, killed or by its own exit, or closes the region, the lock reads as locked until
 * somebody asks for it. Whoever does, by any of the locking methods, takes it over: at once with {@code tryLock()},
 * within 64 ms if it was waiting. That hold answers {@link #abandoned()} with true until it is unlocked, since what the
 * lock guards may be half written. Any process may unlock a dead owner's hold instead. One who dies waiting is not
 * missed.
 *
 * <p>A waiting thread spins for less than a microsecond and then sleeps; unlocking enters the system only if somebody
 * may sleep. Interrupts are obeyed as {@link java.util.concurrent.locks.Lock} says, within 64 ms if the thread sleeps.
 */
public final class Lock extends SharedObject implements java.util.concurrent.locks.Lock {

    private static final long serialVersionUID = 1L;

    private final transient Mutex mutex;

    Lock(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.LOCK));
    }

    private Lock(Region region, Block block) {
        super(region, block);
        this.mutex = new Mutex(region.memory(), block.data(), region.members(), region);
    }

    /** A new lock, free, in {@link Region#current()}. */
    public static Lock create() {
        return create(Region.current());
    }

    /** A new lock, free, in a region. */
    public static Lock create(Region region) {
        return new Lock(region, region.create(Shape.of(Kind.LOCK)));
    }

    /**
     * The lock of that name in a region, made first, free, if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static Lock open(Region region, String name) {
        return new Lock(region, region.open(name, Shape.of(Kind.LOCK)));
    }

    /** Locks, or waits until it can, whatever interrupts. A thread that locks twice waits for itself. */
    @Override
    public void lock() {
        mutex.acquireUninterruptibly();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        checkInterrupt();
        mutex.acquire(Wait.interruptibly());
    }

    /** Locks if the lock is free or its owner dead; asks, in the second case, for about 2 microseconds. */
    @Override
    public boolean tryLock() {
        return mutex.tryAcquire();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        checkInterrupt();
        return mutex.acquire(Wait.atMost(unit.toNanos(time)));
    }

    /** As {@link #tryLock(long, TimeUnit)}. */
    public boolean tryLock(Duration time) throws InterruptedException {
        return tryLock(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    /**
     * Unlocks, whoever holds the lock.
     *
     * @throws IllegalMonitorStateException if it is not locked
     */
    @Override
    public void unlock() {
        if (!mutex.release()) {
            throw new IllegalMonitorStateException(describe() + " is not locked");
        }
    }

    /** Locks as {@link #lock()}; closing the hold unlocks. */
    public Hold hold() {
        Hold hold = new Hold(this);
        lock();
        hold.begin();
        return hold;
    }

    /** Whether the present hold was taken over from an owner that died: what the lock guards may be half written. */
    public boolean abandoned() {
        return mutex.isAbandoned();
    }

    /** Whether anybody holds the lock, dead or alive. */
    public boolean isLocked() {
        return mutex.isLocked();
    }

    /** Who holds the lock, if anybody does. */
    public Optional<Owner> owner() {
        return Optional.ofNullable(mutex.owner());
    }

    /** Not supported. */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("conditions of a shared lock are not supported");
    }

    /** Free, or who holds the lock and for how long at least. */
    @Override
    public String toString() {
        Owner owner = mutex.owner();
        return describe() + (owner == null ? "[free]"
            : "[locked by process " + owner.pid() + (owner.alive() ? "" : ", dead")
            + ", thread " + owner.threadId() + ", since " + owner.since() + " at least]");
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** One hold of a lock, for a try-with-resources statement. */
    public static final class Hold implements AutoCloseable {

        private final Lock lock;
        private boolean abandoned;
        private boolean held;

        /** Made before the lock is taken: should there be no memory for it, nothing is left locked. */
        private Hold(Lock lock) {
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

        /** Unlocks, the first time it is called, by whatever thread. */
        @Override
        public void close() {
            if (end()) {
                lock.unlock();
            }
        }
    }
}
