package io.procession;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Which of a pool's workers may start. A JVM that starts keeps more than one processor busy, so that to start many at
 * once makes all of them late, and saves the last nothing: they start a few at a time, and the first work meanwhile.
 *
 * <p>Who takes a turn has it until it {@linkplain #pass passes}, when its JVM is up, before any code of the user's runs
 * there. Nobody waits for ever: where JVMs take long to start, they do so all at once after all.
 */
final class Turns {

    /** Two out of three processors: to start takes a JVM one and a half. */
    static final int MOST = Math.max(1, 2 * Runtime.getRuntime().availableProcessors() / 3);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

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

    /** Whether a worker of some pool is starting. */
    static boolean isAnyTaken() {
        return ALL_TAKEN.get() > 0;
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
        while (taken >= MOST && left > 0 && !isVain.getAsBoolean()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
            left = patienceNanos - (System.nanoTime() - begunAt);
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (isVain.getAsBoolean()) {
            return false;
        }
        taken++;
        ALL_TAKEN.incrementAndGet();
        return true;
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
