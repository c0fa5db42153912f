package io.procession.shm;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Where threads of any process sleep until something that they look at themselves has come true: what makes a
 * structure that needs no lock one that can be waited for.
 *
 * <pre>{@code
 * LongValue produced = LongValue.create(0);
 * EventCount more = EventCount.create();
 * Process.start(() -> {
 *     produced.incrementAndGet();        // first the change,
 *     more.signal();                     // then the signal: a load, if nobody sleeps
 * });
 * more.await(() -> produced.get() > 0);
 * }</pre>
 *
 * <p>The condition may do what it looks for, as {@code () -> tryTake()} does; it is called again and again, and quickly
 * returns. What it reads must be changed by volatile writes or under a lock, before the signal.
 *
 * <p>A signal that comes when nobody sleeps is not remembered: the condition is. {@link #signal()} wakes one thread, to
 * be used where one can make use of the change; signals that come close together may wake one thread for all of them.
 * So who takes something that others wait for too, and leaves some of it, signals once more:
 *
 * <pre>{@code
 * boolean tryTake() {
 *     boolean taken = takeOne();
 *     if (!isEmpty()) {
 *         more.signal();
 *     }
 *     return taken;
 * }
 * }</pre>
 *
 * <p>Nobody owns an event count. A process that dies asleep costs the next signal a futile system call. One that dies
 * between its change and its signal, or between being woken and making use of it, leaves others asleep who look at the
 * condition by themselves within 64 ms.
 *
 * <p>The whole state is one word: {@link Sleepers} has the protocol.
 *
 * <p>The name is that of Reed and Kanodia, <cite>Synchronization with Eventcounts and Sequencers</cite> (1979); the
 * protocol that of Dmitry Vyukov's eventcount, with the bit of Drepper's mutex in place of a list of waiters.
 */
public final class EventCount extends SharedObject {

    private static final long serialVersionUID = 1L;

    private final transient Memory memory;
    private final transient Sleepers sleepers;
    private final transient Spins spins = new Spins();

    EventCount(Region region, long blockOffset) {
        this(region, region.block(blockOffset, Kind.EVENT_COUNT));
    }

    private EventCount(Region region, Block block) {
        super(region, block);
        this.memory = region.memory();
        this.sleepers = new Sleepers(memory, block.data());
    }

    /** A new event count in {@link Region#current()}. */
    public static EventCount create() {
        return create(Region.current());
    }

    /** A new event count in a region. */
    public static EventCount create(Region region) {
        return new EventCount(region, region.create(Shape.of(Kind.EVENT_COUNT)));
    }

    /**
     * The event count of that name in a region, made first if there is none.
     *
     * @throws ObjectMismatchException if the name is that of another kind of object
     */
    public static EventCount open(Region region, String name) {
        return new EventCount(region, region.open(name, Shape.of(Kind.EVENT_COUNT)));
    }

    /** Has one thread that sleeps here look at its condition, if one does. */
    public void signal() {
        sleepers.signal();
    }

    /** Has all threads that sleep here look at their conditions: a system call, whether there are any or not. */
    public void signalAll() {
        sleepers.signalAll();
    }

    /** Waits until a condition is true, unless it is or the thread is interrupted. */
    public void await(BooleanSupplier condition) throws InterruptedException {
        await(condition, Wait.interruptibly());
    }

    /** As {@link #await(BooleanSupplier)}, whatever interrupts; the thread is interrupted again afterwards. */
    public void awaitUninterruptibly(BooleanSupplier condition) {
        Wait wait = Wait.uninterruptibly();
        try {
            spinAndSleep(condition, wait);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            wait.end();
        }
    }

    /**
     * Waits until a condition is true, unless it is, the thread is interrupted, or the time is over.
     *
     * @return whether the condition was true; it is looked at once in any case
     */
    public boolean await(long time, TimeUnit unit, BooleanSupplier condition) throws InterruptedException {
        return await(condition, Wait.atMost(unit.toNanos(time)));
    }

    /** As {@link #await(long, TimeUnit, BooleanSupplier)}. */
    public boolean await(Duration time, BooleanSupplier condition) throws InterruptedException {
        return await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS, condition);
    }

    private boolean await(BooleanSupplier condition, Wait wait) throws InterruptedException {
        Wait.throwIfInterrupted();
        return spinAndSleep(condition, wait);
    }

    private boolean spinAndSleep(BooleanSupplier condition, Wait wait) throws InterruptedException {
        memory.checkOpen();
        boolean met = false;
        try {
            met = spin(condition) || sleep(condition, wait);
            return met;
        } finally {
            if (!met && wait.hasSlept()) {
                // The signal may be for another process: it does not matter whether the region was closed here.
                sleepers.handOn(memory.view());
            }
            // This event count, its region and with that the attachment may be reachable from nowhere else.
            Reference.reachabilityFence(this);
        }
    }

    private boolean spin(BooleanSupplier condition) {
        for (int spin = 0; spin < spins.limit(); spin++) {
            if (condition.getAsBoolean()) {
                spins.helped(spin);
                return true;
            }
            Thread.onSpinWait();
        }
        spins.inVain();
        return false;
    }

    private boolean sleep(BooleanSupplier condition, Wait wait) throws InterruptedException {
        while (true) {
            int announced = sleepers.announce();
            if (condition.getAsBoolean()) {
                return true;
            }
            if (wait.isExpired()) {
                return false;
            }
            sleepers.sleep(wait, announced);
        }
    }

    /** Whether a thread of any process may sleep here; the next signal is for it. */
    public boolean maySleep() {
        return sleepers.maySleep();
    }

    /** Whether somebody may sleep here. */
    @Override
    public String toString() {
        return describe() + (maySleep() ? "[some may sleep]" : "[nobody sleeps]");
    }
}
