package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JVMs that wait to be a worker: when there are some, who takes them, and that nobody else ever notices. */
@Timeout(120)
class SparesTest {

    private static final FileAttribute<?> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @TempDir
    private Path directory;

    /** Each program prints what it has found, one line each. */
    private List<String> linesOf(Class<?> main, String... options) throws Exception {
        try (Program program = Program.start(directory, List.of(options), System.getProperty("java.class.path"), main)) {
            assertEquals(0, program.await(), program::err);
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
            return program.lines();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 30 s");
            }
            Thread.sleep(2);
        }
    }

    private static void runOne() throws InterruptedException {
        Process process = Process.start(() -> { });
        process.join();
        check(process);
    }

    private static void check(Process process) {
        if (process.exitCode().getAsInt() != 0) {
            throw new AssertionError(process.toString());
        }
    }

    private static long awaitSpare() throws InterruptedException {
        await(() -> Spares.pids().size() == 1);
        return Spares.pids().get(0);
    }

    static final class TakesASpare {
        public static void main(String[] arguments) throws Exception {
            runOne();
            Thread.sleep(300);
            System.out.println("after the first start: " + Spares.pids().size());
            runOne();
            long spare = awaitSpare();
            Process third = Process.start(() -> { });
            third.join();
            check(third);
            System.out.println("taken: " + (third.pid() == spare));
            System.out.println("another one: " + (awaitSpare() != spare));
            System.out.println("children: " + Process.activeChildren().size());
        }
    }

    @Test
    void secondStartHasASpareMadeThatTheThirdTakes() throws Exception {
        assertEquals(List.of("after the first start: 0", "taken: true", "another one: true", "children: 0"),
            linesOf(TakesASpare.class));
    }

    static final class WantsNone {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                runOne();
            }
            Thread.sleep(300);
            System.out.println(Spares.pids().size());
        }
    }

    @Test
    void propertySaysThatThereAreNone() throws Exception {
        assertEquals(List.of("0"), linesOf(WantsNone.class, "-Dprocession.spares=0"));
    }

    static final class SaysHowMany {
        public static void main(String[] arguments) throws Exception {
            Process.keepSpares(3);
            await(() -> Spares.pids().size() == 3);
            List<Long> pids = Spares.pids();
            Process.keepSpares(1);
            System.out.println("left: " + Spares.pids().equals(pids.subList(2, 3)));
            Process.keepSpares(0);
            await(() -> pids.stream().noneMatch(Program::isAlive));
            System.out.println("left: " + Spares.pids().size());
        }
    }

    @Test
    void theProgramSaysHowMany() throws Exception {
        assertEquals(List.of("left: true", "left: 0"), linesOf(SaysHowMany.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65, Integer.MIN_VALUE})
    void refusesAnImpossibleCount(int count) {
        String message = assertThrows(IllegalArgumentException.class, () -> Process.keepSpares(count)).getMessage();
        assertEquals("expected 0 to 64 spares, found " + count, message);
    }

    /** Starts one that is unlike the spare, by one variable; then two such, whose spare takes the other's place. */
    static final class AsksForOthers {
        public static void main(String[] arguments) throws Exception {
            Process.keepSpares(1);
            long spare = awaitSpare();
            runOther(spare);
            System.out.println("still there: " + Spares.pids().equals(List.of(spare)));
            runOther(spare);
            await(() -> Spares.pids().size() == 1 && Spares.pids().get(0) != spare);
            long other = awaitSpare();
            System.out.println("taken: " + (runOther(spare) == other));
        }

        private static long runOther(long spare) throws InterruptedException {
            Process process = Process.builder().environment("UNLIKE", "yes").start(() -> {
                if (!"yes".equals(System.getenv("UNLIKE"))) {
                    throw new AssertionError();
                }
            });
            process.join();
            check(process);
            if (process.pid() == spare) {
                throw new AssertionError();
            }
            return process.pid();
        }
    }

    @Test
    void spareOfAnotherKindIsNotTakenAndMakesWayAtTheSecondMiss() throws Exception {
        assertEquals(List.of("still there: true", "taken: true"), linesOf(AsksForOthers.class));
    }

    static final class LosesItsSpare {
        public static void main(String[] arguments) throws Exception {
            Process.keepSpares(1);
            for (int i = 0; i < 2; i++) {
                long spare = awaitSpare();
                Program.kill("KILL", spare);
                await(() -> !Program.isAlive(spare));
                runOne();
            }
            System.out.println("done");
        }
    }

    /** Would catch a start that hands its task to a JVM that somebody has killed. */
    @Test
    void startDoesWithoutASpareThatWasKilled() throws Exception {
        try (Program program = Program.start(directory, LosesItsSpare.class)) {
            assertEquals(0, program.await(), program::err);
            assertEquals(List.of("done"), program.lines());
            assertEquals("", program.err());
        }
    }

    /** Would catch a spare that Ctrl-C has ended, and that is handed a task while it ends. */
    static final class IsInterrupted {
        public static void main(String[] arguments) throws Exception {
            Process.keepSpares(1);
            Path spare = Path.of("/proc/" + awaitSpare());
            await(() -> LooksAtItsSpare.read(spare.resolve("maps")).contains("jna"));
            Program.kill("INT", Spares.pids().get(0));
            Process process = Process.start(() -> System.out.println("ran"));
            process.join();
            check(process);
        }
    }

    @Test
    void interruptFromTheTerminalIsTheParentsToActUpon() throws Exception {
        assumeFalse(FamilyTest.isInterruptIgnored(), "these tests were started with SIGINT ignored");
        assertEquals(List.of("ran"), linesOf(IsInterrupted.class));
    }

    /** Would catch that what a spare has left is looked for too generously. */
    @Test
    void whatElseIsInTheDirectoryStays() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"), PRIVATE);
        List<Path> others = List.of(run.resolve("notes.txt"), run.resolve("region-1"), run.resolve("a-1-b"));
        for (Path other : others) {
            Files.createFile(other);
        }
        Path tree = Files.createDirectories(run.resolve("photos").resolve("2020-1"));
        try (Program program = Program.start(directory, EndsSoon.class, "300")) {
            assertEquals(0, program.await());
        }
        assertEquals(List.of(), others.stream().filter(Files::notExists).toList());
        assertTrue(Files.exists(tree));
    }

    /** What one task leaves in its JVM, no other may find. */
    static final class Leaves {

        private static int seen;

        public static void main(String[] arguments) throws Exception {
            LongValue found = LongValue.create(0);
            Process.keepSpares(2);
            for (int i = 0; i < 3; i++) {
                await(() -> !Spares.pids().isEmpty());
                Process process = Process.start(() -> {
                    found.addAndGet(seen);
                    seen++;
                    found.addAndGet(System.getProperty("left") == null ? 0 : 1);
                    System.setProperty("left", "something");
                    found.addAndGet(Thread.interrupted() ? 1 : 0);
                });
                process.join();
                check(process);
            }
            System.out.println(found);
        }
    }

    @Test
    void taskFindsAFreshJvm() throws Exception {
        assertEquals(List.of("0"), linesOf(Leaves.class));
    }

    /** Waits until its spare has loaded what it takes to sleep, and then for all of it that is attached to go. */
    static final class LooksAtItsSpare {
        public static void main(String[] arguments) throws Exception {
            Process.keepSpares(1);
            Path spare = Path.of("/proc/" + awaitSpare());
            await(() -> read(spare.resolve("maps")).contains("jna"));
            String run = System.getProperty("procession.dir");
            await(() -> !read(spare.resolve("maps")).contains(run) && descriptors(spare).noneMatch(
                target -> target.startsWith(run)));
            runOne();
            System.out.println("nothing");
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Stream<String> descriptors(Path process) {
            try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
                List<String> targets = new ArrayList<>();
                for (Path descriptor : descriptors.toList()) {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                }
                return targets.stream();
            } catch (IOException e) {
                return Stream.of(System.getProperty("procession.dir"));
            }
        }
    }

    @Test
    void spareHasAttachedNothing() throws Exception {
        assertEquals(List.of("nothing"), linesOf(LooksAtItsSpare.class));
    }

    static final class GivesWrongOptions {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                Process.builder().jvmOptions("-XX:+ThisIsNoOption").start(() -> { }).join();
            }
            Thread.sleep(1200);
            System.out.println(Spares.pids().size());
        }
    }

    /** Would catch a spare that makes the JVM say once more, and unasked, what is wrong with its options. */
    @Test
    void wrongOptionsAreToldAsOftenAsTheyAreGiven() throws Exception {
        try (Program program = Program.start(directory, GivesWrongOptions.class)) {
            assertEquals(0, program.await());
            assertEquals(List.of("0"), program.lines());
            assertEquals(3, program.err().lines().filter(line -> line.contains("Unrecognized VM option")).count());
        }
    }

    static final class GivesOptions {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 2; i++) {
                Process process = Process.builder().jvmOptions("-Xmx64m").start(() -> { });
                process.join();
                check(process);
            }
            long spare = awaitSpare();
            Process process = Process.builder().jvmOptions("-Xmx64m").start(() -> {
                if (Runtime.getRuntime().maxMemory() > 64 << 20) {
                    throw new AssertionError();
                }
            });
            process.join();
            check(process);
            System.out.println(process.pid() == spare);
        }
    }

    @Test
    void optionsThatAJvmHasTakenHaveASpare() throws Exception {
        assertEquals(List.of("true"), linesOf(GivesOptions.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-agentlib:jdwp=transport=dt_socket,server=y,address=5005", "-javaagent:some.jar",
        "-Xlog:gc*", "-XX:StartFlightRecording=duration=1s", "-XX:SharedArchiveFile=some.jsa", "-verbose:gc",
        "@file"})
    void whatAWaitingJvmWouldActUponHasNoSpare(String option) {
        assertFalse(Launch.of(List.of("-Xmx64m", option), Map.of()).isDiscreet());
    }

    @Test
    void variableThatEachJvmPrintsHasNoSpare() {
        assertTrue(Launch.of(List.of("-Xmx64m"), Map.of("KEY", "value")).isDiscreet());
        assertFalse(Launch.of(List.of(), Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m")).isDiscreet());
    }

    /** Has spares made all the time. */
    static final class StartsAndJoins {
        public static void main(String[] arguments) throws Exception {
            Lock lock = Lock.create();
            System.out.println("running");
            while (true) {
                Process.builder().daemon(true).start(() -> {
                    lock.lock();
                    lock.unlock();
                }).join();
            }
        }
    }

    /** Would catch a spare that stays when its parent has died, at whatever moment. */
    @Test
    @Timeout(3600)
    void killedAtAnyMomentAProgramLeavesNoSpare() throws Exception {
        Random random = new Random(2);
        for (int round = 0; round < Soak.rounds(2, 200); round++) {
            try (Program program = Program.start(directory, StartsAndJoins.class)) {
                program.awaitLine("running");
                Thread.sleep(random.nextInt(800));
                program.signal("KILL");
                program.awaitNobodyLeft();
                assertEquals("", program.err());
            }
        }
    }

    /** Ends by itself after so many milliseconds. */
    static final class EndsSoon {
        public static void main(String[] arguments) throws Exception {
            Process.keepSpares(2);
            Thread.sleep(Integer.parseInt(arguments[0]));
        }
    }

    /** Would catch files that a spare leaves which is told to end in the middle of its rehearsal. */
    @Test
    @Timeout(3600)
    void endingAtAnyMomentAProgramLeavesNothing() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < Soak.rounds(2, 200); round++) {
            String millis = Integer.toString(random.nextInt(500));
            try (Program program = Program.start(directory, EndsSoon.class, millis)) {
                assertEquals(0, program.await());
                assertEquals(List.of(), program.leftBehind(), () -> "after " + millis + " ms");
                assertEquals("", program.out() + program.err());
                program.awaitNobodyLeft();
            }
        }
    }

    static final class StartsMany {
        public static void main(String[] arguments) throws Exception {
            int inTurn = Integer.parseInt(arguments[0]);
            int atOnce = Integer.parseInt(arguments[1]);
            LongValue count = LongValue.create(0);
            runAtOnce(1, count);
            runAtOnce(1, count);
            awaitSpare();
            long descriptors = descriptors();
            for (int i = 0; i < inTurn; i++) {
                runAtOnce(1, count);
            }
            runAtOnce(atOnce, count);
            awaitSpare();
            await(() -> ProcessHandle.current().children().count() == 1);
            await(() -> descriptors() <= descriptors);
            System.out.println(count);
        }

        private static void runAtOnce(int number, LongValue count) throws InterruptedException {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                processes.add(Process.start(() -> count.incrementAndGet()));
            }
            for (Process process : processes) {
                process.join();
                check(process);
                process.close();
            }
        }

        private static long descriptors() {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return descriptors.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Would catch a descriptor, a process or a file that each start leaves. */
    @Test
    @Timeout(3600)
    void manyStartsLeaveNothing() throws Exception {
        int inTurn = Soak.rounds(6, 1000);
        int atOnce = Soak.rounds(4, 64);
        try (Program program = Program.start(directory, List.of(), System.getProperty("java.class.path"),
            StartsMany.class, Integer.toString(inTurn), Integer.toString(atOnce))) {
            program.awaitEnd(Duration.ofMinutes(Soak.rounds(1, 30)));
            assertEquals("", program.err());
            assertEquals(List.of(Integer.toString(inTurn + atOnce + 2)), program.lines());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    static final class WaitsForItToGo {
        public static void main(String[] arguments) throws Exception {
            Process.keepSpares(1);
            long spare = awaitSpare();
            Thread.sleep(62_000);
            System.out.println(Spares.pids().size() + " " + Program.isAlive(spare));
        }
    }

    @Test
    void spareThatNobodyTakesGoesAfterAMinute() throws Exception {
        assumeTrue(Soak.rounds(0, 1) == 1, "takes a minute");
        try (Program program = Program.start(directory, WaitsForItToGo.class)) {
            program.awaitEnd(Duration.ofMinutes(2));
            assertEquals(List.of("0 false"), program.lines());
        }
    }
}
