package io.procession;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Counts the items of a map that are done, and tells of it now and then. */
final class Meter {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<? super Progress> listener;
    private final ReentrantLock telling = new ReentrantLock();
    private final long begun = System.nanoTime();
    private long told = begun;
    private long done;
    private long failed;

    Meter(MapOptions options) {
        this.listener = options.progress();
    }

    /** Some more are done, and some of these have failed; tells of it if it is time. */
    void count(int items, int failures, long total) {
        boolean isTime;
        synchronized (this) {
            done += items;
            failed += failures;
            long now = System.nanoTime();
            isTime = now - told >= INTERVAL_NANOS;
            if (isTime) {
                told = now;
            }
        }
        if (isTime && telling.tryLock()) {
            tell(total);
        }
    }

    /** Tells that there are no more. */
    void end(long total) {
        telling.lock();
        tell(total);
    }

    private void tell(long total) {
        try {
            Progress progress;
            synchronized (this) {
                double seconds = (System.nanoTime() - begun) / 1e9;
                progress = new Progress(done, failed, total, done / Math.max(seconds, 1e-9));
            }
            listener.accept(progress);
        } catch (RuntimeException e) {
            // It is asked only to look.
        } finally {
            telling.unlock();
        }
    }
}
