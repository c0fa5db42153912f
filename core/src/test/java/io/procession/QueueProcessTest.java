package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.ByteArray;
import io.procession.shm.Event;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One queue in several processes. */
@Timeout(60)
class QueueProcessTest {

    private static final int PER_PRODUCER = 1_000_000;

    /** Threads of this process and of others; an item is a producer's number and a count. */
    @Test
    void eachItemGoesToOneTakerInTheOrderOfItsProducer() throws Exception {
        int count = 5_000;
        int producers = 4;
        try (Workers workers = new Workers(); Queue<Integer> queue = Queue.create(100);
            ByteArray taken = ByteArray.create(producers * count)) {
            LongValue next = LongValue.create(0);
            Task produce = () -> inTwoThreads(unused -> {
                long producer = next.getAndIncrement();
                for (int i = 0; i < count; i++) {
                    queue.put((int) producer * PER_PRODUCER + i);
                }
            });
            Task consume = () -> inTwoThreads(unused -> consume(queue, taken, count));
            workers.start(consume);
            Process producer = workers.start(produce);
            Background<Void> local = Background.start(() -> {
                consume.run();
                return null;
            });
            produce.run();
            producer.join();
            queue.shutDown();
            local.get();
            workers.awaitSuccess();
            for (int i = 0; i < taken.length(); i++) {
                assertEquals(1, taken.get(i), "item " + i);
            }
        }
    }

    private static void consume(Queue<Integer> queue, ByteArray taken, int count) throws InterruptedException {
        int[] last = new int[8];
        Arrays.fill(last, -1);
        while (true) {
            int item;
            try {
                item = queue.take();
            } catch (QueueShutDownException e) {
                return;
            }
            int producer = item / PER_PRODUCER;
            int number = item % PER_PRODUCER;
            if (number <= last[producer]) {
                throw new AssertionError(number + " after " + last[producer] + " of producer " + producer);
            }
            last[producer] = number;
            taken.getAndAdd(producer * count + number, (byte) 1);
        }
    }

    private interface Part {
        void run(int thread) throws Exception;
    }

    private static void inTwoThreads(Part part) throws Exception {
        Background<Void> other = Background.start(() -> {
            part.run(1);
            return null;
        });
        part.run(0);
        other.get();
    }

    /** Would catch a bound that two processes together overstep, and a size of what was never there at once. */
    @Test
    void boundIsKeptExactlyOverProcesses() throws Exception {
        int maxSize = 5;
        int count = Soak.rounds(500, 20_000);
        try (Workers workers = new Workers(); Queue<Integer> queue = Queue.create(maxSize)) {
            LongValue begun = LongValue.create(0);
            LongValue taken = LongValue.create(0);
            Event done = Event.create();
            Task produce = () -> {
                for (int i = 0; i < count; i++) {
                    queue.put(i);
                    long waiting = begun.incrementAndGet() - taken.get();
                    if (waiting > maxSize) {
                        throw new AssertionError(waiting + " were put and not taken");
                    }
                }
            };
            workers.start(produce);
            workers.start(produce);
            workers.start(() -> {
                for (int i = 0; i < 2 * count; i++) {
                    taken.incrementAndGet();
                    queue.take();
                }
                done.set();
            });
            while (!done.isSet()) {
                int size = queue.size();
                assertTrue(0 <= size && size <= maxSize, () -> "size was " + size);
            }
            workers.awaitSuccess();
        }
    }

    @Test
    void fullQueueTakesExactlyItsBoundOfManyWhoPut() throws Exception {
        try (Workers workers = new Workers(); Queue<Integer> queue = Queue.create(10)) {
            LongValue accepted = LongValue.create(0);
            Task offer = () -> inTwoThreads(unused -> {
                for (int i = 0; i < 1_000; i++) {
                    accepted.addAndGet(queue.offer(i) ? 1 : 0);
                }
            });
            workers.start(offer);
            workers.start(offer);
            workers.awaitSuccess();
            assertEquals(10, accepted.get());
            assertEquals(10, queue.size());
        }
    }

    @Test
    void whatWasDoneBeforeAPutIsSeenByTheTaker() throws Exception {
        try (Workers workers = new Workers(); Queue<Integer> there = Queue.create();
            Queue<Integer> back = Queue.create()) {
            LongArray array = LongArray.create(1_000);
            workers.start(() -> {
                for (int i = 0; i < array.length(); i++) {
                    if (array.get(there.take()) != i) {
                        throw new AssertionError("item " + i + " came before what was done before it");
                    }
                    back.put(i);
                }
            });
            for (int i = 0; i < array.length(); i++) {
                array.set(i, i);
                there.put(i);
                assertEquals(i, back.poll(30, TimeUnit.SECONDS));
            }
            workers.awaitSuccess();
        }
    }

