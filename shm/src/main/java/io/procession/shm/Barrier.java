package io.procession.shm;

import java.io.Serializable;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where so many parties wait for each other, again and again: {@link java.util.concurrent.CyclicBarrier}, across
 * processes, and Python's {@code multiprocessing.Barrier}.
 *
 * <pre>{@code
 * Barrier step = Barrier.create(4, () -> swap(grids));
 * for (int quarter = 0; quarter < 4; quarter++) {
 *     int mine = quarter;
 *     Process.start(() -> {
 *         for (int i = 0; i < 1000; i++) {
 *             compute(mine);
 *             step.await();
 *         }
 *     });
 * }
 * }</pre>
 *
 * <p>The last party to arrive runs the action, if there is one, before it lets the others go on; if the action throws,
 * the barrier breaks. What a party wrote before it arrived is seen by the action, and by all when they go on.
 *
 * <p><b>A barrier breaks</b> when a party inside gives up, interrupted or since its time is over, when one calls
 * {@link #abort}, and when one inside dies: those inside get a {@link BrokenBarrierException}, of a death within 64 ms,
 * and so does whoever comes, until {@link #reset}. A process that dies elsewhere is not missed: who waits for it waits
 * for somebody in its place. One who comes while the action runs is not inside yet, and may give up without breaking
 * anything.
 *
 * <p>A waiting thread spins for a few microseconds and then sleeps.
 *
 * <h2>Protocol</h2>
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-----------------------------------------------------------+-+-+ 0
 *  |                       Generation                          |B|W|
 *  +-----------------------------------------------------------+-+-+ 4
 *  |                            unused                             |
 *  +---------------------------------------------------------------+ 8
 *  |      Arrivals: how many (32 bits), in what generation (32)    |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 16
 *  |      Which of the last 64 generations broke, a bit for each   |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 24
 *  |      When the first arrived, nanoseconds                      |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 128
 *  |                     Guard, one line                          ...
 *  +---------------------------------------------------------------+ 256
 *  |      The members that have arrived, in order, 4 bytes each   ...
 *  +---------------------------------------------------------------+
 *
 *  B: broken.   W: somebody may sleep.
 * </pre>
 *
 * All but W is written inside the {@link Guard}, and each change is made by one store: to arrive, that of the arrivals,
 * after the member; to let go on or to reset, that of a new generation, which makes the arrivals of the old one void,
 * and to break, that of B, both after the generation's bit. So one that dies inside the guard has done what it was
 * about to or has not, and there is nothing to repair. If it died before it woke the others, they wake by themselves at
 * the end of their slice, see {@link Wait}. To sleep is to set W and sleep while the first word is the same.
 *
 * <p>Who waits looks at the end of each slice whether the next to arrive after it lives, the last after the first: of
 * any dead inside, one has somebody living before it. Since that one may be stopped, who waits looks after one more,
 * each time another. The last to arrive asks after all of them, if the first has been there for longer than a slice.
 * One who comes late to see how its generation ended, after 63 more, is told that it broke.
 */
public final class Barrier extends SharedObject {

    private static final long serialVersionUID = 1L;

    private static final int WAITERS = 1;
    private static final int BROKEN = 2;
    private static final int ONE_GENERATION = 4;
    private static final int GENERATION = -ONE_GENERATION;

    private static final long ARRIVALS_OFFSET = 8;
    private static final long HISTORY_OFFSET = 16;
    private static final long FIRST_ARRIVAL_OFFSET = 24;
    private static final long GUARD_OFFSET = RegionLayout.LINE;

    private final transient Memory view;
    private final transient Memory memory;
    private final transient Members members;
    private final transient Guard guard;
    private final transient Spins spins = new Spins();
    private final transient long offset;
    private final transient long arrived;
    private final transient int parties;
    private final transient Runnable action;

    Barrier(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.BARRIER), null);
    }

    private Barrier(Region region, Block block, Runnable action) {
        super(region, block);
        this.view = region.memory();
        this.memory = region.guarded();
        this.members = region.members();
        this.guard = region.guard(block.data() + GUARD_OFFSET);
        this.offset = block.data();
        this.arrived = block.elements();
        this.parties = Math.toIntExact(block.length());
        this.action = action;
    }

    /** A new barrier in {@link Region#current()}, for 1 party or more. */
    public static Barrier create(int parties) {
        return create(Region.current(), parties);
    }

    /** A new barrier in a region, for 1 party or more. */
    public static Barrier create(Region region, int parties) {
        return new Barrier(region, region.create(shape(parties)), null);
    }

    /**
     * A new barrier in {@link Region#current()}, for 1 party or more.
     *
     * @param action travels with the barrier into other processes, and is run by the last to arrive, wherever that is
     */
    public static <A extends Runnable & Serializable> Barrier create(int parties, A action) {
        return create(Region.current(), parties, action);
    }

    /** A new barrier in a region; the action is as in {@link #create(int, Runnable)}. */
    public static <A extends Runnable & Serializable> Barrier create(Region region, int parties, A action) {
        Objects.requireNonNull(action);
        return new Barrier(region, region.create(shape(parties)), action);
    }

    /**
     * The barrier of that name in a region, made first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object, or of a barrier of other parties
     */
    public static Barrier open(Region region, String name, int parties) {
        return new Barrier(region, region.open(name, shape(parties)), null);
    }

    /**
     * As {@link #open(Region, String, int)}, with an action, which is not in the region: who opens the barrier without
     * one, and arrives last, runs none.
     */
    public static <A extends Runnable & Serializable> Barrier open(Region region, String name, int parties, A action) {
        Objects.requireNonNull(action);
        return new Barrier(region, region.open(name, shape(parties)), action);
    }

    private static Shape shape(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("expected 1 party or more, found " + parties);
        }
        return Shape.of(Kind.BARRIER, parties);
    }

    /**
     * Arrives, and waits until all parties have.
     *
     * @return how many were still to come: from {@code parties() - 1} for the first to 0 for the last
     * @throws BrokenBarrierException if the barrier is broken, or breaks or is reset meanwhile
     * @throws InterruptedException if the thread is interrupted, and the barrier broken thereby
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Wait.interruptibly());
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * As {@link #await()}, until the time is over.
     *
     * @throws TimeoutException if it is over, and the barrier broken thereby
     */
    public int await(long time, TimeUnit unit)
        throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Wait.atMost(unit.toNanos(time)));
    }

    /** As {@link #await(long, TimeUnit)}. */
    public int await(Duration time) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    /** Breaks the barrier; who is inside, or comes, gets a {@link BrokenBarrierException}. */
    public void abort() {
        guard.enter();
        try {
            breakNow();
        } finally {
            guard.exit();
        }
    }

    /** Makes the barrier as new; who is inside gets a {@link BrokenBarrierException}. */
    public void reset() {
        guard.enter();
        try {
            int seen = memory.getInt(offset);
            if ((seen & BROKEN) != 0 || count(memory.getLong(offset + ARRIVALS_OFFSET), seen) > 0) {
                end(seen, true);
            }
        } finally {
            guard.exit();
        }
    }

    /** Whether the barrier is broken. */
    public boolean isBroken() {
        return (view.getInt(offset) & BROKEN) != 0;
    }

    /** How many parties the barrier is for. */
    public int parties() {
        return parties;
    }

    /** How many parties are inside; 0 if the barrier is broken. */
    public int waiting() {
        int seen = view.getInt(offset);
        return (seen & BROKEN) != 0 ? 0 : count(view.getLong(offset + ARRIVALS_OFFSET), seen);
    }

    /** How many of the parties are inside, and whether it is broken. */
    @Override
    public String toString() {
        return describe() + (isBroken() ? "[broken]" : "[" + waiting() + " of " + parties + " waiting]");
    }

    private int await(Wait wait) throws InterruptedException, BrokenBarrierException, TimeoutException {
        while (true) {
            int generation;
            int arrival;
            guard.enter();
            try {
                int seen = memory.getInt(offset);
                checkWhole(seen);
                checkInterrupt();
                generation = seen & GENERATION;
                arrival = arrive(seen);
            } finally {
                guard.exit();
            }
            if (arrival == parties - 1) {
                letGo(generation);
                return 0;
            }
            if (arrival < parties) {
                awaitEnd(generation, arrival, wait);
                return parties - 1 - arrival;
            }
            awaitNext(generation, wait);
        }
    }

    /** Notes an arrival, and says how many there were before: all, while the last of them runs the action. */
    private int arrive(int seen) throws BrokenBarrierException {
        int count = count(memory.getLong(offset + ARRIVALS_OFFSET), seen);
        if (count == parties) {
            return parties;
        }
        if (count == parties - 1) {
            checkAlive(count);
            if (action == null) {
                end(seen, false);
                return count;
            }
        } else if (count == 0) {
            memory.putLong(offset + FIRST_ARRIVAL_OFFSET, System.nanoTime());
        }
        memory.putInt(arrived + (long) count * Integer.BYTES, members.self());
        memory.putLong(offset + ARRIVALS_OFFSET, (long) (seen & GENERATION) << Integer.SIZE | count + 1);
        return count;
    }

    /** Runs the action of the last to arrive, and lets the others go on; without one they have been let go already. */
    private void letGo(int generation) throws BrokenBarrierException {
        if (action == null) {
            return;
        }
        boolean settled = false;
        try {
            action.run();
            guard.enter();
            try {
                settled = true;
                int seen = memory.getInt(offset);
                if (isOver(seen, generation)) {
                    checkEnded(generation);
                } else {
                    checkAlive(parties);
                    end(seen, false);
                }
            } finally {
                guard.exit();
            }
        } finally {
            if (!settled) {
                leaveBroken(generation);
            }
            Reference.reachabilityFence(this);
        }
    }

    /** Waits for the others. */
    private void awaitEnd(int generation, int arrival, Wait wait)
        throws InterruptedException, BrokenBarrierException, TimeoutException {
        boolean settled = false;
        boolean interrupted = false;
        boolean ended = false;
        try {
            try {
                ended = spinAndSleep(generation, arrival, wait);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            boolean gaveUp = !ended && breakIfCurrent(generation);
            settled = true;
            if (gaveUp && interrupted) {
                interrupted = false;
                throw new InterruptedException();
            }
            if (gaveUp) {
                throw new TimeoutException(describe() + ": not all have come in time");
            }
            checkEnded(generation);
        } finally {
            if (!settled) {
                leaveBroken(generation);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Reference.reachabilityFence(this);
        }
    }

    /** Waits, not inside yet, for those to go on who are. */
    private void awaitNext(int generation, Wait wait) throws InterruptedException, TimeoutException {
        try {
            if (!spinAndSleep(generation, parties, wait)) {
                throw new TimeoutException(describe() + ": the parties before are not through in time");
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Waits for the end of a generation; false if the deadline passed first. */
    private boolean spinAndSleep(int generation, int arrival, Wait wait) throws InterruptedException {
        for (int spin = 0; spin < spins.limit(); spin++) {
            if (isOver(view.getInt(offset), generation)) {
                spins.helped(spin);
                return true;
            }
            Thread.onSpinWait();
        }
        spins.inVain();
        int another = 2;
        while (true) {
            int seen = view.getInt(offset);
            if (isOver(seen, generation)) {
                return true;
            }
            if (wait.isExpired()) {
                return false;
            }
            if (wait.isSliceOver()) {
                if (isDead(generation, arrival, 1) || isDead(generation, arrival, another)) {
                    breakIfCurrent(generation);
                    continue;
                }
                another = another >= parties ? 2 : another + 1;
            }
            int asleep = seen | WAITERS;
            if (seen == asleep || view.compareAndSetInt(offset, seen, asleep)) {
                wait.sleep(view, offset, asleep);
            }
        }
    }

    private static boolean isOver(int seen, int generation) {
        return (seen & BROKEN) != 0 || (seen & GENERATION) != generation;
    }

    /** Whether one that arrived is dead: so many places after another, the first after the last. */
    private boolean isDead(int generation, int arrival, int after) {
        int count = count(view.getLong(offset + ARRIVALS_OFFSET), generation);
        return count > 0
            && !members.isAlive(view.getInt(arrived + (arrival + after) % count * (long) Integer.BYTES));
    }

    /** Breaks the barrier, and says so, if one of so many inside is dead. Inside the guard. */
    private void checkAlive(int count) throws BrokenBarrierException {
        if (count > 0 && isSliceOver() && anyDead(count)) {
            breakNow();
            throw new BrokenBarrierException(describe() + ": a party died inside");
        }
    }

    /** Whether the first to arrive has been there for long enough to have died unnoticed. */
    private boolean isSliceOver() {
        long nanos = System.nanoTime() - memory.getLong(offset + FIRST_ARRIVAL_OFFSET);
        return nanos < 0 || nanos > Wait.MIN_SLICE_NANOS;
    }

    private boolean anyDead(int count) {
        int living = members.self();
        for (int i = 0; i < count; i++) {
            int member = memory.getInt(arrived + (long) i * Integer.BYTES);
            if (member != living && !members.isAlive(member)) {
                return true;
            }
            living = member;
        }
        return false;
    }

    private void checkWhole(int seen) throws BrokenBarrierException {
        if ((seen & BROKEN) != 0) {
            throw new BrokenBarrierException(describe() + " is broken");
        }
    }

    /** An interrupt of one who comes breaks the barrier, as that of one who is there does. Inside the guard. */
    private void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            breakNow();
            throw new InterruptedException();
        }
    }

    /** Throws if a generation, which is over, broke. The bit of one long gone is that of another. */
    private void checkEnded(int generation) throws BrokenBarrierException {
        boolean broke = (view.getLong(offset + HISTORY_OFFSET) & bit(generation)) != 0;
        int later = (view.getInt(offset) & GENERATION) - generation >>> Integer.numberOfTrailingZeros(ONE_GENERATION);
        if (broke || later >= Long.SIZE) {
            throw new BrokenBarrierException(describe() + " broke, or was reset");
        }
    }

    /** Breaks the barrier if a generation is not over; false if it is. */
    private boolean breakIfCurrent(int generation) {
        guard.enter();
        try {
            return breakUnlessOver(generation);
        } finally {
            guard.exit();
        }
    }

    /** For one who leaves by an exception, also if the region was closed: nobody waits for it. */
    private void leaveBroken(int generation) {
        if (guard.enterToLeave()) {
            try {
                breakUnlessOver(generation);
            } finally {
                guard.exit();
            }
        }
    }

    private boolean breakUnlessOver(int generation) {
        boolean current = !isOver(memory.getInt(offset), generation);
        if (current) {
            breakNow();
        }
        return current;
    }

    private void breakNow() {
        int seen = memory.getInt(offset);
        if ((seen & BROKEN) == 0) {
            note(seen, true);
            change(seen & GENERATION | BROKEN);
        }
    }

    private void end(int seen, boolean broken) {
        note(seen, broken);
        change((seen & GENERATION) + ONE_GENERATION);
    }

    private void note(int seen, boolean broken) {
        long history = memory.getLong(offset + HISTORY_OFFSET);
        memory.putLong(offset + HISTORY_OFFSET, broken ? history | bit(seen) : history & ~bit(seen));
    }

    /** Replaces the first word, in which others may set W meanwhile, and wakes all. */
    private void change(int next) {
        if ((memory.getAndSetInt(offset, next) & WAITERS) != 0) {
            guard.wakeOnExit(offset, Integer.MAX_VALUE);
        }
    }

    private static long bit(int seen) {
        return 1L << (seen >>> Integer.numberOfTrailingZeros(ONE_GENERATION));
    }

    /** How many have arrived in a generation. Checked, so that a corrupt file leads nowhere. */
    private int count(long arrivals, int seen) {
        int count = (int) (arrivals >>> Integer.SIZE) == (seen & GENERATION) ? (int) arrivals : 0;
        if (count < 0 || count > parties) {
            throw new RegionFormatException(memory.file(), "corrupt barrier at " + offset + ": expected 0 to " + parties
                + " arrivals, found " + count + "; restore the file or delete it");
        }
        return count;
    }

    /** False of one with an action, which a handle has no room for. */
    @Override
    public boolean isWholeInHandle() {
        return action == null;
    }

    @Override
    Object writeReplace() {
        return action == null ? super.writeReplace() : new WithAction(new Barrier(region(), block(), null), action);
    }

    /** What serialization writes of a barrier with an action. */
    private record WithAction(Barrier barrier, Runnable action) implements Serializable {

        private Object readResolve() {
            return new Barrier(barrier.region(), barrier.block(), action);
        }
    }
}
