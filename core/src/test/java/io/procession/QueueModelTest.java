package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.procession.shm.Soak;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several who have one queue open put and take in any order, and nothing but what a list would do can be seen. Would
 * catch whatever one of them does not learn of what the others did, files that came and went since above all: some
 * items are so large that every other one begins a file.
 */
class QueueModelTest {

    private static final int OPERATIONS = Soak.rounds(200, 20_000);
    private static final int[] SIZES = {10, 1_000, 300_000, 1_500_000};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void isAListToAnyNumberOfUsers(int users) {
        List<Queue<byte[]>> queues = new ArrayList<>();
        Random random = new Random(users);
        ArrayDeque<byte[]> model = new ArrayDeque<>();
        try {
            for (int i = 0; i < users; i++) {
                queues.add(Queue.open(directory.resolve("queue")));
            }
            for (int operation = 0; operation < OPERATIONS; operation++) {
                Queue<byte[]> queue = queues.get(random.nextInt(users));
                if (random.nextInt(10) == 0) {
                    reopen(queues, queue);
                } else if (random.nextBoolean() && model.size() < 8) {
                    byte[] item = new byte[SIZES[random.nextInt(SIZES.length)]];
                    random.nextBytes(item);
                    queue.add(item);
                    model.add(item);
                } else if (random.nextInt(4) == 0) {
                    assertArrayEquals(model.peek(), queue.peek(), "operation " + operation);
                } else {
                    assertArrayEquals(model.poll(), queue.poll(), "operation " + operation);
                }
                assertEquals(model.size(), queues.get(random.nextInt(users)).size());
            }
        } finally {
            queues.forEach(Queue::close);
        }
    }

    private static void reopen(List<Queue<byte[]>> queues, Queue<byte[]> queue) {
        Path path = queue.directory();
        queue.close();
        queues.set(queues.indexOf(queue), Queue.open(path));
    }
}
