package io.procession;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many tasks at once, as {@link java.util.concurrent.ExecutorService} has it. */
final class Invocation {

    private Invocation() {
    }

    /**
     * Runs all tasks and waits until they have ended, or the time is over: then those that have not are cancelled.
     *
     * @param nanos how long, {@link Long#MAX_VALUE} for as long as it takes
     */
    static <T> List<Future<T>> all(Dispatcher pool, Collection<? extends Callable<T>> tasks, long nanos)
        throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean done = false;
        try {
            submit(pool, tasks, futures);
            for (Future<T> future : futures) {
                if (!await(future, deadline)) {
                    return futures;
                }
            }
            done = true;
            return futures;
        } finally {
            if (!done) {
                cancel(futures);
            }
        }
    }

    private static <T> boolean await(Future<T> future, long deadline) throws InterruptedException {
        try {
            future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /**
     * Runs tasks until one has a result, and cancels the others.
     *
     * @param nanos how long, {@link Long#MAX_VALUE} for as long as it takes
     * @throws ExecutionException if none has, with what the last one has thrown
     */
    static <T> T any(Dispatcher pool, Collection<? extends Callable<T>> tasks, long nanos)
        throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("expected a task at least, found none");
        }
        long deadline = System.nanoTime() + nanos;
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        try {
            BlockingQueue<Future<T>> ended = new LinkedBlockingQueue<>();
            for (CompletableFuture<T> future : submit(pool, tasks, futures)) {
                future.whenComplete((result, failure) -> ended.add(future));
            }
            for (int left = futures.size(); ; left--) {
                Future<T> next = ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException();
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    if (left == 1) {
                        throw e;
                    }
                } catch (CancellationException e) {
                    if (left == 1) {
                        throw new ExecutionException(e);
                    }
                }
            }
        } finally {
            cancel(futures);
        }
    }

    private static <T> List<CompletableFuture<T>> submit(Dispatcher pool, Collection<? extends Callable<T>> tasks,
                                                         List<Future<T>> futures) {
        List<CompletableFuture<T>> submitted = new ArrayList<>(tasks.size());
        tasks.forEach(Objects::requireNonNull);
        for (Callable<T> task : tasks) {
            CompletableFuture<T> future = pool.submit(task);
            futures.add(future);
            submitted.add(future);
        }
        return submitted;
    }

    private static <T> void cancel(List<Future<T>> futures) {
        for (Future<T> future : futures) {
            future.cancel(true);
        }
    }
}
