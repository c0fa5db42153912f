package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A durable queue goes on where it was, however its users ended. */
@Timeout(900)
class QueueDurabilityTest {

    private static final int LAST = 100_000;

    @TempDir
    private Path directory;

    /**
     * As after a loss of power: each item is written to the disk, but not the region that says how many there are.
     * Would catch a file that is made anew in the place of one with items, and a number that is given twice.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 100_000})
    void syncedItemsAreThereThoughTheRegionIsOlder(int bytes) throws Exception {
        Path path = directory.resolve("queue");
        Path region = path.resolve("queue.region");
        Path older = directory.resolve("older");
        QueueOptions synced = QueueOptions.DEFAULT.synced(true);
        int put = 0;
        for (int losses = 0; losses < 2; losses++) {
            put = putSome(path, synced, put, bytes);
            Files.copy(region, older, StandardCopyOption.REPLACE_EXISTING);
            put = putSome(path, synced, put, bytes);
            Files.copy(older, region, StandardCopyOption.REPLACE_EXISTING);
        }
        put = putSome(path, synced, put, bytes);
        try (Queue<byte[]> queue = Queue.open(path, synced)) {
            for (int i = 0; i < put; i++) {
                byte[] item = queue.poll();
                assertEquals((byte) i, item[0]);
                assertEquals(bytes, item.length);
            }
            assertNull(queue.poll());
        }
    }

    /** More than a file holds, if they are large. */
    private static int putSome(Path path, QueueOptions options, int from, int bytes) throws Exception {
        try (Queue<byte[]> queue = Queue.open(path, options)) {
            int i = from;
            for (; i < from + 25; i++) {
                byte[] item = new byte[bytes];
                item[0] = (byte) i;
                queue.put(item);
            }
            return i;
        }
    }

    @Test
    void goesOnAtTheFirstItemThatWasNotTaken() throws Exception {
        Path path = directory.resolve("queue");
        try (Queue<Integer> queue = Queue.open(path, 20)) {
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            for (int i = 0; i < 3; i++) {
                queue.take();
            }
            queue.remove(5);
            assertEquals(path, queue.directory());
        }
        try (Queue<Integer> queue = Queue.open(path)) {
            assertEquals(List.of(3, 4, 6, 7, 8, 9), List.copyOf(queue));
            assertEquals(14, queue.remainingCapacity());
            assertEquals(3, queue.take());
            queue.put(10);
        }
        try (Queue<Integer> queue = Queue.open(path, 20)) {
            for (int i : new int[] {4, 6, 7, 8, 9, 10}) {
                assertEquals(i, queue.take());
            }
            assertNull(queue.poll());
        }
    }

    @Test
    void staysShutDown() {
        Path path = directory.resolve("queue");
        try (Queue<Integer> queue = Queue.open(path)) {
            queue.add(1);
            queue.shutDown();
        }
        try (Queue<Integer> queue = Queue.open(path)) {
            assertTrue(queue.isShutDown());
            assertThrows(QueueShutDownException.class, () -> queue.add(2));
            assertEquals(1, queue.remove());
            queue.reopen();
            queue.add(2);
        }
    }

    @Test
    void anotherBoundIsAnErrorThatSaysBoth() {
        Path path = directory.resolve("queue");
        Queue.open(path, 20).close();
        QueueFormatException e = assertThrows(QueueFormatException.class, () -> Queue.open(path, 21));
        assertTrue(e.getMessage().contains("expected maxSize 21, found 20"), e::getMessage);
        assertEquals(path, e.file());
    }

    /** Also when everyone dies while it puts: what comes after the last whole item is overwritten. */
    @Test
    void whatAPutReturnedForSurvivesTheDeathOfAllProcesses() throws Exception {
        Path path = directory.resolve("queue");
        String name = path.toString();
        Random random = new Random(3);
        long expected = 0;
        for (int round = 0; round < Soak.rounds(4, 200); round++) {
            try (Workers workers = new Workers()) {
                LongValue confirmed = LongValue.create(expected);
                long first = expected;
                Process putter = workers.start(() -> {
                    Queue<byte[]> queue = Queue.open(Path.of(name));
                    for (long i = first; ; i++) {
                        queue.put(item(i));
                        confirmed.set(i + 1);
                    }
                });
                Waiting.until("it puts", () -> confirmed.get() > first);
                Thread.sleep(random.nextInt(50));
                workers.kill(putter);
                try (Queue<byte[]> queue = Queue.open(path)) {
                    queue.put(new byte[LAST]);
                    for (byte[] item; (item = queue.take()).length != LAST; expected++) {
                        assertEquals(item(expected).length, item.length);
                    }
                    assertTrue(expected == confirmed.get() || expected == confirmed.get() + 1,
                        () -> "confirmed: " + confirmed.get());
                }
            }
        }
    }

    /** Small ones and large ones, so that files are full often. */
    private static byte[] item(long number) {
        return new byte[(int) (number * 7_919 % LAST)];
    }

    @Test
    void syncedQueueIsAQueueLikeAnyOther() throws Exception {
        Path path = directory.resolve("queue");
        QueueOptions options = QueueOptions.DEFAULT.synced(true);
        String name = path.toString();
        try (Workers workers = new Workers(); Queue<byte[]> queue = Queue.open(path, options)) {
            Process taker = workers.start(() -> {
                try (Queue<byte[]> there = Queue.open(Path.of(name), QueueOptions.DEFAULT.synced(true))) {
                    for (int i = 0; i < 100; i++) {
                        if (there.take().length != item(i).length) {
                            throw new AssertionError("item " + i);
                        }
                    }
                }
            });
            for (int i = 0; i < 110; i++) {
                queue.put(item(i));
            }
            taker.join();
            workers.awaitSuccess();
            assertEquals(10, queue.size());
        }
        try (Queue<byte[]> queue = Queue.open(path, options)) {
            assertEquals(item(100).length, queue.take().length);
        }
    }
}
