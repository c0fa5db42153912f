package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring with both of its ends in one process. */
@Tag("waiting")
@Timeout(60)
class RingBufferTest {

    private static final int CAPACITY = 256;
    private static final byte[] LARGE = new byte[3 * CAPACITY];
    private static final byte[] SMALL = {1, 2, 3};

    private final Region region = Region.create();
    private final RingBuffer ring = RingBuffer.create(region, CAPACITY);
    private final RingSender sender = ring.sender();
    private final RingReceiver receiver = ring.receiver();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void capacityIsAPowerOfTwo() {
        assertEquals(256, ring.capacity());
        assertEquals(512, RingBuffer.create(region, 257).capacity());
        assertEquals(128, RingBuffer.create(region, 1).capacity());
        assertThrows(IllegalArgumentException.class, () -> RingBuffer.create(region, 0));
        assertThrows(IllegalArgumentException.class, () -> RingBuffer.create(region, RingBuffer.MAX_CAPACITY + 1));
        RingBuffer.open(region, "named", 1000);
        assertThrows(ObjectMismatchException.class, () -> RingBuffer.open(region, "named", 2000));
    }

    @Test
    void emptyMessagesFillTheRingToo() throws Exception {
        for (int i = 0; i < CAPACITY / 8; i++) {
            sender.send(new byte[0]);
        }
        Background<Void> oneMore = send(new byte[0]);
        Thread.sleep(20);
        assertFalse(oneMore.isDone());
        for (int i = 0; i <= CAPACITY / 8; i++) {
            assertEquals(0, receiver.receive().length);
        }
        oneMore.get();
        assertFalse(receiver.isReady());
    }

