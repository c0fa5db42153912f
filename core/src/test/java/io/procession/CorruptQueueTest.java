package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.RegionException;
import io.procession.shm.Soak;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of a queue that are not what they were give a named exception, or do no harm: never a hang, the end of a JVM,
 * or another exception. Each bunch of cases has a process of its own.
 */
@Timeout(600)
class CorruptQueueTest {

    /** Of two files and a half, with some items taken, and some removed out of turn. */
    private static final int ITEMS = 60;
    private static final int LARGE = 100_000;

    private static final int BUNCHES = Soak.rounds(1, 100);
    private static final int CASES = 16;
    /** For ten calls or so, each of which may take a second or two. */
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    private Path directory;

    @Test
    void randomBytesAreAnExceptionOrHarmless() throws Exception {
        inBunches((files, random) -> {
            Path file = files.get(random.nextInt(files.size()));
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                long length = random.nextBoolean() ? Math.min(out.length(), 4096) : out.length();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 64)];
                    random.nextBytes(bytes);
                    out.seek((long) (random.nextDouble() * (length - bytes.length)));
                    out.write(bytes);
                }
            }
            return file;
        });
    }

    /** The words that all turns on, with values that they may well have. */
    @Test
    void wrongNumbersAreAnExceptionOrHarmless() throws Exception {
        inBunches((files, random) -> {
            Path file = files.get(random.nextInt(files.size()));
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    long words = Math.min(out.length(), 256 << 10) / Integer.BYTES;
                    long place = (long) (random.nextDouble() * words) * Integer.BYTES;
                    out.seek(place);
                    int number = Integer.reverseBytes(out.readInt());
                    for (int tries = 0; number == 0 && tries < 200; tries++) {
                        place = (long) (random.nextDouble() * words) * Integer.BYTES;
                        out.seek(place);
                        number = Integer.reverseBytes(out.readInt());
                    }
                    int[] others = {0, -1, 1, number + 1, number - 1, number << 8, Integer.MAX_VALUE, Integer.MIN_VALUE,
                        number ^ 1 << random.nextInt(Integer.SIZE)};
                    out.seek(place);
                    out.writeInt(Integer.reverseBytes(others[random.nextInt(others.length)]));
                }
            }
            return file;
        });
    }

    @Test
    void fileCutShortIsAnExceptionOrHarmless() throws Exception {
        inBunches((files, random) -> {
            Path file = files.get(random.nextInt(files.size()));
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                long[] lengths = {0, 1, 4, 4096, 65_536, out.length() / 2, out.length() - 1, out.length() - 4096,
                    random.nextInt(4096), (long) (random.nextDouble() * out.length())};
                out.setLength(Math.min(out.length(), lengths[random.nextInt(lengths.length)]));
            }
            return file;
        });
    }

    @Test
    void missingFileIsAnExceptionOrHarmless() throws Exception {
        inBunches((files, random) -> {
            Path file = files.get(random.nextInt(files.size()));
            Files.delete(file);
            return file;
        });
    }

    /** What is done to the files of a queue; says which was hit. */
    private interface Damage {
        Path apply(List<Path> files, Random random) throws IOException;
    }

    private void inBunches(Damage damage) throws Exception {
        Path sound = directory.resolve("sound");
        fill(sound);
        Random random = new Random(BUNCHES);
        for (int bunch = 0; bunch < BUNCHES; bunch++) {
            List<String> cases = new ArrayList<>();
            for (int i = 0; i < CASES; i++) {
                Path copy = directory.resolve("copy-" + bunch + "-" + i);
                copy(sound, copy);
                try (Stream<Path> files = Files.list(copy)) {
                    damage.apply(files.sorted().toList(), random);
                }
                cases.add(copy.toString());
            }
            List<String> failures;
            try (Workers workers = new Workers(); Queue<String> told = Queue.create()) {
                Process process = workers.start(() -> tryAll(cases, told));
                assertTrue(process.join(Duration.ofSeconds(PATIENCE_SECONDS * cases.size())), "hangs");
                failures = new ArrayList<>(told);
                process.failure().ifPresent(failure -> failures.add(failure.toString()));
                assertEquals(0, process.exitCode().orElseThrow(), () -> "ended by a signal or an error, having tried "
                    + failures);
            }
            failures.removeIf(line -> line.endsWith(": sound") || line.endsWith(": refused"));
            assertEquals(List.of(), failures);
            for (String path : cases) {
                delete(Path.of(path));
            }
        }
    }

    private static void fill(Path path) throws InterruptedException {
        try (JoinableQueue<byte[]> queue = JoinableQueue.open(path, 1_000)) {
            for (int i = 0; i < ITEMS; i++) {
                queue.put(item(i));
            }
            for (int i = 0; i < 5; i++) {
                queue.take();
            }
            queue.taskDone();
            queue.remove(item(9));
        }
    }

    private static byte[] item(int i) {
        return new byte[i % 2 == 0 ? LARGE : i];
    }

    private static void tryAll(List<String> cases, Queue<String> told) throws InterruptedException {
        for (String path : cases) {
            String[] outcome = {"hangs"};
            Thread thread = new Thread(() -> outcome[0] = outcome(Path.of(path)));
            thread.setDaemon(true);
            thread.start();
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            told.put(path + ": " + outcome[0] + (thread.isAlive() ? " at " + List.of(thread.getStackTrace()) : ""));
        }
    }

    private static String outcome(Path path) {
        boolean refused = false;
        try (JoinableQueue<byte[]> queue = JoinableQueue.open(path)) {
            for (Step step : List.<Step>of(() -> queue.offer(item(0)), queue::peek, () -> queue.offer(item(1)),
                () -> queue.iterator().forEachRemaining(item -> { }), () -> queue.remove(item(4)), queue::size,
                queue::takers, () -> {
                    while (queue.poll(1, TimeUnit.MILLISECONDS) != null) {
                        queue.taskDone();
                    }
                }, () -> queue.offer(item(2)), () -> queue.join(10, TimeUnit.MILLISECONDS), queue::poll)) {
                refused |= isRefused(step);
            }
        } catch (QueueException | RegionException e) {
            refused = true;
        } catch (Throwable e) {
            return e.toString().lines().findFirst().orElseThrow() + " at " + List.of(e.getStackTrace());
        }
        return refused ? "refused" : "sound";
    }

    private interface Step {
        void run() throws Exception;
    }

    private static boolean isRefused(Step step) throws Exception {
        try {
            step.run();
            return false;
        } catch (QueueException | RegionException | QueueShutDownException e) {
            return true;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        new ProcessBuilder("cp", "-a", "--sparse=always", from.toString(), to.toString()).inheritIO().start().onExit()
            .join();
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(path);
    }
}
