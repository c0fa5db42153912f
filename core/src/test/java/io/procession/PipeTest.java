package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.BrokenPipeException;
import io.procession.shm.MessageTooLongException;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes with both ends in one process, or the other one in a worker. */
@Timeout(60)
class PipeTest {

    private static final int SMALL = 256;

    private final Pipe pipe = Pipe.duplex();
    private final Connection left = pipe.left();
    private final Connection right = pipe.right();

    @AfterEach
    void close() {
        pipe.close();
    }

    @Test
    void objectsArriveInOrderInBothDirections() throws Exception {
        left.send("question");
        left.send(List.of(1, 2, 3));
        right.send(42);
        right.send(null);
        assertEquals("question", right.receive());
        assertEquals(List.of(1, 2, 3), right.receive());
        int answer = left.receive();
        assertEquals(42, answer);
        assertEquals((Object) null, left.receive());
    }

    @Test
    void boundsOfMessagesAreKept() throws Exception {
        left.sendBytes(new byte[] {1, 2});
        left.sendBytes(new byte[0]);
        left.sendBytes(new byte[] {0, 3, 4, 5, 0}, 1, 3);
        left.sendBytes(ByteBuffer.wrap(new byte[] {0, 6, 0}, 1, 1));
        assertArrayEquals(new byte[] {1, 2}, right.receiveBytes());
        assertArrayEquals(new byte[0], right.receiveBytes());
        assertArrayEquals(new byte[] {3, 4, 5}, right.receiveBytes());
        assertArrayEquals(new byte[] {6}, right.receiveBytes());
        assertFalse(right.poll());
    }

    @Test
    void echoesFromAnotherProcess() throws Exception {
        Connection end = right;
        Process echo = Process.start(() -> {
            try {
                while (true) {
                    end.sendBytes(end.receiveBytes());
                }
            } catch (EOFException e) {
                end.close();
            }
        });
        right.close();
        for (int length : new int[] {0, 1, 7, 8, 9, 64, 1000, Pipe.DEFAULT_CAPACITY - 8, Pipe.DEFAULT_CAPACITY - 7,
            Pipe.DEFAULT_CAPACITY + 1, 10_000_000}) {
            byte[] message = bytes(length);
            left.sendBytes(message);
            assertArrayEquals(message, left.receiveBytes());
        }
        left.close();
        echo.join();
        assertEquals(0, echo.exitCode().orElseThrow());
    }

    @Test
    void messagesOfAnyLengthPassARingOfAnyPosition() throws Exception {
        try (Pipe small = Pipe.oneWay(SMALL)) {
            Random random = new Random(1);
            Thread sender = new Thread(() -> {
                Random lengths = new Random(2);
                try {
                    for (int i = 0; i < 3000; i++) {
                        byte[] message = new byte[lengths.nextInt(3 * SMALL)];
                        Arrays.fill(message, (byte) i);
                        small.right().sendBytes(message);
                    }
                    small.right().close();
                } catch (IOException | InterruptedException e) {
                    e.printStackTrace();
                }
            });
            sender.start();
            Random lengths = new Random(2);
            for (int i = 0; i < 3000; i++) {
                byte[] expected = new byte[lengths.nextInt(3 * SMALL)];
                Arrays.fill(expected, (byte) i);
                if (random.nextBoolean()) {
                    assertArrayEquals(expected, small.left().receiveBytes());
                } else {
                    ByteBuffer target = random.nextBoolean() ? ByteBuffer.allocate(SMALL * 3 + 5)
                        : ByteBuffer.allocateDirect(SMALL * 3 + 5);
                    target.position(5);
                    assertEquals(expected.length, small.left().receiveInto(target));
                    assertEquals(expected.length + 5, target.position());
                    byte[] found = new byte[expected.length];
                    target.get(5, found);
                    assertArrayEquals(expected, found);
                }
            }
            assertThrows(EOFException.class, small.left()::receiveBytes);
            sender.join();
        }
    }

    @Test
    void messageLongerThanAllowedStays() throws Exception {
        left.sendBytes(bytes(100));
        MessageTooLongException e = assertThrows(MessageTooLongException.class, () -> right.receiveBytes(99));
        assertEquals(100, e.length());
        ByteBuffer target = ByteBuffer.allocate(99);
        assertThrows(MessageTooLongException.class, () -> right.receiveInto(target));
        assertEquals(0, target.position());
        assertThrows(IllegalArgumentException.class, () -> right.receiveBytes(-1));
        assertThrows(ReadOnlyBufferException.class,
            () -> right.receiveInto(ByteBuffer.allocate(100).asReadOnlyBuffer()));
        assertArrayEquals(bytes(100), right.receiveBytes(100));
    }

    @Test
    void wrongDirectionIsRefused() {
        try (Pipe oneWay = Pipe.oneWay()) {
            assertThrows(NonWritableChannelException.class, () -> oneWay.left().send(1));
            assertThrows(NonWritableChannelException.class, () -> oneWay.left().sendBytes(new byte[1]));
            assertThrows(NonReadableChannelException.class, () -> oneWay.right().receive());
            assertThrows(NonReadableChannelException.class, () -> oneWay.right().poll());
            assertTrue(oneWay.left().isReadable());
            assertFalse(oneWay.left().isWritable());
            assertFalse(oneWay.right().isReadable());
            assertTrue(oneWay.right().isWritable());
        }
    }

    @Test
    void endComesAfterWhatWasSent() throws Exception {
        left.send("last");
        left.close();
        assertTrue(right.poll());
        assertEquals("last", right.receive());
        assertTrue(right.poll());
        assertThrows(EOFException.class, right::receive);
        assertThrows(EOFException.class, right::receive);
        assertThrows(BrokenPipeException.class, () -> right.send(1));
    }