    @Test
    void oneWhoDoesNotWaitSendsIfThereIsRoomForAllOfIt() throws Exception {
        assertFalse(sender.trySend(LARGE));
        assertFalse(receiver.isReady());
        int sent = 0;
        while (sender.trySend(SMALL)) {
            sent++;
        }
        assertEquals(CAPACITY / 16, sent);
        assertArrayEquals(SMALL, receiver.receive());
        assertTrue(sender.trySend(SMALL));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 512, 1024, 4096})
    void whatWasNotReceivedIsNotWrittenOver(int capacity) throws Exception {
        RingBuffer other = RingBuffer.create(region, capacity);
        Random random = new Random(capacity);
        Deque<byte[]> sent = new ArrayDeque<>();
        try (RingSender to = other.sender(); RingReceiver from = other.receiver()) {
            for (int i = 0; i < 20_000; i++) {
                byte[] message = new byte[random.nextInt(capacity / 2)];
                Arrays.fill(message, (byte) (1 + i % 100));
                if (to.trySend(message)) {
                    sent.add(message);
                } else {
                    for (int left = random.nextInt(sent.size()); sent.size() > left; ) {
                        assertArrayEquals(sent.remove(), from.tryReceive());
                    }
                }
            }
        }
    }

    @Test
    void oneWhoDoesNotWaitIsToldThatNobodyIsLeft() throws Exception {
        sender.trySend(SMALL);
        sender.close();
        assertThrows(ClosedChannelException.class, () -> sender.trySend(SMALL));
        assertArrayEquals(SMALL, receiver.tryReceive());
        assertThrows(EOFException.class, receiver::tryReceive);
        RingBuffer other = RingBuffer.create(region, CAPACITY);
        RingReceiver last = other.receiver();
        RingSender left = other.sender();
        last.close();
        assertThrows(BrokenPipeException.class, () -> left.trySend(SMALL));
    }

    @Test
    void oneWhoDoesNotWaitReceivesWhatIsThere() throws Exception {
        assertNull(receiver.tryReceive());
        sender.send(SMALL);
        assertArrayEquals(SMALL, receiver.tryReceive());
        assertNull(receiver.tryReceive());
    }

    @Test
    void interruptedSendOfALongMessageHasSentNothing() throws Exception {
        Background<Void> sending = send(LARGE);
        Waiting.until("a part is there", receiver.ring()::hasRecord);
        assertTrue(receiver.isReady());
        sending.interrupt();
        assertInstanceOf(InterruptedException.class, sending.failure());
        assertFalse(receiver.isReady());
        assertFalse(receiver.awaitReady(Duration.ofMillis(5)));
        sender.send(SMALL);
        assertArrayEquals(SMALL, receiver.receive());
    }

    @Test
    void interruptedReceiveOfALongMessageLosesNothing() throws Exception {
        receiver.ring().sending.acquireUninterruptibly();
        receiver.ring().write(0, true, 8, 16, new byte[16], null, 0);
        receiver.ring().publishTailFenced(16);
        Background<Boolean> receiving = Background.start(() -> {
            assertEquals(16, receiver.receive().length);
            return Thread.interrupted();
        });
        Waiting.until("the first part is taken", () -> receiver.ring().head() == 16);
        receiving.interrupt();
        Thread.sleep(20);
        assertFalse(receiving.isDone());
        receiver.ring().write(16, false, 8, 8, new byte[16], null, 0);
        receiver.ring().publishTailFenced(32);
        receiver.ring().sending.release();
        assertTrue(receiving.get(), "the interrupt is kept");
    }

    /** Would catch one who waits for the rest of a message whose sender has given up without another word. */
    @Test
    void restOfAMessageThatIsGivenUpIsNotWaitedFor() throws Exception {
        receiver.ring().sending.acquireUninterruptibly();
        receiver.ring().write(0, true, 8, 16, new byte[16], null, 0);
        receiver.ring().publishTailFenced(16);
        Background<byte[]> receiving = Background.start(receiver::receive);
        Waiting.until("the first part is taken", () -> receiver.ring().head() == 16);
        receiver.ring().sending.release();
        sender.send(SMALL);
        assertArrayEquals(SMALL, receiving.get());
    }

    @Test
    void interruptEndsAWait() throws Exception {
        Background<byte[]> receiving = Background.start(receiver::receive);
        Thread.sleep(10);
        receiving.interrupt();
        assertInstanceOf(InterruptedException.class, receiving.failure());
        sender.send(new byte[CAPACITY - 8]);
        Background<Void> sending = send(SMALL);
        Thread.sleep(10);
        sending.interrupt();
        assertInstanceOf(InterruptedException.class, sending.failure());
        assertEquals(CAPACITY - 8, receiver.receive().length);
        assertFalse(receiver.isReady());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> sender.send(SMALL));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, receiver::receive);
        assertFalse(receiver.isReady());
    }

    @Test
    void closingAnEndEndsThoseInIt() throws Exception {
        try (RingReceiver other = ring.receiver()) {
            Background<byte[]> receiving = Background.start(receiver::receive);
            Background<Boolean> waiting = Background.start(() -> receiver.awaitReady(Duration.ofSeconds(30)));
            Background<byte[]> goesOn = Background.start(other::receive);
            Thread.sleep(10);
            receiver.close();
            long closed = System.nanoTime();
            assertInstanceOf(AsynchronousCloseException.class, receiving.failure());
            assertInstanceOf(AsynchronousCloseException.class, waiting.failure());
            Waiting.assertPrompt(closed);
            assertThrows(ClosedChannelException.class, receiver::receive);
            sender.send(SMALL);
            assertArrayEquals(SMALL, goesOn.get());
            Background<Void> sending = send(LARGE);
            Waiting.until("a part is there", receiver.ring()::hasRecord);
            sender.close();
            assertInstanceOf(AsynchronousCloseException.class, sending.failure());
            assertThrows(EOFException.class, other::receive);
        }
    }

    @Test
    void closingTheRegionEndsThoseInIt() throws Exception {
        Background<byte[]> receiving = Background.start(receiver::receive);
        RingBuffer full = RingBuffer.create(region, CAPACITY);
        RingReceiver stays = full.receiver();
        RingSender sendsMuch = full.sender();
        Background<Void> sending = Background.start(() -> {
            sendsMuch.send(LARGE);
            return null;
        });
        Thread.sleep(10);
        region.close();
        assertInstanceOf(RegionClosedException.class, receiving.failure());
        assertInstanceOf(RegionClosedException.class, sending.failure());
        assertThrows(RegionClosedException.class, stays::receive);
    }

    @Test
    void lastOneToLeaveTellsTheOtherEnd() throws Exception {
        RingSender second = ring.sender();
        sender.close();
        Background<byte[]> receiving = Background.start(receiver::receive);
        Thread.sleep(10);
        second.close();
        long closed = System.nanoTime();
        assertInstanceOf(EOFException.class, receiving.failure());
        Waiting.assertPrompt(closed);
        assertThrows(ClosedChannelException.class, () -> second.send(SMALL));
    }

    @Test
    void oneWhoWaitsForRoomIsToldThatNobodyIsLeft() throws Exception {
        Background<Void> sending = send(LARGE);
        Thread.sleep(10);
        receiver.close();
        assertInstanceOf(BrokenPipeException.class, sending.failure());
        assertThrows(BrokenPipeException.class, () -> sender.send(SMALL));
    }

    @Test
    void endOnItsWayIsHeld() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RingEnd.Passage passage = sender.pass(new DataOutputStream(bytes));
        sender.close();
        assertFalse(receiver.isReady());
        try (RingSender arrived =
            RingBuffer.readSender(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())))) {
            passage.cancel();
            assertFalse(receiver.isReady());
            arrived.send(SMALL);
        }
        assertArrayEquals(SMALL, receiver.receive());
        assertThrows(EOFException.class, receiver::receive);
    }

    @Test
    void endThatWillNotArriveIsHeldNoLonger() throws Exception {
        RingEnd.Passage passage = sender.pass(new DataOutputStream(new ByteArrayOutputStream()));
        sender.close();
        Background<byte[]> receiving = Background.start(receiver::receive);
        Thread.sleep(10);
        assertFalse(receiving.isDone());
        passage.cancel();
        assertInstanceOf(EOFException.class, receiving.failure());
    }

    @Test
    void endThatNothingCanReachIsClosed() throws Exception {
        sender.close();
        forget(ring);
        Waiting.until("it is collected", () -> {
            System.gc();
            try {
                return receiver.isReady();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThrows(EOFException.class, receiver::receive);
    }

    private static void forget(RingBuffer ring) {
        ring.sender();
    }

    @Test
    void endIsHeldOnlySoManyTimes() {
        RingSender[] all = new RingSender[RingLayout.HOLDERS - 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = ring.sender();
        }
        assertThrows(RegionFullException.class, ring::sender);
        all[500].close();
        ring.sender().close();
        Arrays.stream(all).forEach(RingSender::close);
    }

    /** Would catch a signal that is lost, which would cost a slice otherwise. */
    @Test
    void nobodySleepsOnAfterWhatItWaitsFor() throws Exception {
        Waiting.load();
        Unsliced unsliced = new Unsliced();
        try {
            int count = 20_000;
            Background<Void> first = Background.start(() -> sendMany(count));
            Background<Void> second = Background.start(() -> sendMany(count));
            Background<Integer> third = Background.start(() -> receiveMany(count));
            int received = receiveMany(count);
            assertEquals(2 * count, received + third.get());
            first.get();
            second.get();
            assertFalse(receiver.isReady());
        } finally {
            unsliced.close();
        }
    }

    private Void sendMany(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            sender.send(LARGE, 0, i % 100 == 0 ? LARGE.length : i % 60);
        }
        return null;
    }

    private int receiveMany(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            receiver.receive();
        }
        return count;
    }

    @Test
    void bytesMakeNoGarbage() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuffer heap = ByteBuffer.allocate(64);
        ByteBuffer direct = ByteBuffer.allocateDirect(64);
        long before = 0;
        int messages = 20_000;
        for (int i = 0; i < 2 * messages; i++) {
            if (i == messages) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            ByteBuffer buffer = i % 2 == 0 ? heap : direct;
            sender.send(buffer.clear());
            receiver.receive(buffer.clear());
            sender.send(SMALL, 1, 2);
            receiver.receive(buffer.clear());
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < messages, allocated + " bytes allocated");
    }

    @Test
    void damageIsNamed() throws Exception {
        Memory memory = region.memory();
        long data = ring.block().data();
        for (long header : new long[] {-1, 1000, 0xFFFF_FFFFL, -2, 1L << 63 | 1}) {
            sender.send(SMALL);
            long head = receiver.ring().head();
            long at = ring.block().elements() + head % CAPACITY;
            long sound = memory.getLong(at);
            memory.putLong(at, header);
            assertThrows(RegionFormatException.class, receiver::receive, "header " + header);
            memory.putLong(at, sound);
            assertArrayEquals(SMALL, receiver.receive());
        }
        long tail = memory.getLong(data + RingLayout.TAIL_OFFSET);
        for (long damaged : new long[] {tail + 1, tail - 8, tail + CAPACITY + 8, -1, Long.MIN_VALUE}) {
            memory.putLong(data + RingLayout.TAIL_OFFSET, damaged);
            assertThrows(RegionFormatException.class, receiver::receive, "tail " + damaged);
        }
    }

    private Background<Void> send(byte[] message) {
        return Background.start(() -> {
            sender.send(message);
            return null;
        });
    }
}
