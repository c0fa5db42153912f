package io.procession.shm;

import java.lang.ref.WeakReference;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The mappings that this process has left and still has: they go when nothing can reach them, and until then a deleted
 * file keeps its pages. Whoever finds no room asks for that to happen.
 */
final class LeftMappings {

    private static final List<WeakReference<MappedByteBuffer>> LEFT = new ArrayList<>();

    private LeftMappings() {
    }

    static synchronized void add(MappedByteBuffer mapping) {
        forgetCollected();
        LEFT.add(new WeakReference<>(mapping));
    }

    private static synchronized void forgetCollected() {
        LEFT.removeIf(left -> left.get() == null);
    }

    static synchronized boolean isEmpty() {
        return LEFT.isEmpty();
    }

    /**
     * Has what nothing can reach go, and waits for that: a mapping is undone by a thread of the JVM, some time after it
     * was collected. For a thread that nobody interrupts.
     */
    static void reclaim(long pauseMillis) {
        forgetCollected();
        System.gc();
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
