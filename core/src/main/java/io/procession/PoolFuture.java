package io.procession;

import java.util.concurrent.CompletableFuture;

/**
 * What waits for a pool's work. To cancel it stops the work.
 *
 * <p>What depends on one runs on a thread of {@link #defaultExecutor}, where it may wait for other tasks of the pool:
 * the thread that has received the result must go on to receive others.
 */
abstract class PoolFuture<R> extends CompletableFuture<R> {

    private final Outstanding outstanding;
    private volatile boolean interruptWanted;

    PoolFuture(Outstanding outstanding) {
        this.outstanding = outstanding;
    }

    /** Nobody waits any more. */
    abstract void stop();

    /** Whether it was cancelled in a way that stops what runs already. */
    final boolean isInterruptWanted() {
        return interruptWanted;
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        if (mayInterruptIfRunning && !isDone()) {
            interruptWanted = true;
        }
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            stop();
        }
        return cancelled;
    }

    /** What depends on it has nothing to stop. */
    @Override
    public final <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    /** Completes it with a result, unless something was thrown. */
    final void end(R result, Throwable thrown) {
        complete(thrown == null ? () -> complete(result) : () -> completeExceptionally(thrown));
    }

    /** Cancels what is not going to be done. */
    final void giveUp() {
        complete(() -> super.cancel(false));
    }

    private void complete(Runnable completion) {
        if (getNumberOfDependents() == 0) {
            completion.run();
        } else {
            // Of what depends on it the last to come is the first to run: before any that waits for the pool's end.
            outstanding.begun();
            whenComplete((result, thrown) -> outstanding.finished());
            defaultExecutor().execute(completion);
        }
    }
}
