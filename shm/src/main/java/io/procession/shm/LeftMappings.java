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

    private static final int LOOKS = 10;
    private static final long PAUSE_MILLIS = 5;

    /** So many bytes may be left, before the collector is asked to look for them: 256 MiB. */
    private static final long MAX_BYTES = 256L << 20;

    private static final List<Left> LEFT = new ArrayList<>();

    private LeftMappings() {
    }

    /** Remembers a mapping that was left, and how many bytes of its file are real. */
    static synchronized void add(MappedByteBuffer mapping, long bytes) {
        isEmpty();
        LEFT.add(new Left(mapping, bytes));
        long total = 0;
        for (Left left : LEFT) {
            total += left.bytes;
        }
        if (total > MAX_BYTES) {
            System.gc();
        }
    }

    /** Has what can go go, and waits for it a little; false if there was nothing. For a thread that nobody interrupts. */
    static boolean reclaim() {
        if (isEmpty()) {
            return false;
        }
        System.gc();
        for (int look = 0; look < LOOKS && !isEmpty(); look++) {
            pause();
        }
        // A mapping is undone by a thread of the JVM, after its reference was cleared.
        pause();
        return true;
    }

    private static synchronized boolean isEmpty() {
        LEFT.removeIf(left -> left.get() == null);
        return LEFT.isEmpty();
    }

    private static final class Left extends WeakReference<MappedByteBuffer> {

        private final long bytes;

        Left(MappedByteBuffer mapping, long bytes) {
            super(mapping);
            this.bytes = bytes;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
