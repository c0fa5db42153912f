package io.procession.shm;

import java.lang.ref.WeakReference;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The mappings that this process has left and still has: they go when nothing can reach them, and until then a deleted
 * file keeps its pages. Whoever finds no room asks for that to happen, and whoever leaves the last of very many bytes.
 */
final class LeftMappings {

    /** So many bytes may be left, before the collector is asked to look for them: 256 MiB. */
    private static final long MAX_BYTES = 256L << 20;

    private static final List<Left> LEFT = new ArrayList<>();

    private LeftMappings() {
    }

    /** Remembers a mapping that was left, and how many bytes of its file are real. */
    static synchronized void add(MappedByteBuffer mapping, long bytes) {
        forgetCollected();
        LEFT.add(new Left(mapping, bytes));
        long total = 0;
        for (Left left : LEFT) {
            total += left.bytes;
        }
        if (total > MAX_BYTES) {
            System.gc();
        }
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

    private static synchronized void forgetCollected() {
        LEFT.removeIf(left -> left.get() == null);
    }

    private static final class Left extends WeakReference<MappedByteBuffer> {

        private final long bytes;

        Left(MappedByteBuffer mapping, long bytes) {
            super(mapping);
            this.bytes = bytes;
        }
    }
}
