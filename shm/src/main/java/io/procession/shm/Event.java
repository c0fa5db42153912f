package io.procession.shm;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A flag between processes that others wait for: Python's {@code multiprocessing.Event}.
 *
 * <pre>{@code
 * Event ready = Event.create();
 * Process.start(() -> {
 *     prepare();
 *     ready.set();
 * });
 * ready.await();
 * }</pre>
 *
 * <p>Who waits when the flag is set goes on, even if it is cleared before the waiter gets to look. What was written
 * before a set is seen by those that it lets go on. Nobody owns an event, and a process that dies waiting is not
 * missed; one that dies in the middle of {@code set} has set it or has not, and if it has, waiters go on within 64 ms.
 *
 * <p>The whole state is one word, changed by compare-and-swap: whether the flag is set, whether somebody may sleep, and
 * how often it was set, by which a waiter knows that it was (should it be set 2<sup>30</sup> times while a waiter
 * sleeps for 64 ms, the waiter may miss it). To set is to swap and then, if somebody may sleep, to wake all.
 */
public final class Event extends SharedObject {

    private static final long serialVersionUID = 1L;

    private static final int SET = 1;
    private static final int WAITERS = 2;
    private static final int ONE_TIME = 4;
    private static final int TIMES = -ONE_TIME;

    private final transient Memory memory;
    private final transient long offset;
    private final transient Spins spins = new Spins();

    Event(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.EVENT));
    }

    private Event(Region region, Block block) {
        super(region, block);
        this.memory = region.memory();
        this.offset = block.data();
    }

    /** A new event, not set, in {@link Region#current()}. */
    public static Event create() {
        return create(Region.current());
    }

    /** A new event, not set, in a region. */
    public static Event create(Region region) {
        return new Event(region, region.create(Shape.of(Kind.EVENT)));
    }

    /**
     * The event of that name in a region, made first, not set, if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static Event open(Region region, String name) {
        return new Event(region, region.open(name, Shape.of(Kind.EVENT)));
    }

    /** Sets the flag and lets all who wait go on. No effect if it is set. */
    public void set() {
        while (true) {
            int seen = memory.getInt(offset);
            if ((seen & SET) != 0) {
                return;
            }
            if (memory.compareAndSetInt(offset, seen, (seen & TIMES) + ONE_TIME | SET)) {
                if ((seen & WAITERS) != 0) {
                    Parking.unpark(memory, offset, Integer.MAX_VALUE);
                }
                return;
            }
        }
    }

    /** Clears the flag: who waits from now on waits for the next set. No effect if it is not set. */
    public void clear() {
        int seen = memory.getInt(offset);
        if ((seen & SET) != 0) {
            memory.compareAndSetInt(offset, seen, seen & TIMES);
        }
    }

    /** Whether the flag is set. */
    public boolean isSet() {
        return (memory.getInt(offset) & SET) != 0;
    }

    /** Waits until the flag is set, unless it is or the thread is interrupted. */
    public void await() throws InterruptedException {
        await(Wait.interruptibly());
    }

    /**
     * Waits until the flag is set, unless it is, the thread is interrupted, or the time is over.
     *
     * @return whether the flag was set
     */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Wait.atMost(unit.toNanos(time)));
    }

    /** As {@link #await(long, TimeUnit)}. */
    public boolean await(Duration time) throws InterruptedException {
        return await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    private boolean await(Wait wait) throws InterruptedException {
        Wait.throwIfInterrupted();
        try {
            return spinAndSleep(wait);
        } finally {
            // This event, its region and with that the attachment may be reachable from nowhere else.
            Reference.reachabilityFence(this);
        }
    }

    private boolean spinAndSleep(Wait wait) throws InterruptedException {
        int first = memory.getInt(offset);
        for (int spin = 0; spin < spins.limit(); spin++) {
            if (wasSet(first, memory.getInt(offset))) {
                spins.helped(spin);
                return true;
            }
            Thread.onSpinWait();
        }
        spins.inVain();
        while (true) {
            int seen = memory.getInt(offset);
            if (wasSet(first, seen)) {
                return true;
            }
            if (wait.isExpired()) {
                return false;
            }
            int asleep = seen | WAITERS;
            if (seen == asleep || memory.compareAndSetInt(offset, seen, asleep)) {
                wait.sleep(memory, offset, asleep);
            }
        }
    }

    private static boolean wasSet(int first, int seen) {
        return (seen & SET) != 0 || (seen & TIMES) != (first & TIMES);
    }

    /** Whether it is set. */
    @Override
    public String toString() {
        return describe() + (isSet() ? "[set]" : "[not set]");
    }
}
