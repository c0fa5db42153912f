package io.procession;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Which of a pool's workers may start. A JVM that starts keeps more than one processor busy, so that to start many at
 * once makes all of them late, and saves the last nothing: they start a few at a time, and the first work meanwhile.
 *
 * <p>Who takes a turn has it until it {@linkplain #pass passes}: when its JVM is up, before the pool's initializer runs
 * there; when it has ended; or when it has taken too long, as one that was stopped does. Nobody waits for longer than
 * that: where JVMs take long to start, they do so all at once after all.
 */
final class Turns {

    /** Two out of three processors: to start takes a JVM one and a half. */
    static final int MOST = Math.max(1, 2 * Runtime.getRuntime().availableProcessors() / 3);
    /** How long one waits for a turn at the most, and how long one has it. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of all pools. */
    private static final AtomicInteger ALL_TAKEN = new AtomicInteger();

    private final long patienceNanos;
    private int taken;

    Turns() {
        this(PATIENCE_NANOS);
    }

    /** With so much patience of who waits for a turn. */
    Turns(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /** Whether so many workers of pools are starting that nobody else had better start anything beside them. */
    static boolean areAllTaken() {
        return ALL_TAKEN.get() >= MOST;
    }

    /**
     * Waits for a turn, but not for long, and takes it.
     *
     * @param isVain whether nothing is to be started any more; looked at again after {@link #wake}
     * @return whether one was taken: not if it is in vain
     */
    synchronized boolean take(BooleanSupplier isVain) {
        long begunAt = System.nanoTime();
        long left = patienceNanos;
        boolean isInterrupted = false;
        boolean isNeeded = !isVain.getAsBoolean();
        while (isNeeded && taken >= MOST && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
            left = patienceNanos - (System.nanoTime() - begunAt);
            isNeeded = !isVain.getAsBoolean();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (isNeeded) {
            taken++;
            ALL_TAKEN.incrementAndGet();
        }
        return isNeeded;
    }

    /** Whoever has a turn needs it no more. */
    synchronized void pass() {
        taken--;
        ALL_TAKEN.decrementAndGet();
        notifyAll();
    }

    /** Those who wait look again whether they still need to. */
    synchronized void wake() {
        notifyAll();
    }
}
