package io.procession;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * What a client needs no more, and its server is to be told: soon, several at a time, and by a thread of its own. So a
 * cleaner, or who completes a future, waits for no server.
 */
final class Releases {

    private static final long IDLE_SECONDS = 10;
    private static final Executor EXECUTOR = executor();

    private final Desk desk;
    private final Queue<Long> objects = new ConcurrentLinkedQueue<>();
    private final Queue<Long> passes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isDue = new AtomicBoolean();

    Releases(Desk desk) {
        this.desk = desk;
    }

    private static Executor executor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), work -> {
                Thread thread = new Thread(null, work, "procession-release", 0, false);
                thread.setDaemon(true);
                return thread;
            });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** One reference less to an object. */
    void release(long object) {
        objects.add(object);
        tellSoon();
    }

    /** An object is held no longer for whoever was to get a handle of it. */
    void forget(long pass) {
        passes.add(pass);
        tellSoon();
    }

    private void tellSoon() {
        if (isDue.compareAndSet(false, true)) {
            EXECUTOR.execute(this::tell);
        }
    }

    private void tell() {
        isDue.set(false);
        try {
            long[] released = drain(objects);
            if (released.length > 0) {
                desk.release(released);
            }
            long[] forgotten = drain(passes);
            if (forgotten.length > 0) {
                desk.forget(forgotten);
            }
        } catch (RuntimeException e) {
            // The server has ended, or this client: there is nothing left to release.
        }
    }

    private static long[] drain(Queue<Long> queue) {
        LongStream.Builder all = LongStream.builder();
        for (Long next; (next = queue.poll()) != null; ) {
            all.add(next);
        }
        return all.build().toArray();
    }
}
