package io.procession.shm;

/**
 * A reentrant lock between processes that survives its owner: {@link java.util.concurrent.locks.ReentrantLock}, across
 * processes, and Python's {@code multiprocessing.RLock}.
 *
 * <pre>{@code
 * RLock lock = RLock.create();
 *
 * void transfer(int from, int to) {
 *     lock.lock();
 *     try {
 *         withdraw(from);   // which locks too
 *         deposit(to);
 *     } finally {
 *         lock.unlock();
 *     }
 * }
 * }</pre>
 *
 * <p>Owned by a thread of a process, which alone may unlock it, as often as it has locked it, up to 2<sup>31</sup> - 1
 * times. What else holds of it, stands at {@link SharedLock}. When the owner dies the whole of its hold is taken over
 * at once, however deep it was.
 */
public final class RLock extends SharedLock {

    private static final long serialVersionUID = 1L;

    RLock(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.RLOCK, Kind.VALUE, Kind.ARRAY));
    }

    /** Of an object that has its lock at the beginning of its data. */
    RLock(Region region, Block block) {
        super(region, block);
    }

    /** One for who works on a view of the region's memory that stays open. */
    RLock(Region region, Block block, Memory memory) {
        super(region, block, memory);
    }

    /** A new lock, free, in {@link Region#current()}. */
    public static RLock create() {
        return create(Region.current());
    }

    /** A new lock, free, in a region. */
    public static RLock create(Region region) {
        return new RLock(region, region.create(Shape.of(Kind.RLOCK)));
    }

    /**
     * The lock of that name in a region, made first, free, if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static RLock open(Region region, String name) {
        return new RLock(region, region.open(name, Shape.of(Kind.RLOCK)));
    }

    /**
     * Unlocks once.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock
     */
    @Override
    public void unlock() {
        checkMine();
        int depth = mutex().depth();
        if (depth > 0) {
            mutex().setDepth(depth - 1);
        } else {
            mutex().release();
        }
    }

    /**
     * Unlocks once; the last time so that a hold that was taken over, of which nobody was told, is taken over again by
     * the next one.
     */
    void unlockUntold() {
        if (mutex().depth() > 0) {
            unlock();
        } else {
            mutex().releaseUntold();
        }
    }

    /** How often the calling thread holds the lock. */
    public int getHoldCount() {
        return isMine() ? mutex().depth() + 1 : 0;
    }

    /** Whether the calling thread holds the lock. */
    public boolean isHeldByCurrentThread() {
        return isMine();
    }

    @Override
    String times() {
        int times = mutex().depth() + 1;
        return times == 1 ? "once " : times + " times ";
    }

    @Override
    boolean reenter() {
        if (!isMine()) {
            return false;
        }
        int depth = mutex().depth();
        if (depth == Integer.MAX_VALUE - 1) {
            throw new Error("maximum lock count exceeded");
        }
        mutex().setDepth(depth + 1);
        return true;
    }

    @Override
    boolean isMine() {
        return mutex().isHeldByThisThread();
    }

    @Override
    int unlockWholly() {
        int depth = mutex().depth();
        mutex().setDepth(0);
        mutex().release();
        return depth;
    }

    @Override
    void lockWholly(int depth) {
        lock();
        mutex().setDepth(depth);
    }

    private void checkMine() {
        if (!isMine()) {
            throw new IllegalMonitorStateException("the calling thread does not hold " + this);
        }
    }
}
