package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.procession.shm.Event;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a program's processes at its end, however it ends; what they print; what they leave. */
@Timeout(120)
class FamilyTest {

    @TempDir
    private Path directory;

    /** Prints as a user's program would, and lets locks be contended, so that everything is loaded that can be. */
    static final class Talker {
        public static void main(String[] arguments) throws Exception {
            Lock lock = Lock.create();
            LongValue count = LongValue.create(0);
            Task contend = () -> {
                for (int i = 0; i < 20_000; i++) {
                    lock.lock();
                    count.incrementAndGet();
                    lock.unlock();
                }
            };
            Process first = Process.start(contend);
            Process second = Process.start(contend);
            first.join();
            second.join();
            Process speaker = Process.start(() -> System.out.println("from the worker"));
            speaker.join();
            System.out.println(count);
        }
    }

    @Test
    void printsNothingButWhatIsAskedFor() throws Exception {
        try (Program program = Program.start(directory, Talker.class)) {
            assertEquals(0, program.await());
            assertEquals(List.of("from the worker", "40000"), program.lines());
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    static final class Thrower {
        public static void main(String[] arguments) throws Exception {
            Process process = Process.builder().name("thrower").start(() -> {
                throw new IllegalStateException("spoken");
            });
            process.join();
            System.out.println(process.exitCode().orElseThrow());
        }
    }

    @Test
    void uncaughtExceptionIsPrintedWithTheProcessName() throws Exception {
        try (Program program = Program.start(directory, Thrower.class)) {
            assertEquals(0, program.await());
            assertEquals(List.of("1"), program.lines());
            String expected = "Exception in process \"thrower\" java.lang.IllegalStateException: spoken";
            assertTrue(program.err().startsWith(expected), program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    static final class WrongOption {
        public static void main(String[] arguments) throws Exception {
            Process process = Process.builder().jvmOptions("-XX:+ThisIsNoOption").start(() -> { });
            process.join();
            System.out.println(process.exitCode().orElseThrow());
        }
    }

    @Test
    void wrongJvmOptionIsAnExitCodeAndTheJvmsOwnMessage() throws Exception {
        try (Program program = Program.start(directory, WrongOption.class)) {
            assertEquals(0, program.await());
            assertEquals(List.of("1"), program.lines());
            assertTrue(program.err().contains("ThisIsNoOption"), program.err());
        }
    }

    /** Arrives when the parent has died, and finds nothing: as what lies in a file does that went with the parent. */
    static final class Late implements Externalizable {

        private static final long serialVersionUID = 1L;

        /** For serialization. */
        public Late() {
        }

        @Override
        public void writeExternal(ObjectOutput out) {
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            long parent = ProcessHandle.current().parent().orElseThrow().pid();
            System.out.println("arrives");
            while (ProcessHandle.current().parent().orElseThrow().pid() == parent) {
                Thread.onSpinWait();
            }
            throw new IOException("nothing there");
        }
    }

    static final class EndsBeforeItsChildBegins {
        public static void main(String[] arguments) throws Exception {
            Late late = new Late();
            Process.builder().name("heir").daemon(Boolean.parseBoolean(arguments[0])).start(() -> late.hashCode()).join();
        }
    }

    /** Would catch the stack trace of a daemon that had no time to end with its parent. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void daemonWhoseParentDiesBeforeItsTaskBeginsEndsQuietly(boolean daemon) throws Exception {
        try (Program program = Program.start(directory, EndsBeforeItsChildBegins.class, Boolean.toString(daemon))) {
            program.awaitLine("arrives");
            program.signal("KILL");
            program.awaitNobodyLeft();
            assertEquals(daemon, program.err().isEmpty(), program.err());
        }
    }

    /** Ends while a daemon and a process that is no daemon run. */
    static final class EndsFirst {
        public static void main(String[] arguments) throws Exception {
            Event ready = Event.create();
            Process daemon = Process.builder().daemon(true).start(() -> {
                ready.set();
                Thread.sleep(60_000);
            });
            ready.await();
            Process.start(() -> {
                Thread.sleep(500);
                System.out.println("done");
            });
            System.out.println("daemon " + daemon.pid());
        }
    }

    @Test
    void endOfTheProgramEndsDaemonsAndAwaitsTheRest() throws Exception {
        try (Program program = Program.start(directory, EndsFirst.class)) {
            assertEquals(0, program.await());
            assertEquals("done", program.lines().get(1));
            assertFalse(Program.isAlive(Long.parseLong(program.awaitLine("daemon "))));
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** A child that attaches only when its parent's main method has long ended. */
    static final class AttachesLate {
        public static void main(String[] arguments) {
            LongValue value = LongValue.create(41);
            Process.start(() -> System.out.println(value.incrementAndGet()));
        }
    }

    @Test
    void filesOfTheProgramStayUntilItsChildrenHaveEnded() throws Exception {
        try (Program program = Program.start(directory, AttachesLate.class)) {
            assertEquals(0, program.await());
            assertEquals(List.of("42"), program.lines());
            assertEquals("", program.err());
        }
    }

    /** Ends, and waits for a child that does not. */
    static final class WaitsAtItsEnd {
        public static void main(String[] arguments) {
            Process.start(() -> {
                System.out.println("child " + ProcessHandle.current().pid());
                Thread.sleep(60_000);
            });
        }
    }

    @Test
    void programThatWaitsAtItsEndCanBeTerminated() throws Exception {
        try (Program program = Program.start(directory, WaitsAtItsEnd.class)) {
            long child = Long.parseLong(program.awaitLine("child "));
            program.signal("TERM");
            program.await();
            assertAllEnd(program, List.of(child));
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Ends while it says what its child is to do. */
    static final class EndsAsItIsSent implements Externalizable {

        private static final long serialVersionUID = 1L;
        private static final int STATUS = 7;

        public EndsAsItIsSent() {
        }

        @Override
        public void writeExternal(ObjectOutput out) {
            System.exit(STATUS);
        }

        @Override
        public void readExternal(ObjectInput in) {
        }

        public static void main(String[] arguments) {
            EndsAsItIsSent ending = new EndsAsItIsSent();
            Process.start(() -> System.out.println("child has " + ending));
        }
    }

    /** Would catch one that waits for a child that waits to be told what to do. */
    @Test
    void programThatEndsBeforeItsChildIsToldWhatToDoWaitsForNothing() throws Exception {
        try (Program program = Program.start(directory, EndsAsItIsSent.class)) {
            assertEquals(EndsAsItIsSent.STATUS, program.await());
            assertEquals("", program.err());
            assertEquals("", program.out());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Has children that end in ways of their own, and does not look. */
    static final class DoesNotLook {
        public static void main(String[] arguments) throws Exception {
            Process.start(() -> System.exit(0)).join();
            Process.start(() -> {
                System.setErr(new PrintStream(OutputStream.nullOutputStream()));
                throw new IllegalStateException();
            }).join();
            Process.start(() -> { }).join();
        }
    }

    @Test
    void nothingIsLeftOfChildrenThatNobodyAsksAbout() throws Exception {
        try (Program program = Program.start(directory, DoesNotLook.class)) {
            assertEquals(0, program.await());
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Waits for ever, with a daemon, a child, and a grandchild. */
    static final class WaitsForEver {
        public static void main(String[] arguments) throws Exception {
            Event ready = Event.create();
            Event middle = Event.create();
            Process.builder().daemon(true).start(() -> {
                System.out.println("daemon " + ProcessHandle.current().pid());
                Thread.sleep(60_000);
            });
            Process child = Process.start(() -> {
                Process grandchild = Process.start(() -> {
                    System.out.println("grandchild " + ProcessHandle.current().pid());
                    middle.set();
                    Thread.sleep(60_000);
                });
                System.out.println("child " + ProcessHandle.current().pid());
                middle.await();
                ready.set();
                grandchild.join();
            });
            ready.await();
            System.out.println("ready");
            child.join();
        }
    }

    @Test
    void interruptFromTheTerminalEndsTheWholeFamilyQuietly() throws Exception {
        assumeFalse(isInterruptIgnored(), "these tests were started with SIGINT ignored");
        try (Program program = Program.start(directory, WaitsForEver.class)) {
            List<Long> family = family(program);
            program.signalGroup("INT");
            assertEquals(130, program.await());
            assertAllEnd(program, family);
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    /** Who starts the tests in the background of a script has them, and all that they start, ignore it. */
    static boolean isInterruptIgnored() throws IOException {
        String ignored = "SigIgn:";
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(ignored)) {
                return (Long.parseUnsignedLong(line.substring(ignored.length()).trim(), 16) & 1 << 1) != 0;
            }
        }
        return false;
    }

    @Test
    void terminatedProgramTakesItsFamilyWithIt() throws Exception {
        try (Program program = Program.start(directory, WaitsForEver.class)) {
            List<Long> family = family(program);
            program.signal("TERM");
            assertEquals(143, program.await());
            assertAllEnd(program, family);
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
    }

    @Test
    void killedProgramTakesItsDaemonsAndLeavesTheRest() throws Exception {
        try (Program program = Program.start(directory, WaitsForEver.class)) {
            List<Long> family = family(program);
            program.signal("KILL");
            assertEquals(137, program.await());
            assertAllEnd(program, List.of(Long.parseLong(program.awaitLine("daemon "))));
            assertTrue(Program.isAlive(family.get(1)));
            assertTrue(Program.isAlive(family.get(2)));
            assertEquals("", program.err());
        }
    }

    @Test
    void whatAKilledProgramLeftTheNextOneSweeps() throws Exception {
        try (Program killed = Program.start(directory, WaitsForEver.class)) {
            family(killed);
            killed.signalGroup("KILL");
            killed.await();
            assertFalse(killed.leftBehind().isEmpty());
        }
        try (Program next = Program.start(directory, Talker.class)) {
            assertEquals(0, next.await());
            assertEquals(List.of(), next.leftBehind());
        }
    }

    /** Starts daemons, one after another. */
    static final class StartsDaemons {
        public static void main(String[] arguments) {
            while (true) {
                Process.builder().daemon(true).start(() -> Thread.sleep(60_000));
            }
        }
    }

    /** Would catch a daemon that is started, or half started, just when its parent dies, and stays. */
    @Test
    @Timeout(3600)
    void killedAtAnyMomentAProgramLeavesNoDaemon() throws Exception {
        int rounds = Boolean.getBoolean("procession.soak") ? 200 : 5;
        Random random = new Random(1);
        for (int round = 0; round < rounds; round++) {
            try (Program program = Program.start(directory, StartsDaemons.class)) {
                Thread.sleep(random.nextInt(300));
                program.signal("KILL");
                program.awaitNobodyLeft();
                assertEquals("", program.err());
            }
        }
    }

    @Test
    void killedParentIsSeenByItsChild() throws Exception {
        try (Program program = Program.start(directory, WatchedParent.class)) {
            program.awaitLine("watching");
            program.signal("KILL");
            program.await("line of the child", () -> program.lines().contains("parent has ended"));
        }
    }

    /** Has a child that waits for its end. */
    static final class WatchedParent {
        public static void main(String[] arguments) throws Exception {
            Process.start(() -> {
                System.out.println("watching");
                Process.parent().orElseThrow().join();
                System.out.println("parent has ended");
            }).join();
        }
    }

    /** The process ids of daemon, child and grandchild, once all run. */
    private static List<Long> family(Program program) throws InterruptedException {
        program.awaitLine("ready");
        return List.of(Long.parseLong(program.awaitLine("daemon ")), Long.parseLong(program.awaitLine("child ")),
            Long.parseLong(program.awaitLine("grandchild ")));
    }

    private static void assertAllEnd(Program program, List<Long> pids) throws InterruptedException {
        program.await("end of " + pids, () -> pids.stream().noneMatch(Program::isAlive));
    }
}
