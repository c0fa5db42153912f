package io.procession;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.RandomAccessFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items that cannot be encoded, or not be decoded. */
@Timeout(60)
class QueueItemTest {

    /** Of a file, which is long and sparse, to look for an item in. */
    private static final int FIRST_BYTES = 1 << 20;

    private final Queue<Object> queue = Queue.create();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void itemThatCannotBeEncodedFailsWhereItIsPut() {
        Object item = List.of(1, new Thread());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> queue.put(item));
        assertTrue(e.getMessage().contains(Thread.class.getName()), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> queue.offer(item));
        assertThrows(IllegalArgumentException.class, () -> queue.offer(item, 1, TimeUnit.DAYS));
        assertThrows(IllegalArgumentException.class, () -> queue.add(item));
        assertEquals(0, queue.size());
    }

    /** Those of two pages and more go another way than through the mapping. */
    @Test
    void itemsOfAnySizeComeAsTheyWerePut() throws Exception {
        Random random = new Random(17);
        List<byte[]> items = new ArrayList<>();
        for (int size : new int[] {0, 1, 4_096, 65_535, 65_536, 131_072, 300_000, 3 << 20}) {
            items.add(new byte[size]);
        }
        for (int size = Journal.UNMAPPED_BYTES - 8; size < Journal.UNMAPPED_BYTES + 8; size++) {
            items.add(new byte[size]);
        }
        items.forEach(random::nextBytes);
        for (byte[] item : items) {
            queue.put(item);
        }
        int browsed = 0;
        for (Object item : queue) {
            assertArrayEquals(items.get(browsed++), (byte[]) item);
        }
        assertEquals(items.size(), browsed);
        for (byte[] item : items) {
            assertArrayEquals(item, (byte[]) queue.take());
        }
    }

    @Test
    void largeItemThatIsDamagedIsAnExceptionThatSaysSo() throws Exception {
        byte[] item = new byte[2 * Journal.UNMAPPED_BYTES];
        new Random(18).nextBytes(item);
        try (Queue<byte[]> durable = Queue.open(directory.resolve("queue"))) {
            durable.put(item);
            damage(durable.directory(), item);
            QueueFormatException e = assertThrows(QueueFormatException.class, durable::take);
            assertTrue(e.getMessage().contains("checksum"), e::getMessage);
        }
    }

    /** Changes the last byte of an item where it lies. */
    private static void damage(Path queue, byte[] item) throws Exception {
        try (Stream<Path> files = Files.list(queue)) {
            Path file = files.filter(found -> found.toString().endsWith(".cq4")).findFirst().orElseThrow();
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(FIRST_BYTES);
            }
            int begin = new String(bytes, ISO_8859_1).indexOf(new String(item, ISO_8859_1));
            assertTrue(begin > 0);
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.seek(begin + item.length - 1L);
                out.write(item[item.length - 1] + 1);
            }
        }
    }

    /** Of a class that only its own loader knows. */
    private Object unknown() throws Exception {
        Path source = directory.resolve("Unknown.java");
        Files.writeString(source, "public class Unknown implements java.io.Serializable { }");
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            return loader.loadClass("Unknown").getConstructor().newInstance();
        }
    }

    @Test
    void itemOfAMissingClassFailsWhereItIsTakenAndBlocksNothing() throws Exception {
        queue.put("before");
        Object item = unknown();
        queue.put(item);
        queue.put("behind");
        assertEquals("before", queue.take());
        QueueItemException e = assertThrows(QueueItemException.class, queue::take);
        assertEquals(1, e.index());
        assertInstanceOf(ClassNotFoundException.class, e.getCause());
        assertTrue(e.getMessage().contains("item 1") && e.getMessage().contains("Unknown"), e::getMessage);
        assertArrayEquals(Codec.standard().encode(item), e.bytes());
        assertEquals(queue.directory(), e.file());
        assertEquals("behind", queue.take());
    }

    @Test
    void peekAtAnItemOfAMissingClassLeavesIt() throws Exception {
        queue.put(unknown());
        assertThrows(QueueItemException.class, queue::peek);
        assertEquals(1, queue.size());
        assertThrows(QueueItemException.class, queue::poll);
        assertEquals(0, queue.size());
    }

    @Test
    void drainToStopsBeforeAnItemOfAMissingClass() throws Exception {
        queue.put(1);
        queue.put(2);
        queue.put(unknown());
        queue.put(3);
        List<Object> drained = new ArrayList<>();
        assertEquals(2, queue.drainTo(drained));
        assertEquals(2, queue.size());
        assertThrows(QueueItemException.class, () -> queue.drainTo(drained));
        assertEquals(1, queue.drainTo(drained));
        assertEquals(List.of(1, 2, 3), drained);
    }

    @Test
    void joinableItemOfAMissingClassCountsAsDone() throws Exception {
        try (JoinableQueue<Object> joinable = JoinableQueue.create()) {
            joinable.put(unknown());
            assertThrows(QueueItemException.class, joinable::take);
            assertThrows(IllegalStateException.class, joinable::taskDone);
            joinable.join();
        }
    }

    @Test
    void clearAndSizeNeedNoClass() throws Exception {
        queue.put(unknown());
        assertEquals(1, queue.size());
        queue.clear();
        assertTrue(queue.isEmpty());
    }

    /** Where one process may decode what another may not. */
    @Test
    void itemThatATakersFilterRefusesFailsThere() throws Exception {
        queue.put(new BitSet());
        queue.put(new Date(0));
        queue.put(new BitSet());
        Queue<Object> shared = queue;
        try (Workers workers = new Workers()) {
            workers.start(Process.builder().jvmOptions("-Djdk.serialFilter=!java.util.BitSet"), () -> {
                try {
                    shared.take();
                    throw new AssertionError("was not refused");
                } catch (QueueItemException e) {
                    if (!(e.getCause() instanceof InvalidClassException)) {
                        throw e;
                    }
                }
                shared.take();
            });
            workers.awaitSuccess();
        }
        assertEquals(new BitSet(), queue.take());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u0000\uD83D\uDE00"})
    void smallItemsPass(String item) throws Exception {
        queue.put(item);
        queue.put(item.toCharArray());
        assertEquals(item, queue.take());
        assertArrayEquals(item.toCharArray(), (char[]) queue.take());
    }

    @Test
    void itemsMayHaveNoBytesAtAll() throws Exception {
        try (Queue<String> empty = Queue.create(QueueOptions.DEFAULT.codec(new Empty()))) {
            empty.put("");
            empty.put("");
            assertEquals(2, empty.size());
            assertEquals("", empty.take());
            assertEquals("", empty.take());
        }
    }

    private static final class Empty implements Codec {

        private static final long serialVersionUID = 1L;

        @Override
        public byte[] encode(Object value) {
            return new byte[0];
        }

        @Override
        public Object decode(byte[] bytes) {
            return "x".repeat(bytes.length);
        }
    }

    /** One's own serialization travels with the queue. */
    @Test
    void codecGoesWithTheHandle() throws Exception {
        try (Workers workers = new Workers();
            Queue<String> empty = Queue.create(QueueOptions.DEFAULT.codec(new Empty()))) {
            workers.run(() -> empty.put("lost"));
            assertEquals("", empty.take());
        }
    }
}
