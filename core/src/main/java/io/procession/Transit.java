package io.procession;

import io.procession.shm.RingEnd;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a message or a task takes along that is held for whom it is sent to, from when it is encoded, ends of
 * connections for one: so that it can be held no longer for one who will not come.
 *
 * <p>What one thread encodes between {@link #begin} and {@link #close} is noted here.
 */
final class Transit implements AutoCloseable {

    private static final ThreadLocal<Transit> CURRENT = new ThreadLocal<>();

    private final Transit outer = CURRENT.get();
    private final List<Runnable> cancels = new ArrayList<>();

    private boolean sent;

    private Transit() {
        CURRENT.set(this);
    }

    /** From now on notes what this thread encodes, until it is closed. */
    static Transit begin() {
        return new Transit();
    }

    /** Encodes an end, which counts as held by this process from now on. */
    static void pass(RingEnd end, DataOutput out) throws IOException {
        note(end.pass(out)::cancel);
    }

    /**
     * Something was encoded that is held for whoever decodes it.
     *
     * @param cancel holds it no longer, unless it has arrived; does not wait for anything
     */
    static void note(Runnable cancel) {
        Transit transit = CURRENT.get();
        if (transit != null) {
            transit.cancels.add(cancel);
        }
    }

    /** What was encoded is on its way: it is held until it arrives, or this process ends. */
    void sent() {
        sent = true;
    }

    /** As {@link #sent()}, but held no longer than until something completes: by then it arrives, or never will. */
    void sentUntil(Supplier<CompletableFuture<?>> end) {
        sent = true;
        if (!cancels.isEmpty()) {
            end.get().whenComplete((value, failure) -> cancel());
        }
    }

    private void cancel() {
        cancels.forEach(Runnable::run);
    }

    /** Cancels what was not sent. */
    @Override
    public void close() {
        if (!sent) {
            cancel();
        }
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
