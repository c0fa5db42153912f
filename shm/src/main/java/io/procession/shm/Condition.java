package io.procession.shm;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Threads of any process that wait, having given up a lock, until another says that what they wait for may have come:
 * {@link java.util.concurrent.locks.Condition}, across processes, with what Python's {@code multiprocessing.Condition}
 * adds to it.
 *
 * <pre>{@code
 * RLock lock = RLock.create();
 * Condition notEmpty = lock.newCondition();
 * LongValue items = LongValue.create(0);
 *
 * void put() {
 *     try (RLock.Hold hold = lock.hold()) {
 *         items.incrementAndGet();
 *         notEmpty.signal();
 *     }
 * }
 *
 * void take() throws InterruptedException {
 *     try (RLock.Hold hold = lock.hold()) {
 *         notEmpty.await(() -> items.get() > 0);
 *         items.decrementAndGet();
 *     }
 * }
 * }</pre>
 *
 * <p>Made by {@link SharedLock#newCondition()}. To wait or to signal, the caller holds the lock: of an {@link RLock}
 * the thread, of a {@link Lock} the process; else it gets an {@link IllegalMonitorStateException}. The wait gives the
 * lock up, however often it was locked, and holds it as often again when it returns or throws, unless the region was
 * closed.
 *
 * <p>Whoever came first is signalled first, exactly as many as are asked for, and nobody wakes without a cause. One
 * whose time is over or who is interrupted takes no signal with it, nor does one that is killed, at whatever moment
 * before {@code await} returns: its signal goes to the next one that waited already when it was sent, at once or within
 * 64 ms. (While a wait is under way its lock may be {@linkplain SharedLock#abandoned abandoned} by another process: who
 * wakes then has taken it over, and should ask.)
 *
 * <p>One who is killed before it has signalled what it has changed tells nobody but the next owner of the lock, by
 * {@link SharedLock#abandoned()}. Where all may be waiting by then, wait with a time limit, and look.
 *
 * <p>The queue in shared memory, and what becomes of it at each death, is described at {@link Waiters}.
 */
public final class Condition extends SharedObject implements java.util.concurrent.locks.Condition {

    private static final long serialVersionUID = 1L;

    private static final long GUARD_OFFSET = RegionLayout.LINE;
    private static final long WAITERS_OFFSET = 2L * RegionLayout.LINE;

    private final transient SharedLock lock;
    private final transient Waiters waiters;

    Condition(Region region, long blockOffset) {
        this(lockOf(region, blockOffset), region.block(blockOffset, Kind.CONDITION));
    }

    private Condition(SharedLock lock, Block block) {
        super(lock.region(), block);
        this.lock = lock;
        this.waiters = new Waiters(lock.region(), block.data() + GUARD_OFFSET, block.data() + WAITERS_OFFSET);
    }

    static Condition create(SharedLock lock) {
        return new Condition(lock, lock.region().create(Shape.of(Kind.CONDITION), lock.block().offset()));
    }

    static Condition open(SharedLock lock, String name) {
        Region region = lock.region();
        Block block = region.open(name, Shape.of(Kind.CONDITION), lock.block().offset());
        long offset = lockOffset(region, block);
        if (offset != lock.block().offset()) {
            throw new ObjectMismatchException(region.file(), "\"" + name + "\": expected a Condition of "
                + lock.describe() + ", found one of " + lockOf(region, block.offset()).describe()
                + " at " + offset + "; open it by that, or choose another name");
        }
        return new Condition(lock, block);
    }

    private static SharedLock lockOf(Region region, long blockOffset) {
        long offset = lockOffset(region, region.block(blockOffset, Kind.CONDITION));
        return region.block(offset, Kind.LOCK, Kind.RLOCK, Kind.VALUE, Kind.ARRAY).kind() == Kind.LOCK
            ? new Lock(region, offset) : new RLock(region, offset);
    }

    private static long lockOffset(Region region, Block block) {
        return region.memory().getLong(block.data());
    }

    /** The lock that it belongs to. */
    public SharedLock lock() {
        return lock;
    }

    @Override
    public void await() throws InterruptedException {
        await(Wait.interruptibly());
    }

    @Override
    public void awaitUninterruptibly() {
        Wait wait = Wait.uninterruptibly();
        try {
            waitFor(wait);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            wait.end();
        }
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long nanos = Math.max(0, nanosTimeout);
        long deadline = System.nanoTime() + nanos;
        await(Wait.atMost(nanos));
        return deadline - System.nanoTime();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Wait.atMost(unit.toNanos(time)));
    }

    /** As {@link #await(long, TimeUnit)}. */
    public boolean await(Duration time) throws InterruptedException {
        return await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long millis = Math.max(0, deadline.getTime()) - System.currentTimeMillis();
        return await(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits, if need be more than once, until a predicate holds, which is asked with the lock held. */
    public void await(BooleanSupplier predicate) throws InterruptedException {
        checkMine();
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * Waits, if need be more than once, until a predicate holds, which is asked with the lock held, or the time is
     * over.
     *
     * @return what the predicate was at last
     */
    public boolean await(Duration time, BooleanSupplier predicate) throws InterruptedException {
        checkMine();
        long left = TimeUnit.NANOSECONDS.convert(time);
        long deadline = System.nanoTime() + left;
        while (!predicate.getAsBoolean()) {
            if (left <= 0) {
                return false;
            }
            await(left, TimeUnit.NANOSECONDS);
            left = deadline - System.nanoTime();
        }
        return true;
    }

    /** Lets the one go on that has waited longest, if anybody waits. */
    @Override
    public void signal() {
        signal(1);
    }

    /**
     * Lets so many go on, those that have waited longest, or all if fewer wait.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("expected a count of 0 or more, found " + count);
        }
        checkMine();
        waiters.signal(count);
    }

    @Override
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    /** How many wait and have not been signalled, of processes that live: asked of each for about 2 microseconds. */
    public int waiting() {
        return waiters.waiting();
    }

    /** Its lock, and how many wait for it. */
    @Override
    public String toString() {
        return describe() + "[" + waiting() + " waiting, of " + lock + "]";
    }

    private boolean await(Wait wait) throws InterruptedException {
        Wait.throwIfInterrupted();
        return waitFor(wait);
    }

    /**
     * True if signalled. The place in the queue is taken before the lock is given up, so that no signal is missed, and
     * left after it is had again, so that none is lost.
     */
    private boolean waitFor(Wait wait) throws InterruptedException {
        checkMine();
        boolean signalled = false;
        boolean interrupted = false;
        int waiter = waiters.enter();
        boolean inQueue = true;
        try {
            int depth = lock.unlockWholly();
            try {
                try {
                    signalled = waiters.await(waiter, wait);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (!signalled) {
                    signalled = !waiters.tryCancel(waiter);
                    inQueue = signalled;
                }
            } finally {
                lock.lockWholly(depth);
            }
            if (signalled) {
                waiters.leave(waiter);
                inQueue = false;
            }
            if (interrupted && !signalled) {
                interrupted = false;
                throw new InterruptedException();
            }
            return signalled;
        } finally {
            if (inQueue) {
                waiters.abandon(waiter);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void checkMine() {
        if (!lock.isMine()) {
            throw new IllegalMonitorStateException("the caller does not hold " + lock);
        }
    }
}
