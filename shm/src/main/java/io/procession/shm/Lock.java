package io.procession.shm;

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
 * <p>Owned by a process, not by a thread: it is not reentrant, a thread that locks twice waits for itself, and any
 * thread of any process may unlock it, also a dead owner's hold, as with Python's {@code multiprocessing.Lock}. What
 * else holds of it, stands at {@link SharedLock}.
 */
public final class Lock extends SharedLock {

    private static final long serialVersionUID = 1L;

    Lock(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.LOCK));
    }

    private Lock(Region region, Block block) {
        super(region, block);
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

    /**
     * Unlocks, whoever holds the lock.
     *
     * @throws IllegalMonitorStateException if it is not locked
     */
    @Override
    public void unlock() {
        if (!mutex().release()) {
            throw new IllegalMonitorStateException(describe() + " is not locked");
        }
    }

    @Override
    String times() {
        return "";
    }

    @Override
    boolean reenter() {
        return false;
    }

    @Override
    boolean isMine() {
        return mutex().isHeldByThisProcess();
    }

    @Override
    int unlockWholly() {
        unlock();
        return 0;
    }

    @Override
    void lockWholly(int depth) {
        lock();
    }
}
