package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.ByteArray;
import io.procession.shm.Event;
import io.procession.shm.LongArray;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Processes that put, and processes that take, of which one after another is killed at a random moment, and replaced.
 * What was put and what was taken is written down beside the queue.
 */
@Timeout(900)
class QueueStormTest {

    private static final int LINES = 3;
    private static final int SECONDS = Soak.rounds(3, 300);
    private static final int MIN_DEATHS = Soak.rounds(3, 100);
    private static final int MIN_ITEMS = Soak.rounds(1_000, 1_000_000);
    private static final int MAX_ITEMS = Soak.rounds(2_000_000, 40_000_000);
    private static final int MAX_PAUSE_MILLIS = 200;
    private static final int MAX_SIZE = 1_000;
    /** Of the bytes that go with every so many items: they have files be full. */
    private static final int PADDED = 50;
    private static final int PADDING = 20_000;

    private static final byte TAKEN = 1;
    private static final byte DONE = 0x40;

    /** What a producer puts: the number of its line, and how many its line has begun to put before. */
    private record Item(int line, int number, byte[] padding) implements Serializable { }

    /**
     * What is known of the items, in shared memory.
     *
     * @param confirmed how many of each line's items were put, or given up
     * @param working of each producer and each consumer, whether it has put or taken something
     * @param taken of each line's items, how often each was taken, and whether it was done
     */
    private record Ledger(LongArray confirmed, LongArray working, List<ByteArray> taken, Event stop)
        implements Serializable {

        static Ledger create() {
            List<ByteArray> taken = new ArrayList<>();
            for (int line = 0; line < LINES; line++) {
                taken.add(ByteArray.create(MAX_ITEMS));
            }
            return new Ledger(LongArray.create(LINES), LongArray.create(2 * LINES), taken, Event.create());
        }
    }

    @Test
    void nothingIsLostButWhatTheDeadHadTakenAndNothingIsTakenTwice() throws Exception {
        Ledger ledger = Ledger.create();
        try (Queue<Item> queue = Queue.create(MAX_SIZE); Storm storm = new Storm(ledger, line -> {
            produce(queue, ledger, line);
        }, line -> {
            int[] last = new int[LINES];
            Arrays.fill(last, -1);
            try {
                while (true) {
                    Item item = queue.take();
                    ledger.working.set(LINES + line, 1);
                    inOrder(item, last);
                    int before = ledger.taken.get(item.line).getAndAdd(item.number, TAKEN);
                    check(before == 0, item, "was taken twice");
                }
            } catch (QueueShutDownException e) {
                // All is taken.
            }
        })) {
            storm.rage();
            storm.awaitProducers();
            queue.shutDown();
            storm.awaitConsumers();
            int lost = storm.missing(~DONE);
            assertTrue(lost <= storm.deadConsumers, () -> lost + " items were lost, and " + storm.deadConsumers
                + " consumers killed");
            assertEquals(0, queue.size());
        }
    }

    @Test
    void nothingIsLostOfAJoinableQueueAndOnlyTheRedeliveredComeTwice() throws Exception {
        Ledger ledger = Ledger.create();
        try (JoinableQueue<Item> queue = JoinableQueue.create(MAX_SIZE); Storm storm = new Storm(ledger, line -> {
            produce(queue, ledger, line);
        }, line -> {
            int[] last = new int[LINES];
            Arrays.fill(last, -1);
            try {
                while (true) {
                    Item item = queue.take();
                    ledger.working.set(LINES + line, 1);
                    ByteArray taken = ledger.taken.get(item.line);
                    int before = taken.getAndAdd(item.number, TAKEN);
                    check((before & DONE) == 0, item, "was done, and came again");
                    if (!queue.isRedelivered()) {
                        check(before == 0, item, "was taken twice, and is not said to be redelivered");
                        inOrder(item, last);
                    }
                    queue.taskDone();
                    taken.getAndAdd(item.number, DONE);
                }
            } catch (QueueShutDownException e) {
                // All is taken.
            }
        })) {
            storm.rage();
            storm.awaitProducers();
            assertTrue(queue.join(Duration.ofSeconds(30)), queue::toString);
            queue.shutDown();
            storm.awaitConsumers();
            assertEquals(0, storm.missing(~DONE), "items were lost");
            int undone = storm.missing(DONE);
            assertTrue(undone <= storm.deadConsumers, () -> undone + " items were not done");
            assertEquals(0, queue.size());
        }
    }