    @Test
    void shutDownIsToldToTakersOfAllProcessesWhenAllIsTaken() throws Exception {
        try (Workers workers = new Workers(); Queue<Integer> queue = Queue.create()) {
            LongValue taken = LongValue.create(0);
            LongValue told = LongValue.create(0);
            LongValue ready = LongValue.create(0);
            Task take = () -> inTwoThreads(unused -> {
                queue.size();
                ready.incrementAndGet();
                try {
                    while (true) {
                        queue.take();
                        taken.incrementAndGet();
                    }
                } catch (QueueShutDownException e) {
                    told.incrementAndGet();
                }
            });
            workers.start(take);
            workers.start(take);
            Waiting.until("all are ready", () -> ready.get() == 4);
            Waiting.until("some wait", () -> queue.fifo().notEmpty().maySleep());
            for (int i = 0; i < 1_000; i++) {
                queue.put(i);
            }
            queue.shutDown();
            workers.awaitSuccess();
            assertEquals(1_000, taken.get());
            assertEquals(4, told.get());
            assertThrows(QueueShutDownException.class, queue::take);
            assertThrows(QueueShutDownException.class, queue::poll);
            assertThrows(QueueShutDownException.class, () -> queue.poll(1, TimeUnit.DAYS));
        }
    }

    @Test
    void shutDownIsToldToPuttersOfAllProcessesAtOnce() throws Exception {
        try (Workers workers = new Workers(); Queue<Integer> queue = Queue.create(1)) {
            queue.put(1);
            LongValue told = LongValue.create(0);
            LongValue ready = LongValue.create(0);
            workers.start(() -> inTwoThreads(thread -> {
                queue.size();
                ready.incrementAndGet();
                try {
                    if (thread == 0) {
                        queue.put(2);
                    } else {
                        queue.offer(2, 1, TimeUnit.DAYS);
                    }
                } catch (QueueShutDownException e) {
                    told.incrementAndGet();
                }
            }));
            Waiting.until("both are ready", () -> ready.get() == 2);
            Waiting.until("some wait", () -> queue.fifo().notFull().maySleep());
            queue.shutDown();
            queue.shutDown();
            workers.awaitSuccess();
            assertEquals(2, told.get());
            assertTrue(queue.isShutDown());
            assertThrows(QueueShutDownException.class, () -> queue.put(2));
            assertThrows(QueueShutDownException.class, () -> queue.offer(2));
            assertThrows(QueueShutDownException.class, () -> queue.add(2));
            assertEquals(List.of(1), List.copyOf(queue));
        }
    }

    @Test
    void reopenTakesAShutDownBack() throws Exception {
        try (Queue<Integer> queue = Queue.create()) {
            queue.put(1);
            queue.shutDown();
            queue.reopen();
            assertFalse(queue.isShutDown());
            queue.put(2);
            assertEquals(1, queue.take());
            assertEquals(2, queue.take());
            assertNull(queue.poll());
        }
    }

    @Test
    void drainToOfAShutDownQueueTakesTheRest() throws Exception {
        try (Queue<Integer> queue = Queue.create()) {
            queue.put(1);
            queue.shutDown();
            List<Integer> drained = new ArrayList<>();
            assertEquals(1, queue.drainTo(drained));
            assertEquals(0, queue.drainTo(drained));
            assertNull(queue.peek());
        }
    }

    @Test
    void handleThatArrivesTwiceIsTheSameObject() throws Exception {
        try (Workers workers = new Workers(); Queue<Queue<Integer>> queues = Queue.create();
            Queue<Integer> queue = Queue.create(7); JoinableQueue<Integer> joinable = JoinableQueue.create()) {
            queues.put(queue);
            queues.put(queue);
            queues.put(joinable);
            workers.run(() -> {
                Queue<Integer> first = queues.take();
                assertSame(first, queues.take());
                assertSame(first, queue);
                assertEquals(7, first.remainingCapacity());
                assertEquals(JoinableQueue.class, queues.take().getClass());
                first.put(1);
            });
            assertEquals(1, queue.take());
        }
    }

    @Test
    void handleOfAQueueThatIsGoneIsAnException() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Queue<Integer> queue = Queue.create()) {
            new ObjectOutputStream(bytes).writeObject(queue);
        }
        ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThrows(io.procession.shm.RegionException.class, in::readObject);
    }

    /** Some hundred milliseconds of class loading, and files that Chronicle maps. */
    @Test
    void handleThatIsNotUsedLoadsNothingAndMakesNoFile() throws Exception {
        try (Workers workers = new Workers(); Queue<Integer> queue = Queue.create()) {
            LongValue loaded = LongValue.create(-1);
            workers.run(() -> {
                if (queue.isShutDown() || queue.size() != 0) {
                    throw new AssertionError();
                }
                loaded.set(java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/maps")).lines()
                    .filter(line -> line.contains("chronicle")).count());
            });
            assertEquals(0, loaded.get());
            assertEquals(0, queue.directory().toFile().list().length);
        }
    }
}
