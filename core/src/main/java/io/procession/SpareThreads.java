package io.procession;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Threads that all pools of this process share, as many as are needed, for what must not hold up those that receive:
 * what depends on results, and what is to be done later.
 */
final class SpareThreads {

    private static final Executor THREADS = Executors.newCachedThreadPool(action -> {
        Thread thread = new Thread(null, action, "procession-pool", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    private SpareThreads() {
    }

    /** Does something elsewhere; if there can be no more threads, here. */
    static void execute(Runnable action) {
        try {
            THREADS.execute(action);
        } catch (OutOfMemoryError e) {
            action.run();
        }
    }

    /** Does something after some time. */
    static void later(long nanos, Runnable action) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, SpareThreads::execute).execute(action);
    }
}
