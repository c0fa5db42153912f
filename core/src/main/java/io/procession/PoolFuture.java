package io.procession;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What waits for a pool's work. To cancel it stops the work.
 *
 * <p>What depends on it runs on one of the {@link SpareThreads}, where it may wait for other tasks of the pool: the
 * thread that has received the result must go on to receive others. So it is completed there, unless nothing depends on
 * it; and while it is completed without, nothing that depends on it is added. Only {@code allOf} and {@code anyOf} can
 * still come in between, since they do not ask. Threads that wait are no dependents: they are woken at once.
 */
final class PoolFuture<R> extends CompletableFuture<R> {

    private static final int FREE = 0;
    private static final int HAS_DEPENDENTS = 1;
    private static final int COMPLETING = 2;

    private final Outstanding outstanding;
    private final AtomicInteger state = new AtomicInteger(FREE);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Runnable stop;
    private volatile boolean interruptWanted;

    /**
     * @param stop what is to be done when nobody waits any more
     */
    PoolFuture(Outstanding outstanding, Runnable stop) {
        this.outstanding = outstanding;
        this.stop = stop;
    }

    /** Whether it was cancelled in a way that stops what runs already. */
    boolean isInterruptWanted() {
        return interruptWanted;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (mayInterruptIfRunning && !isDone()) {
            interruptWanted = true;
        }
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Runnable toStop = stop;
        if (cancelled && toStop != null) {
            stop = null;
            toStop.run();
        }
        return cancelled;
    }

    /** Called before anything that depends on it is added. What that is has nothing to stop. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        mind();
        return new CompletableFuture<>();
    }

    /** Called before anything that depends on it and another one is added. */
    @Override
    public CompletableFuture<R> toCompletableFuture() {
        mind();
        return this;
    }

    private void mind() {
        if (!state.compareAndSet(FREE, HAS_DEPENDENTS) && state.get() == COMPLETING) {
            while (!isDone()) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        waiting.incrementAndGet();
        try {
            return super.get();
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        waiting.incrementAndGet();
        try {
            return super.get(timeout, unit);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public R join() {
        waiting.incrementAndGet();
        try {
            return super.join();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Completes it with a result, unless something was thrown. */
    void end(R result, Throwable thrown) {
        end(thrown == null ? () -> complete(result) : () -> completeExceptionally(thrown));
    }

    /** Cancels what is not going to be done. */
    void giveUp() {
        end(() -> super.cancel(false));
    }

    private void end(Runnable completion) {
        stop = null;
        if (getNumberOfDependents() <= waiting.get() && state.compareAndSet(FREE, COMPLETING)) {
            completion.run();
        } else {
            // Of what depends on it the last to come is the first to run: the pool ends when this is done, and whoever
            // else depends on it may wait for that.
            outstanding.begun();
            whenComplete((result, thrown) -> outstanding.finished());
            SpareThreads.execute(completion);
        }
    }
}
