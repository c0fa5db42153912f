package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Soak;
import io.procession.shm.Tmpfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much of a disk a queue takes, and what it does when there is no more. */
@Timeout(900)
class QueueDiskTest {

    private static final long MAX_KILOBYTES = 8 << 10;
    /** While much goes through it. */
    private static final long MAX_KILOBYTES_OF_MUCH = 50 << 10;
    private static final int DISK_BYTES = 16 << 20;
    private static final int LARGEST = 256 << 20;

    @TempDir
    private Path directory;

    @Test
    void staysSmallWhateverGoesThrough() throws Exception {
        Path path = directory.resolve("queue");
        int count = Soak.rounds(300_000, 10_000_000);
        try (Queue<Long> queue = Queue.open(path, 1_000)) {
            Background<Long> taker = Background.start(() -> {
                long most = 0;
                for (long i = 0; i < count; i++) {
                    assertEquals(i, queue.take());
                    if (i % (count / 20) == 0) {
                        most = Math.max(most, kilobytes(path));
                    }
                }
                return most;
            });
            for (long i = 0; i < count; i++) {
                queue.put(i);
            }
            long most = taker.get();
            assertTrue(most < MAX_KILOBYTES, () -> "took " + most + " kB");
            long left = kilobytes(path);
            assertTrue(left < MAX_KILOBYTES, () -> "takes " + left + " kB");
        }
    }

    @Test
    void joinableQueueStaysSmallWhateverIsDone() throws Exception {
        Path path = directory.resolve("queue");
        try (JoinableQueue<byte[]> queue = JoinableQueue.open(path)) {
            for (int i = 0; i < 2_600; i++) {
                queue.put(new byte[50_000]);
                if (i >= 10) {
                    queue.take();
                    queue.taskDone();
                }
            }
            long left = kilobytes(path);
            assertTrue(left < MAX_KILOBYTES_OF_MUCH, () -> "takes " + left + " kB");
        }
    }

    /** What is really allocated: the files are sparse. */
    private static long kilobytes(Path path) throws IOException {
        java.lang.Process du = new ProcessBuilder("du", "-sk", path.toString()).start();
        String answer = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Long.parseLong(answer.substring(0, answer.indexOf('\t')));
    }

    @Test
    void largeItemsPass() throws Exception {
        try (Queue<byte[]> queue = Queue.open(directory.resolve("queue"))) {
            for (int bytes : new int[] {32 << 20, 1, (32 << 20) + 1, 2 << 20}) {
                byte[] item = new byte[bytes];
                Arrays.fill(item, (byte) bytes);
                item[bytes / 2] = 7;
                queue.put(item);
                queue.put(new byte[3]);
                assertArrayEquals(item, queue.take());
                assertEquals(3, queue.take().length);
            }
        }
    }

