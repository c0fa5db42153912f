package io.procession.shm;

/**
 * A semaphore that never has more permits than it had at first, which tells of a release too many: Python's
 * {@code multiprocessing.BoundedSemaphore}. Such a release is an {@link IllegalStateException}.
 *
 * <pre>{@code
 * BoundedSemaphore seats = BoundedSemaphore.create(2);
 * seats.acquire();
 * seats.release();
 * seats.release();        // IllegalStateException: there were only 2
 * }</pre>
 */
public final class BoundedSemaphore extends Semaphore {

    private static final long serialVersionUID = 1L;

    BoundedSemaphore(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.BOUNDED_SEMAPHORE));
    }

    private BoundedSemaphore(Region region, Block block) {
        super(region, block, (int) Math.min(block.length(), MAX_PERMITS));
    }

    /** A new semaphore in {@link Region#current()}, with 0 to {@link #MAX_PERMITS} permits, also its bound. */
    public static BoundedSemaphore create(int permits) {
        return create(Region.current(), permits);
    }

    /** A new semaphore in a region, with 0 to {@link #MAX_PERMITS} permits, which are also its bound. */
    public static BoundedSemaphore create(Region region, int permits) {
        checkInitial(permits);
        return new BoundedSemaphore(region, region.create(Shape.of(Kind.BOUNDED_SEMAPHORE, permits), permits));
    }

    /**
     * The semaphore of that name in a region, made first if there is none.
     *
     * @param permits that it has if it is made, 0 to {@link #MAX_PERMITS}, which are also its bound
     * @throws ObjectMismatchException if the name is that of another kind of object, or of a semaphore of another bound
     */
    public static BoundedSemaphore open(Region region, String name, int permits) {
        checkInitial(permits);
        return new BoundedSemaphore(region, region.open(name, Shape.of(Kind.BOUNDED_SEMAPHORE, permits), permits));
    }

    /** How many permits there can be. */
    public int bound() {
        return (int) block().length();
    }
}
