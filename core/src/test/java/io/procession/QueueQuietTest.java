package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.procession.shm.Event;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program prints that uses queues, and what it leaves. */
@Timeout(120)
class QueueQuietTest {

    @TempDir
    private Path directory;

    /** Lets files be full, one wait for another, and a worker use a queue. */
    static final class Talker {
        public static void main(String[] arguments) throws Exception {
            Queue<byte[]> there = Queue.create(3);
            JoinableQueue<Integer> back = JoinableQueue.create();
            Process worker = Process.start(() -> {
                for (int length = 1; length != 0; ) {
                    length = there.take().length;
                    back.put(length);
                }
            });
            long sum = 0;
            for (int i = 50; i >= 0; i--) {
                there.put(new byte[i * 20_000]);
                sum -= i * 20_000L;
            }
            worker.join();
            for (int length : back) {
                sum += length;
            }
            try (Queue<String> durable = Queue.open(Path.of(arguments[0]))) {
                durable.put("kept");
            }
            System.out.println(sum);
        }
    }

    @Test
    void printsNothingAndLeavesNothing() throws Exception {
        try (Program program = Program.start(directory, Talker.class, directory.resolve("durable").toString())) {
            assertEquals(0, program.await());
            assertEquals(List.of("0"), program.lines());
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Ends while daemons of its put into its queue, and take. */
    static final class EndsFirst {
        public static void main(String[] arguments) throws Exception {
            Queue<byte[]> queue = Queue.create(20);
            Event used = Event.create();
            Process.builder().daemon(true).start(() -> {
                while (true) {
                    queue.put(new byte[100_000]);
                }
            });
            Process.builder().daemon(true).start(() -> {
                for (int i = 0; true; i++) {
                    queue.take();
                    if (i == 100) {
                        used.set();
                    }
                }
            });
            used.await();
        }
    }

    /** Would catch that a queue's files go before those who use it. */
    @Test
    void daemonsThatUseItEndBeforeItsFilesGo() throws Exception {
        try (Program program = Program.start(directory, EndsFirst.class)) {
            assertEquals(0, program.await());
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Waits to be killed, while a worker of its uses its queue. */
    static final class Killed {
        public static void main(String[] arguments) throws Exception {
            Queue<Integer> queue = Queue.create(10);
            Event used = Event.create();
            Process.builder().daemon(true).start(() -> {
                while (true) {
                    queue.put(queue.take());
                    used.set();
                }
            });
            queue.put(1);
            used.await();
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }

    @Test
    void whatAKilledProgramLeftTheNextOneSweeps() throws Exception {
        try (Program killed = Program.start(directory, Killed.class)) {
            killed.awaitLine("ready");
            killed.signalGroup("KILL");
            killed.await();
            killed.awaitNobodyLeft();
            assertFalse(killed.leftBehind().isEmpty());
            assertEquals("", killed.err());
        }
        try (Program next = Program.start(directory, Talker.class, directory.resolve("durable").toString())) {
            assertEquals(0, next.await());
            assertEquals("", next.err());
            assertEquals(List.of(), next.leftBehind());
        }
    }

    @Test
    void terminatedProgramLeavesNothing() throws Exception {
        try (Program program = Program.start(directory, Killed.class)) {
            program.awaitLine("ready");
            program.signal("TERM");
            program.await();
            program.awaitNobodyLeft();
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }
}
