package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a queue when a step in the middle of an operation fails, and its process lives. */
class QueueFailureTest {

    private static final int ROUNDS = 10;

    @TempDir
    private Path directory;

    /** Would catch a put that returns though the one before it has left Chronicle's appender as if within a record. */
    @Test
    void aStackThatEndsInAPutLosesNothingThatIsPutLater() throws Exception {
        Path path = directory.resolve("queue");
        List<Integer> put = new ArrayList<>();
        try (Queue<Integer> queue = Queue.open(path)) {
            Thread deep = new Thread(null, () -> putAtAnyDepth(queue, put), "deep", 256 << 10);
            deep.start();
            deep.join();
            assertTrue(put.size() >= ROUNDS, put.size() + " puts");
        }
        List<Integer> taken = new ArrayList<>();
        try (Queue<Integer> queue = Queue.open(path)) {
            queue.drainTo(taken);
        }
        taken.removeIf(item -> item < 0);
        assertEquals(put, taken);
    }

    /** Items below 0 are those whose put did not return. */
    private static void putAtAnyDepth(Queue<Integer> queue, List<Integer> put) {
        put.add(0);
        queue.add(0);
        for (int round = 1; round <= ROUNDS; round++) {
            try {
                dive(queue, -round);
            } catch (StackOverflowError e) {
                // As it should: somewhere in the put.
            }
            queue.add(round);
            put.add(round);
        }
    }

    private static void dive(Queue<Integer> queue, int item) {
        try {
            dive(queue, item);
        } catch (StackOverflowError e) {
            queue.add(item);
        }
    }

    @Test
    void aDeathInTheFirstUseOfAllLeavesAQueueThatCanBeUsed() throws Exception {
        Path path = directory.resolve("queue");
        Queue.open(path).close();
        Path begun = Files.createDirectory(path.resolve("new-1-1"));
        Files.write(begun.resolve("metadata.cq4t"), new byte[100]);
        try (Queue<String> queue = Queue.open(path)) {
            queue.add("whole");
            assertEquals("whole", queue.poll());
        }
        assertFalse(Files.exists(begun));
    }
}
