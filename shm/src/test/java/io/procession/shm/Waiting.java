package io.procession.shm;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What tests ask of those who wait. */
public final class Waiting {

    /** How long the death of one may hold up another. */
    public static final long DEATH_MILLIS = 250;

    private static final int EVENT_WAITERS = 2;
    private static final long MAX_COUNTED_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Waiting() {
    }

    /** Returns when the way of waiting that was asked for is in use: until it is loaded another one is. */
    static void load() {
        if (!System.getProperty(Parking.PROPERTY, "futex").equals("backoff")) {
            until("futex is loaded", () -> Parking.parker() instanceof Futex);
        }
    }

    /** Returns when somebody waits for a lock that nobody has waited for before. */
    static void untilWaitedFor(SharedLock lock) {
        until("somebody waits", () -> word(lock) < 0);
    }

    /** Returns when somebody waits for permits of a semaphore that nobody has waited for before. */
    static void untilWaitedFor(Semaphore semaphore) {
        until("somebody waits", () -> word(semaphore) < 0);
    }

    /** Returns when somebody waits for an event that is not set. */
    static void untilWaitedFor(Event event) {
        until("somebody waits", () -> (word(event) & EVENT_WAITERS) != 0);
    }

    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Child.DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.yield();
        }
    }

    /** Milliseconds since a moment of {@link System#nanoTime}. */
    public static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** Fails if more than what a death may cost has passed since a moment of {@link System#nanoTime}. */
    public static void assertPrompt(long since) {
        long millis = millisSince(since);
        if (millis > DEATH_MILLIS) {
            fail("took " + millis + " ms");
        }
    }

    /**
     * Returns when a condition holds; fails if it does not for longer than a death may cost. The time in which this
     * thread was not let run is hardly counted, since those that it waits for were not either.
     */
    public static void promptly(Object what, BooleanSupplier condition) {
        long left = TimeUnit.MILLISECONDS.toNanos(DEATH_MILLIS);
        long begun = System.nanoTime();
        for (long before = begun; !condition.getAsBoolean(); ) {
            if (left <= 0) {
                fail("nothing for " + millisSince(begun) + " ms: " + what);
            }
            LockSupport.parkNanos(MAX_COUNTED_NANOS / 4);
            long now = System.nanoTime();
            left -= Math.min(now - before, MAX_COUNTED_NANOS);
            before = now;
        }
    }

    static int word(SharedObject object) {
        return object.region().memory().getInt(object.block().data());
    }
}