    @Test
    void largestItemPassesAndALargerOneIsRefused() throws Exception {
        Codec plain = new Plain();
        try (Queue<byte[]> queue = Queue.open(directory.resolve("queue"), QueueOptions.DEFAULT.codec(plain))) {
            IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> queue.put(new byte[LARGEST + 1]));
            assertTrue(e.getMessage().contains(LARGEST + 1 + " bytes") && e.getMessage().contains("at most " + LARGEST),
                e::getMessage);
            assertTrue(queue.isEmpty());
            if (Soak.rounds(0, 1) == 1) {
                byte[] item = new byte[LARGEST];
                item[LARGEST - 1] = 1;
                queue.put(item);
                queue.put(new byte[1]);
                assertArrayEquals(item, queue.take());
            } else {
                queue.put(new byte[1]);
            }
            assertEquals(1, queue.take().length);
        }
    }

    /** Of byte arrays, as they are. */
    private static final class Plain implements Codec {

        private static final long serialVersionUID = 1L;

        @Override
        public byte[] encode(Object value) {
            return (byte[]) value;
        }

        @Override
        public Object decode(byte[] bytes) {
            return bytes;
        }
    }

    @Test
    void fullDiskIsAnExceptionAndNothingIsLost() throws Exception {
        try (Tmpfs disk = new Tmpfs(directory, DISK_BYTES);
            Queue<byte[]> queue = Queue.open(directory.resolve("queue"))) {
            int put = putUntilFull(queue);
            assertTrue(put > 50, () -> "only " + put + " were put");
            assertEquals(put, queue.size());
            assertFull(queue);
            disk.fillBut(0);
            assertFull(queue);
            for (int i = 0; i < put; i++) {
                assertEquals(item(i).length, queue.take().length);
            }
            disk.free();
            int again = putUntilFull(queue);
            assertTrue(again > 50, () -> "only " + again + " were put");
            assertEquals(again, queue.size());
        }
    }

    @Test
    void fullDiskMadeEmptierByTakersLetsPutsGoOn() throws Exception {
        try (Tmpfs disk = new Tmpfs(directory, DISK_BYTES);
            Queue<byte[]> queue = Queue.open(directory.resolve("queue"))) {
            assertTrue(disk.usable() > 0);
            int put = putUntilFull(queue);
            for (int i = 0; i < put / 2; i++) {
                assertEquals(item(i).length, queue.take().length);
            }
            int more = 0;
            for (; more < put / 4; more++) {
                queue.put(item(put + more));
            }
            for (int i = put / 2; i < put + more; i++) {
                assertEquals(item(i).length, queue.take().length);
            }
        }
    }

    /** A file that was deleted takes its space for as long as any process has it mapped. */
    @Test
    void filesThatAreDeletedGiveTheirSpaceBackInEveryProcess() throws Exception {
        int count = Soak.rounds(2_000, 100_000);
        try (Tmpfs disk = new Tmpfs(directory, DISK_BYTES); Workers workers = new Workers()) {
            String path = directory.resolve("queue").toString();
            Queue<byte[]> queue = Queue.open(Path.of(path), 20);
            workers.start(() -> {
                try (Queue<byte[]> there = Queue.open(Path.of(path))) {
                    for (int i = 0; i < count; i++) {
                        there.put(item(i % 100));
                    }
                }
            });
            for (int i = 0; i < count; i++) {
                assertEquals(item(i % 100).length, queue.take().length);
            }
            workers.awaitSuccess();
            assertTrue(disk.usable() > DISK_BYTES / 2, () -> "only " + disk.usable() + " bytes are left");
            queue.close();
        }
    }

    /** The file of the region, the first ones of Chronicle: at whatever the space ends, it is an exception. */
    @Test
    void diskTooSmallForAQueueIsAnException() throws Exception {
        try (Tmpfs disk = new Tmpfs(directory, 4 << 20)) {
            Path path = directory.resolve("queue");
            for (int left = 0; left < 3 << 20; left += 200_000) {
                disk.fillBut(left);
                try (Queue<byte[]> queue = Queue.open(path)) {
                    queue.put(new byte[1]);
                    assertEquals(1, queue.take().length);
                } catch (QueueException | io.procession.shm.RegionException e) {
                    // Named, and it says which file.
                }
                disk.free();
            }
            try (Queue<byte[]> queue = Queue.open(path)) {
                queue.put(new byte[1]);
                assertEquals(1, queue.take().length);
            }
        }
    }

    private static int putUntilFull(Queue<byte[]> queue) throws InterruptedException {
        for (int put = 0; ; put++) {
            try {
                queue.put(item(put));
            } catch (QueueSpaceException e) {
                return put;
            }
        }
    }

    private static void assertFull(Queue<byte[]> queue) {
        QueueSpaceException e = assertThrows(QueueSpaceException.class, () -> queue.put(new byte[3 << 20]));
        assertEquals(queue.directory(), e.file());
    }

    private static byte[] item(int number) {
        return new byte[50_000 + number];
    }
}