    @Test
    void useAfterCloseIsRefused() {
        left.close();
        left.close();
        assertFalse(left.isOpen());
        assertThrows(ClosedChannelException.class, () -> left.send(1));
        assertThrows(ClosedChannelException.class, left::receive);
        assertThrows(ClosedChannelException.class, left::poll);
        pipe.close();
        assertThrows(ClosedChannelException.class, right::receive);
    }

    @Test
    void pollTellsOfMessages() throws Exception {
        assertFalse(right.poll());
        assertFalse(right.poll(Duration.ZERO));
        assertFalse(right.poll(Duration.ofMillis(20)));
        left.sendBytes(new byte[0]);
        assertTrue(right.poll());
        assertTrue(right.poll(Duration.ZERO));
        assertTrue(right.poll(Duration.ofSeconds(30)));
        right.receiveBytes();
        assertFalse(right.poll());
    }

    @Test
    void objectThatCannotBeEncodedIsNotSent() throws Exception {
        assertThrows(NotSerializableException.class, () -> left.send(new Object()));
        left.send("next");
        assertEquals("next", right.receive());
    }

    @Test
    void objectThatCannotBeDecodedIsPassedOver() throws Exception {
        left.sendBytes(new byte[] {99, 99, 99});
        left.send("next");
        assertThrows(IOException.class, right::receive);
        assertEquals("next", right.receive());
    }

    @Test
    void endComesWithTheLastHolder() throws Exception {
        Connection end = right;
        Process sender = Process.start(() -> {
            end.send(1);
            end.send(2);
        });
        right.close();
        assertEquals(1, left.<Integer>receive());
        assertEquals(2, left.<Integer>receive());
        assertThrows(EOFException.class, left::receive);
        sender.join();
    }

    @Test
    void connectionIsSentThroughAPipe() throws Exception {
        Connection end = right;
        Process worker = Process.start(() -> {
            Connection arrived = end.receive();
            arrived.send("through the inner pipe");
        });
        try (Pipe inner = Pipe.oneWay()) {
            left.send(inner.right());
            inner.right().close();
            assertEquals("through the inner pipe", inner.left().receive());
            assertThrows(EOFException.class, inner.left()::receive);
        }
        worker.join();
    }

    /** Would catch an end that stays open for a task that never took it. */
    @Test
    void endDoesNotWaitForATaskThatEndsBeforeItHasArrived() throws Exception {
        Connection end = right;
        assertThrows(TaskNotSerializableException.class, () -> startWithUnserializable(end));
        Process worker = Process.builder().jvmOptions("--dry-run").start(() -> end.send(1));
        right.close();
        assertThrows(EOFException.class, left::receive);
        worker.join();
    }

    private static void startWithUnserializable(Connection end) {
        Object unserializable = new Object();
        Process.start(() -> end.send(unserializable));
    }

    @Test
    void endOfOneThatWasNotSentIsNotHeld() throws Exception {
        try (Pipe inner = Pipe.oneWay()) {
            assertThrows(NotSerializableException.class,
                () -> left.send(new Object[] {inner.right(), new Object()}));
            inner.right().close();
            assertThrows(EOFException.class, inner.left()::receive);
        }
    }

    @Test
    void endComesWithTheDeathOfTheOtherSide() throws Exception {
        Connection end = right;
        Process worker = Process.start(() -> {
            end.send("last");
            Thread.sleep(60_000);
        });
        right.close();
        assertTrue(left.poll(Duration.ofSeconds(30)));
        worker.kill();
        worker.join();
        long died = System.nanoTime();
        assertEquals("last", left.receive());
        assertThrows(EOFException.class, left::receive);
        assertTrue(System.nanoTime() - died < 250_000_000);
        assertThrows(BrokenPipeException.class, () -> {
            for (int i = 0; i < 200; i++) {
                left.send(i);
            }
        });
    }

    @Test
    void manyProcessesSendAndReceiveThroughOneEndEach() throws Exception {
        int workers = 3;
        int messages = 2000;
        try (Pipe results = Pipe.oneWay()) {
            Connection end = right;
            Connection result = results.right();
            List<Process> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                running.add(Process.start(() -> {
                    long sum = 0;
                    try {
                        while (true) {
                            sum += end.<Integer>receive();
                        }
                    } catch (EOFException e) {
                        result.send(sum);
                    }
                }));
            }
            right.close();
            result.close();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(new Thread(() -> {
                    try {
                        for (int message = 1; message <= messages; message++) {
                            left.send(message);
                        }
                    } catch (IOException | InterruptedException e) {
                        e.printStackTrace();
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            left.close();
            long sum = 0;
            for (int i = 0; i < workers; i++) {
                sum += results.left().<Long>receive();
            }
            assertEquals((long) messages * (messages + 1), sum);
            assertThrows(EOFException.class, results.left()::receive);
            for (Process worker : running) {
                worker.join();
            }
        }
    }

    @Test
    void codecTravelsWithTheConnection() throws Exception {
        try (Pipe texts = Pipe.duplex(1024, new Texts())) {
            Connection end = texts.right();
            Process worker = Process.start(() -> end.send(end.receive() + " and back"));
            texts.left().send("there");
            assertEquals("there and back", texts.left().receive());
            assertThrows(NotSerializableException.class, () -> texts.left().send(1));
            worker.join();
        }
    }

    /** Nothing but strings. */
    static final class Texts implements Codec {

        private static final long serialVersionUID = 1L;

        @Override
        public byte[] encode(Object value) throws IOException {
            if (value instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            throw new NotSerializableException("not a text");
        }

        @Override
        public Object decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