    private static void produce(Queue<Item> queue, Ledger ledger, int line) throws InterruptedException {
        for (int number = (int) ledger.confirmed.get(line); number < MAX_ITEMS && !ledger.stop.isSet(); number++) {
            queue.put(new Item(line, number, new byte[number % PADDED == 0 ? PADDING : 0]));
            ledger.confirmed.set(line, number + 1);
            ledger.working.set(line, 1);
        }
    }

    private static void inOrder(Item item, int[] last) {
        check(item.number > last[item.line], item, "came after " + last[item.line]);
        last[item.line] = item.number;
    }

    private static void check(boolean holds, Item item, String what) {
        if (!holds) {
            throw new AssertionError("item " + item.number + " of line " + item.line + " " + what);
        }
    }

    /** What a process of a line does. */
    private interface Part extends Serializable {
        void run(int line) throws Exception;
    }

    /** As many producers as lines, and as many consumers. */
    private static final class Storm implements AutoCloseable {

        private final Ledger ledger;
        private final List<Part> parts;
        private final Process[][] processes = new Process[2][LINES];
        private final List<BitSet> unknown = new ArrayList<>();
        private final Random random = new Random(11);
        private int deadConsumers;

        Storm(Ledger ledger, Part producer, Part consumer) {
            this.ledger = ledger;
            this.parts = List.of(producer, consumer);
            for (int line = 0; line < LINES; line++) {
                unknown.add(new BitSet());
                start(0, line);
                start(1, line);
            }
        }

        private void start(int kind, int line) {
            ledger.working.set(kind * LINES + line, 0);
            Part part = parts.get(kind);
            Process.Builder builder = line % 2 == 0 ? Workers.quick() : Process.builder();
            processes[kind][line] = builder.start(() -> part.run(line));
        }

        void rage() throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            for (int deaths = 0; end - System.nanoTime() > 0 || deaths < MIN_DEATHS || put() < MIN_ITEMS; deaths++) {
                if (random.nextBoolean()) {
                    awaitWork();
                }
                Thread.sleep(random.nextInt(MAX_PAUSE_MILLIS));
                int kind = random.nextInt(2);
                int line = random.nextInt(LINES);
                Process victim = processes[kind][line];
                boolean ended = !victim.isAlive();
                victim.kill();
                victim.join();
                if (ended) {
                    assertEnded(victim);
                }
                if (kind == 1) {
                    deadConsumers++;
                } else {
                    giveUp(line);
                }
                start(kind, line);
            }
            ledger.stop.set();
        }

        /** Most are killed while they work, and not while they start. */
        private void awaitWork() {
            for (int i = 0; i < 2 * LINES; i++) {
                int worker = i;
                Process process = processes[i / LINES][i % LINES];
                Waiting.until(process + " works", () -> ledger.working.get(worker) == 1 || !process.isAlive());
            }
        }

        /** Of the item that a producer was putting nobody knows whether it is there. */
        private void giveUp(int line) {
            long number = ledger.confirmed.get(line);
            if (number < MAX_ITEMS) {
                unknown.get(line).set((int) number);
                ledger.confirmed.set(line, number + 1);
            }
        }

        private long put() {
            long put = 0;
            for (int line = 0; line < LINES; line++) {
                put += ledger.confirmed.get(line);
            }
            return put;
        }

        void awaitProducers() throws InterruptedException {
            for (Process process : processes[0]) {
                assertEnded(process);
            }
        }

        void awaitConsumers() throws InterruptedException {
            for (Process process : processes[1]) {
                assertEnded(process);
            }
        }

        private static void assertEnded(Process process) throws InterruptedException {
            assertTrue(process.join(Duration.ofSeconds(60)), () -> process + " hangs");
            process.failure().ifPresent(failure -> {
                throw new AssertionError(process + " failed", failure);
            });
            assertEquals(0, process.exitCode().orElseThrow(), process::toString);
        }

        /** How many of the items that were surely put were never taken, or never done. */
        int missing(int bits) {
            int count = 0;
            for (int line = 0; line < LINES; line++) {
                int confirmed = (int) ledger.confirmed.get(line);
                byte[] taken = new byte[MAX_ITEMS];
                ledger.taken.get(line).copyTo(0, taken, 0, MAX_ITEMS);
                for (int number = 0; number < confirmed; number++) {
                    if ((taken[number] & bits) == 0 && !unknown.get(line).get(number)) {
                        count++;
                    }
                }
            }
            return count;
        }

        @Override
        public void close() {
            for (Process[] kind : processes) {
                for (Process process : kind) {
                    if (process.isAlive()) {
                        process.kill();
                    }
                    process.onExit().join();
                }
            }
            ledger.taken.forEach(ByteArray::close);
        }
    }
}
