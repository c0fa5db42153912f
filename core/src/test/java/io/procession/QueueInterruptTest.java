package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt ends a wait, and nothing else. */
@Timeout(300)
class QueueInterruptTest {

    /** Two or three of these fill a file. */
    private static final int LARGE = 700_000;

    private final Queue<Integer> queue = Queue.create(2);

    @AfterEach
    void close() {
        Thread.interrupted();
        queue.close();
    }

    @Test
    void endsWhoeverWaitsForAnItem() throws Exception {
        for (Callable<?> call : List.<Callable<?>>of(queue::take, () -> queue.poll(1, TimeUnit.DAYS))) {
            Background<Boolean> waiter = Background.start(() -> isEndedByAnInterrupt(call));
            Waiting.until("it waits", () -> queue.fifo().notEmpty().maySleep());
            waiter.interrupt();
            assertTrue(waiter.get());
        }
        queue.put(1);
        assertEquals(1, queue.take());
    }

    @Test
    void endsWhoeverWaitsForRoom() throws Exception {
        queue.addAll(List.of(1, 2));
        for (Callable<?> call : List.<Callable<?>>of(() -> {
            queue.put(3);
            return null;
        }, () -> queue.offer(3, 1, TimeUnit.DAYS))) {
            Background<Boolean> waiter = Background.start(() -> isEndedByAnInterrupt(call));
            Waiting.until("it waits", () -> queue.fifo().notFull().maySleep());
            waiter.interrupt();
            assertTrue(waiter.get());
        }
        assertEquals(List.of(1, 2), List.copyOf(queue));
    }

    /** And leaves the thread uninterrupted. */
    private static boolean isEndedByAnInterrupt(Callable<?> call) throws Exception {
        try {
            call.call();
            return false;
        } catch (InterruptedException e) {
            return !Thread.currentThread().isInterrupted();
        }
    }

    @Test
    void keepsWhatMayWaitFromBeginningThoughItNeedNotWait() {
        queue.add(1);
        for (Executable call : List.<Executable>of(() -> queue.put(2), () -> queue.offer(2, 1, TimeUnit.DAYS),
            queue::take, () -> queue.poll(1, TimeUnit.DAYS))) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, call);
            assertFalse(Thread.interrupted());
        }
        assertEquals(List.of(1), List.copyOf(queue));
    }

    @Test
    void isKeptByWhatDoesNotWait() {
        Thread.currentThread().interrupt();
        assertTrue(queue.offer(1));
        assertTrue(queue.add(2));
        assertFalse(queue.offer(3));
        assertEquals(1, queue.peek());
        assertEquals(1, queue.poll());
        assertEquals(1, queue.drainTo(new ArrayList<>()));
        assertEquals(0, queue.size());
        assertFalse(queue.remove(1));
        queue.clear();
        queue.shutDown();
        queue.reopen();
        assertTrue(Thread.interrupted());
    }

    /** A channel that an interrupted thread uses is closed: also that of a file that others have mapped. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isKeptWhileFilesAreMadeAndDeleted(boolean synced, @TempDir Path directory) throws Exception {
        Path path = directory.resolve("queue");
        Background<Void> interrupted = Background.start(() -> {
            Thread.currentThread().interrupt();
            try (Queue<byte[]> bytes = Queue.open(path, QueueOptions.DEFAULT.synced(synced))) {
                for (int i = 0; i < 30; i++) {
                    assertTrue(bytes.offer(new byte[LARGE + i]));
                    if (i >= 10) {
                        assertEquals(LARGE + i - 10, bytes.poll().length);
                    }
                }
                assertTrue(Thread.currentThread().isInterrupted());
            }
            assertTrue(Thread.currentThread().isInterrupted());
            return null;
        });
        interrupted.get();
        try (Queue<byte[]> bytes = Queue.open(path)) {
            assertEquals(10, bytes.size());
            assertEquals(LARGE + 20, bytes.take().length);
        }
    }

    /** Also in the steps that are seldom taken: large items have a file made and another deleted every few of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40_000})
    void atAnyMomentLosesAndDoublesNothing(int itemBytes) throws Exception {
        int count = Soak.rounds(4_000, 100_000);
        Random random = new Random(7);
        AtomicInteger interrupts = new AtomicInteger();
        try (Queue<byte[]> bytes = Queue.create(20)) {
            AtomicBoolean done = new AtomicBoolean();
            Thread putter = new Thread(() -> {
                for (int i = 0; i < count; ) {
                    try {
                        bytes.put(new byte[itemBytes + i % 100]);
                        i++;
                    } catch (InterruptedException e) {
                        interrupts.incrementAndGet();
                    }
                }
            });
            Background<Integer> taker = Background.start(() -> {
                Thread self = Thread.currentThread();
                Thread interrupter = new Thread(() -> {
                    while (!done.get()) {
                        LockSupport.parkNanos(random.nextInt(400_000));
                        (random.nextBoolean() ? putter : self).interrupt();
                    }
                });
                interrupter.start();
                putter.start();
                for (int i = 0; i < count; ) {
                    try {
                        assertEquals(itemBytes + i % 100, bytes.take().length, "item " + i);
                        i++;
                    } catch (InterruptedException e) {
                        interrupts.incrementAndGet();
                    }
                }
                done.set(true);
                while (interrupter.isAlive()) {
                    Thread.interrupted();
                    Thread.onSpinWait();
                }
                return bytes.size();
            });
            assertEquals(0, taker.get());
            putter.join();
        }
        assertTrue(interrupts.get() > 20, "only " + interrupts + " interrupts");
    }

    @Test
    void beforeTheFirstUseDoesNotKeepAProcessFromUsingAQueue() throws Exception {
        try (Workers workers = new Workers(); Queue<Integer> asked = Queue.create();
            Queue<Integer> answers = Queue.create()) {
            asked.put(1);
            workers.run(() -> {
                Thread.currentThread().interrupt();
                answers.add(asked.poll());
                if (!Thread.interrupted()) {
                    throw new AssertionError("the interrupt was swallowed");
                }
                answers.put(2);
            });
            assertEquals(List.of(1, 2), List.copyOf(answers));
        }
    }

    @Test
    void endsAJoinThatWaits() throws Exception {
        try (JoinableQueue<Integer> joinable = JoinableQueue.create()) {
            joinable.put(1);
            Background<Void> joiner = Background.start(() -> {
                joinable.join();
                return null;
            });
            Waiting.until("it waits", () -> joinable.fifo().unfinished().allFinished().maySleep());
            joiner.interrupt();
            assertInstanceOf(InterruptedException.class, joiner.failure());
        }
    }
}
