package io.procession.shm;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A number of permits that processes share: {@link java.util.concurrent.Semaphore}, across processes, and Python's
 * {@code multiprocessing.Semaphore}.
 *
 * <pre>{@code
 * Semaphore licences = Semaphore.create(2);
 *
 * try (Semaphore.Lease lease = licences.hold()) {
 *     convert(file);     // in at most two processes at a time, and a killed one makes room
 * }
 * }</pre>
 *
 * <p>Permits have no owner: {@link #acquire} takes them and {@link #release} gives them, whoever took them, also more
 * than there were at first, so that a semaphore can be used to signal. What a process has taken so is gone with it when
 * it dies. A {@linkplain #hold lease} has an owner: when its process dies, or closes the region, its permits come back
 * to the first that finds too few: at once with {@code tryAcquire}, within 64 ms if it was waiting.
 *
 * <p>To acquire or release several is one step: nobody ever holds a part of what it waits for. Not fair: who comes when
 * there are enough permits may overtake who sleeps, and who wants many may wait for as long as others take few. What
 * was written before a release is seen after the acquire that it lets go on. A thread that dies waiting is not missed.
 *
 * <p>A waiting thread spins for less than a microsecond and then sleeps; a release enters the system only if somebody
 * may sleep. Interrupts are obeyed as {@link java.util.concurrent.Semaphore} says, within 64 ms if the thread sleeps. A
 * negative number of permits is an {@link IllegalArgumentException}.
 */
public sealed class Semaphore extends SharedObject permits BoundedSemaphore {

    /** How many permits there can be. */
    public static final int MAX_PERMITS = Permits.MAX;

    private static final long serialVersionUID = 1L;

    private static final long GUARD_OFFSET = RegionLayout.LINE;
    private static final long LEASES_OFFSET = 2L * RegionLayout.LINE;

    private static final int SPINS = 20;
    /** In the place of a lease's number: none was asked for. */
    private static final int TAKEN = -1;
    private static final int TOO_FEW = 0;

    private final transient int bound;
    private final transient Permits permits;
    private final transient Leases leases;

    Semaphore(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.SEMAPHORE), MAX_PERMITS);
    }

    Semaphore(Region region, Block block, int bound) {
        super(region, block);
        this.bound = bound;
        this.permits = new Permits(region.memory(), block.data());
        this.leases =
            new Leases(region, block.data() + GUARD_OFFSET, block.data() + LEASES_OFFSET, permits, bound);
    }

    /** A new semaphore in {@link Region#current()}, with 0 to {@link #MAX_PERMITS} permits. */
    public static Semaphore create(int permits) {
        return create(Region.current(), permits);
    }

    /** A new semaphore in a region, with 0 to {@link #MAX_PERMITS} permits. */
    public static Semaphore create(Region region, int permits) {
        checkInitial(permits);
        return new Semaphore(region, region.create(Shape.of(Kind.SEMAPHORE), permits), MAX_PERMITS);
    }

    /**
     * The semaphore of that name in a region, made first if there is none.
     *
     * @param permits that it has if it is made, 0 to {@link #MAX_PERMITS}
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static Semaphore open(Region region, String name, int permits) {
        checkInitial(permits);
        return new Semaphore(region, region.open(name, Shape.of(Kind.SEMAPHORE), permits), MAX_PERMITS);
    }

    /** Takes a permit, or waits for one, unless the thread is interrupted. */
    public final void acquire() throws InterruptedException {
        acquire(1);
    }

    /** Takes so many permits at once, or waits for them, unless the thread is interrupted. */
    public final void acquire(int permits) throws InterruptedException {
        checkCount(permits);
        Wait.throwIfInterrupted();
        if (!this.permits.tryTake(permits, false)) {
            spinAndSleep(permits, false, Wait.interruptibly());
        }
    }

    /** Takes a permit, or waits for one, whatever interrupts. */
    public final void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /** Takes so many permits at once, or waits for them, whatever interrupts. */
    public final void acquireUninterruptibly(int permits) {
        checkCount(permits);
        if (this.permits.tryTake(permits, false)) {
            return;
        }
        Wait wait = Wait.uninterruptibly();
        try {
            spinAndSleep(permits, false, wait);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            wait.end();
        }
    }

    /** Takes a permit if there is one; if not, asks first whether one can be had back from the dead. */
    public final boolean tryAcquire() {
        return tryAcquire(1);
    }

    /** Takes so many permits if there are; if not, asks first whether some can be had back from the dead. */
    public final boolean tryAcquire(int permits) {
        checkCount(permits);
        return this.permits.tryTake(permits, false) || leases.reclaim() && this.permits.tryTake(permits, false);
    }

    /** Takes a permit, or waits for one until the time is over, unless the thread is interrupted. */
    public final boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, time, unit);
    }

    /** Takes so many permits at once, or waits for them until the time is over, unless the thread is interrupted. */
    public final boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException {
        return acquire(permits, false, Wait.atMost(unit.toNanos(time))) != TOO_FEW;
    }

    /** As {@link #tryAcquire(long, TimeUnit)}. */
    public final boolean tryAcquire(Duration time) throws InterruptedException {
        return tryAcquire(1, time);
    }

    /** As {@link #tryAcquire(int, long, TimeUnit)}. */
    public final boolean tryAcquire(int permits, Duration time) throws InterruptedException {
        return tryAcquire(permits, TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    /** Gives a permit. */
    public final void release() {
        release(1);
    }

    /**
     * Gives so many permits at once.
     *
     * @throws IllegalStateException if there were more than {@link #MAX_PERMITS} then, or more than the bound of a
     *     {@link BoundedSemaphore}; none is given
     */
    public final void release(int permits) {
        checkCount(permits);
        if (!this.permits.give(permits, bound)) {
            throw tooMany(permits);
        }
    }

    /** Takes a permit as {@link #acquire()}; closing the lease gives it back, and so does the death of this process. */
    public final Lease hold() throws InterruptedException {
        return hold(1);
    }

    /** Takes so many permits at once as {@link #acquire(int)}; closing the lease, or a death, gives them back. */
    public final Lease hold(int permits) throws InterruptedException {
        Lease lease = new Lease(this, permits);
        lease.begin(acquire(permits, true, Wait.interruptibly()));
        return lease;
    }

    /** As {@link #hold()}, until the time is over. */
    public final Optional<Lease> tryHold(Duration time) throws InterruptedException {
        return tryHold(1, time);
    }

    /** As {@link #hold(int)}, until the time is over. */
    public final Optional<Lease> tryHold(int permits, Duration time) throws InterruptedException {
        Lease lease = new Lease(this, permits);
        int number = acquire(permits, true, Wait.atMost(TimeUnit.NANOSECONDS.convert(time)));
        if (number == TOO_FEW) {
            return Optional.empty();
        }
        lease.begin(number);
        return Optional.of(lease);
    }

    /** How many permits there are just now, without those that may yet come back from the dead. */
    public final int availablePermits() {
        return permits.available();
    }

    /** Takes all permits that there are, and says how many. */
    public final int drainPermits() {
        return permits.takeAll();
    }

    /**
     * How many permits each process has on loan by {@linkplain #hold leases}, without those that have none. A dead
     * one's have not come back yet: nobody has asked for them, and this does not either.
     *
     * <p>A snapshot, taken beside those who come and go: nothing is changed, and nobody is waited for. One who takes or
     * gives while it is taken may be in it with the permits of before or after. Takes microseconds for each process.
     *
     * @throws RegionException if what the region says of its leases is not sound
     */
    public final Map<Member, Integer> leases() {
        return leases.byMember();
    }

    /** How many permits there are. */
    @Override
    public final String toString() {
        return describe() + "[" + availablePermits() + " available]";
    }

    /** A lease's number, or that permits were taken without one, or that there were too few until the deadline. */
    private int acquire(int count, boolean leased, Wait wait) throws InterruptedException {
        checkCount(count);
        Wait.throwIfInterrupted();
        return spinAndSleep(count, leased, wait);
    }

    private int spinAndSleep(int count, boolean leased, Wait wait) throws InterruptedException {
        int taken = TOO_FEW;
        try {
            for (int spin = 0; spin < SPINS; spin++) {
                taken = take(count, leased, false);
                if (taken != TOO_FEW) {
                    return taken;
                }
                Thread.onSpinWait();
            }
            while (true) {
                taken = take(count, leased, wait.hasSlept());
                if (taken != TOO_FEW) {
                    return taken;
                }
                boolean expired = wait.isExpired();
                if ((expired || wait.isSliceOver()) && leases.reclaim()) {
                    continue;
                }
                if (expired) {
                    return TOO_FEW;
                }
                permits.sleep(count, wait);
            }
        } finally {
            if (taken == TOO_FEW && wait.hasSlept()) {
                permits.passOn();
            }
            Reference.reachabilityFence(this);
        }
    }

    private int take(int count, boolean leased, boolean slept) {
        if (leased) {
            return permits.available() < count ? TOO_FEW : leases.tryTake(count, slept);
        }
        return permits.tryTake(count, slept) ? TAKEN : TOO_FEW;
    }

    private IllegalStateException tooMany(int permits) {
        return new IllegalStateException("cannot release " + permits + ": " + this + ", at most " + bound);
    }

    static void checkInitial(int permits) {
        if (permits < 0 || permits > MAX_PERMITS) {
            throw new IllegalArgumentException("expected 0 to " + MAX_PERMITS + " permits, found " + permits);
        }
    }

    private static void checkCount(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("expected 0 or more permits, found " + permits);
        }
    }

    /** Permits on loan, for a try-with-resources statement. */
    public static final class Lease implements AutoCloseable {

        private final Semaphore semaphore;
        private final int permits;
        private int number;

        /** Made before the permits are taken: should there be no memory for it, nothing is taken. */
        private Lease(Semaphore semaphore, int permits) {
            this.semaphore = semaphore;
            this.permits = permits;
        }

        private synchronized void begin(int lease) {
            number = lease;
        }

        private synchronized int end() {
            int lease = number;
            number = TOO_FEW;
            return lease;
        }

        /** How many permits it is for. */
        public int permits() {
            return permits;
        }

        /**
         * Gives the permits back, the first time it is called.
         *
         * @throws IllegalStateException if there were more than the bound of a {@link BoundedSemaphore} then: somebody
         *     else has released them, and they are not given twice
         */
        @Override
        public void close() {
            int lease = end();
            boolean ended = lease == TOO_FEW;
            try {
                boolean given = ended || semaphore.leases.giveBack(lease);
                ended = true;
                if (!given) {
                    throw semaphore.tooMany(permits);
                }
            } finally {
                if (!ended) {
                    begin(lease);
                }
            }
        }
    }
}
