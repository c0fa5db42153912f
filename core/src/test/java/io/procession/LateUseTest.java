package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A JVM that uses the library for the first time when it is ending already: what has a path works, what would have to
 * go with the process is refused. Would catch a class that cannot be initialised any more.
 */
@Timeout(120)
class LateUseTest {

    private static final int VALUE = 42;

    @TempDir
    private Path directory;

    /** Uses what it is told to. Says what came of it, and what comes of the same once more. */
    static final class Late {
        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch ending = new CountDownLatch(1);
            CountDownLatch used = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                ending.countDown();
                await(used);
            }));
            new Thread(() -> System.exit(0)).start();
            ending.await();
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println(use(arguments[0], Path.of(arguments[1])));
                } catch (Exception e) {
                    System.out.println(e.getClass().getSimpleName());
                }
            }
            used.countDown();
        }

        private static Object use(String what, Path path) throws Exception {
            switch (what) {
                case "region" -> {
                    try (Region region = Region.open(path)) {
                        Lock lock = Lock.open(region, "lock");
                        lock.lock();
                        lock.tryLock(Duration.ofMillis(10));
                        return LongValue.open(region, "value", VALUE).get();
                    }
                }
                case "queue" -> {
                    try (JoinableQueue<Integer> queue = JoinableQueue.open(path)) {
                        queue.put(VALUE);
                        return queue.take();
                    }
                }
                case "anonymous region" -> Region.create().close();
                case "anonymous queue" -> Queue.create().close();
                case "pipe" -> Pipe.duplex().close();
                case "process" -> Process.start(() -> { });
                case "pool" -> Pool.create(1).close();
                default -> throw new AssertionError(what);
            }
            return what + " is there";
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"region, 42", "queue, 42", "anonymous region, IllegalStateException",
        "anonymous queue, IllegalStateException", "pipe, IllegalStateException", "process, IllegalStateException",
        "pool, IllegalStateException"})
    void worksOrIsRefused(String what, String outcome) throws Exception {
        try (Program program = Program.start(directory, Late.class, what, directory.resolve("file").toString())) {
            assertEquals(0, program.await());
            assertEquals("", program.err());
            assertEquals(List.of(outcome, outcome), program.lines());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Has a worker that begins to start workers when a signal ends it. */
    static final class Terminated {
        public static void main(String[] arguments) throws Exception {
            Process.builder().name("factory").start(() -> {
                CountDownLatch ending = new CountDownLatch(1);
                Thread factory = Thread.currentThread();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    ending.countDown();
                    try {
                        factory.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
                System.out.println("ready");
                ending.await();
                Process.start(() -> { });
            }).join();
        }
    }

    @Test
    void aWorkerThatASignalEndsWhileItStartsAnotherSaysNothing() throws Exception {
        try (Program program = Program.start(directory, Terminated.class)) {
            program.awaitLine("ready");
            program.signalGroup("TERM");
            assertEquals(143, program.await());
            program.awaitNobodyLeft();
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }
}
