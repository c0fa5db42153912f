package io.procession;

import io.procession.shm.RingEnd;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The ends of connections that a message or a task takes along, from when it is encoded: so that they can be held no
 * longer for one who will not come.
 *
 * <p>What one thread encodes between {@link #begin} and {@link #close} is noted here.
 */
final class Transit implements AutoCloseable {

    private static final ThreadLocal<Transit> CURRENT = new ThreadLocal<>();

    private final Transit outer = CURRENT.get();
    private final List<RingEnd.Passage> passages = new ArrayList<>();

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
        RingEnd.Passage passage = end.pass(out);
        Transit transit = CURRENT.get();
        if (transit != null) {
            transit.passages.add(passage);
        }
    }

    /** What was encoded is on its way: the ends are held until they arrive, or this process ends. */
    void sent() {
        sent = true;
    }

    /** As {@link #sent()}, but held no longer than until something completes: by then they arrive, or never will. */
    void sentUntil(Supplier<CompletableFuture<?>> end) {
        sent = true;
        if (!passages.isEmpty()) {
            end.get().whenComplete((value, failure) -> cancel());
        }
    }

    private void cancel() {
        passages.forEach(RingEnd.Passage::cancel);
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
