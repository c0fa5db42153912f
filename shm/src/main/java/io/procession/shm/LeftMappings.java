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

    private static final int LOOKS = 10;
    private static final long PAUSE_MILLIS = 5;

    private static final List<WeakReference<MappedByteBuffer>> LEFT = new ArrayList<>();

    private LeftMappings() {
    }

    static synchronized void add(MappedByteBuffer mapping) {
        isEmpty();
        LEFT.add(new WeakReference<>(mapping));
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
        LEFT.removeIf(mapping -> mapping.get() == null);
        return LEFT.isEmpty();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
