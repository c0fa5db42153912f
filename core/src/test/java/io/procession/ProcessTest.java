package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Event;
import io.procession.shm.IntValue;
import io.procession.shm.LongValue;
import io.procession.shm.RegionAccessException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The life of a process, as its parent sees it. */
@Timeout(60)
class ProcessTest {

    @TempDir
    private Path directory;

    @Test
    void runsItsTaskOnSharedMemory() throws Exception {
        LongValue value = LongValue.create(1);
        Process process = Process.start(() -> value.addAndGet(41));
        process.join();
        assertEquals(42, value.get());
        assertEquals(OptionalInt.of(0), process.exitCode());
        assertEquals(Optional.empty(), process.failure());
    }

    @Test
    void isAliveFromStartToEnd() throws Exception {
        Event go = Event.create();
        Process process = Process.builder().build(() -> go.await());
        assertFalse(process.isAlive());
        process.start();
        assertTrue(process.isAlive());
        assertEquals(OptionalInt.empty(), process.exitCode());
        assertFalse(process.join(Duration.ofMillis(20)));
        assertTrue(Process.activeChildren().contains(process));
        go.set();
        assertTrue(process.join(Duration.ofSeconds(30)));
        assertFalse(process.isAlive());
        assertFalse(Process.activeChildren().contains(process));
    }

    @Test
    void exitCodeIsThatOfSystemExit() throws Exception {
        assertEquals(3, exitCode(() -> System.exit(3)));
        assertEquals(137, exitCode(() -> System.exit(137)));
        assertEquals(143, exitCode(() -> System.exit(143)));
    }

    @Test
    void exitCodeOfAnUncaughtExceptionIsOne() throws Exception {
        assertEquals(1, exitCode(() -> {
            quietly();
            throw new IllegalStateException("expected by a test");
        }));
    }

    @Test
    void exitCodeOfASignalIsNegative() throws Exception {
        Event running = Event.create();
        Process process = Process.start(() -> {
            running.set();
            Thread.sleep(60_000);
        });
        running.await();
        process.terminate();
        process.join();
        assertEquals(OptionalInt.of(-15), process.exitCode());

        running.clear();
        Process other = Process.start(() -> {
            running.set();
            Thread.sleep(60_000);
        });
        running.await();
        other.kill();
        other.join();
        assertEquals(OptionalInt.of(-9), other.exitCode());
    }

    @Test
    void failureIsTheExceptionWithItsStack() throws Exception {
        Process process = Process.start(() -> {
            quietly();
            throw new IllegalStateException("expected by a test", new RuntimeException("cause"));
        });
        process.join();
        Throwable failure = process.failure().orElseThrow();
        assertInstanceOf(IllegalStateException.class, failure);
        assertEquals("expected by a test", failure.getMessage());
        assertEquals("cause", failure.getCause().getMessage());
        assertEquals(ProcessTest.class.getName(), failure.getStackTrace()[0].getClassName());
    }

    @Test
    void failureThatCannotTravelArrivesAsText() throws Exception {
        Process process = Process.start(() -> {
            quietly();
            throw new Unserializable();
        });
        process.join();
        RemoteThrowable failure = assertInstanceOf(RemoteThrowable.class, process.failure().orElseThrow());
        assertEquals(Unserializable.class.getName(), failure.className());
        assertTrue(failure.getMessage().contains("expected by a test"));
        assertEquals(ProcessTest.class.getName(), failure.getStackTrace()[0].getClassName());
    }

    @Test
    void failureWithACircleOfCausesArrivesAsText() throws Exception {
        Process process = Process.start(() -> {
            quietly();
            Unserializable inner = new Unserializable();
            IllegalStateException outer = new IllegalStateException("expected by a test", inner);
            inner.initCause(outer);
            throw outer;
        });
        process.join();
        assertInstanceOf(RemoteThrowable.class, process.failure().orElseThrow());
        assertEquals(OptionalInt.of(1), process.exitCode());
    }

    @Test
    void errorsFailAsExceptionsDo() throws Exception {
        Process process = Process.start(() -> {
            quietly();
            throw new AssertionError("expected by a test");
        });
        process.join();
        assertEquals(OptionalInt.of(1), process.exitCode());
        assertInstanceOf(AssertionError.class, process.failure().orElseThrow());
    }

    /** Would catch a parent that cannot end a child before the child has read what it is told. */
    @Test
    void childThatDoesNotListenCanBeKilled() throws Exception {
        String large = "x".repeat(1 << 20);
        Process process = Process.builder().jvmOptions("-XX:+UnlockDiagnosticVMOptions", "-XX:+PauseAtStartup",
            "-XX:PauseAtStartupFile=" + directory.resolve("paused")).build(() -> System.out.println(large));
        Thread starter = new Thread(process::start);
        starter.start();
        while (!Process.activeChildren().contains(process)) {
            Thread.sleep(1);
        }
        process.kill();
        starter.join();
        process.join();
        assertEquals(OptionalInt.of(-9), process.exitCode());
    }

    @Test
    void unusableRuntimeDirectoryIsNamed() {
        String before = System.getProperty("procession.dir");
        System.setProperty("procession.dir", "/proc/no-such-place");
        try {
            Process process = new Process(() -> { });
            RegionAccessException e = assertThrows(RegionAccessException.class, process::start);
            assertTrue(e.getMessage().contains("/proc/no-such-place"), e.getMessage());
            assertFalse(process.isAlive());
        } finally {
            if (before == null) {
                System.clearProperty("procession.dir");
            } else {
                System.setProperty("procession.dir", before);
            }
        }
    }

    @Test
    void waitsForOtherThreadsOfTheTask() throws Exception {
        LongValue value = LongValue.create(0);
        Process process = Process.start(() -> new Thread(() -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                return;
            }
            value.set(1);
        }).start());
        process.join();
        assertEquals(1, value.get());
        assertEquals(OptionalInt.of(0), process.exitCode());
    }

    @Test
    void subclassTravelsAsAWhole() throws Exception {
        LongValue value = LongValue.create(0);
        Process process = new Adder(value, 7);
        process.setName("adder");
        process.start();
        process.join();
        assertEquals(7, value.get());
        assertEquals(OptionalInt.of(0), process.exitCode());
    }

    @Test
    void knowsItselfAndItsParent() throws Exception {
        IntValue checks = IntValue.create(0);
        long here = ProcessHandle.current().pid();
        Process process = Process.builder().name("named").build(() -> {
            Process self = Process.current();
            Process parent = Process.parent().orElseThrow();
            boolean right = self.name().equals("named") && self.pid() == ProcessHandle.current().pid()
                && parent.name().equals("MainProcess") && parent.pid() == here && parent.isAlive();
            checks.set(right ? 1 : -1);
        });
        process.start();
        process.join();
        assertEquals(1, checks.get());
        assertEquals("MainProcess", Process.current().name());
        assertEquals(Optional.empty(), Process.parent());
        assertSame(Process.current(), Process.current());
    }

    @Test
    void childrenOfChildrenAreNumberedBelowThem() throws Exception {
        LongValue right = LongValue.create(0);
        Process process = Process.builder().build(() -> {
            String mine = Process.current().name();
            Process first = Process.builder().build(() -> { });
            Process second = Process.builder().build(() ->
                right.set(Process.current().name().equals(mine + ":2") ? 1 : -1));
            second.start();
            second.join();
            if (!first.name().equals(mine + ":1")) {
                right.set(-2);
            }
        });
        assertTrue(process.name().matches("Process-\\d+"));
        process.start();
        process.join();
        assertEquals(1, right.get());
    }

    @Test
    void onExitCompletesWithTheProcess() throws Exception {
        Process process = Process.start(() -> { });
        assertSame(process, process.onExit().get(30, TimeUnit.SECONDS));
        assertEquals(OptionalInt.of(0), process.exitCode());
    }

    @Test
    void joinObeysInterrupts() throws Exception {
        Event go = Event.create();
        Process process = Process.start(() -> go.await());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, process::join);
        assertThrows(InterruptedException.class, () -> {
            Thread.currentThread().interrupt();
            process.join(Duration.ofSeconds(30));
        });
        go.set();
        process.join();
    }

    @Test
    void jvmOptionsAndEnvironmentAreTheBuilders() throws Exception {
        IntValue right = IntValue.create(0);
        Process process = Process.builder().jvmOptions("-Dword=yes", "-Xmx77m").environment("PROCESSION_TEST", "set")
            .start(() -> right.set("yes".equals(System.getProperty("word"))
                && "set".equals(System.getenv("PROCESSION_TEST"))
                && Runtime.getRuntime().maxMemory() < 100L << 20 ? 1 : -1));
        process.join();
        assertEquals(1, right.get());
    }

    @Test
    void standardInputOfAWorkerIsEmpty() throws Exception {
        IntValue read = IntValue.create(0);
        Process process = Process.start(() -> read.set(System.in.read()));
        process.join();
        assertEquals(-1, read.get());
    }

    @Test
    void runHereRunsTheTaskHere() throws Exception {
        LongValue value = LongValue.create(0);
        new Process(() -> value.set(ProcessHandle.current().pid())).run();
        assertEquals(ProcessHandle.current().pid(), value.get());
    }

    @Test
    void daemonMayHaveNoChildren() throws Exception {
        Process process = Process.builder().daemon(true).start(() -> {
            quietly();
            Process.start(() -> { });
        });
        process.join();
        Throwable failure = process.failure().orElseThrow();
        assertInstanceOf(IllegalStateException.class, failure);
        assertTrue(failure.getMessage().contains("a daemon may have no children"), failure.getMessage());
    }

    @Test
    void misuseSaysWhich() throws Exception {
        Process unstarted = new Process(() -> { });
        assertMessage("not started", unstarted::join);
        assertMessage("not started", unstarted::terminate);
        assertMessage("not started", unstarted::kill);
        assertMessage("not started", unstarted::pid);
        assertMessage("not started", unstarted::onExit);
        assertEquals(OptionalInt.empty(), unstarted.exitCode());

        Event go = Event.create();
        Process running = Process.start(() -> go.await());
        assertMessage("started already", running::start);
        assertMessage("setDaemon comes before start", () -> running.setDaemon(true));
        assertMessage("still runs", running::close);
        go.set();
        running.join();
        assertMessage("started already", running::start);
        running.close();
        running.close();
        assertMessage("was closed", running::join);
        assertMessage("was closed", running::isAlive);
        assertMessage("was closed", running::exitCode);
        assertMessage("was closed", running::start);

        assertMessage("cannot join itself", () -> Process.current().join());
        assertMessage("cannot join itself", () -> Process.current().join(Duration.ZERO));
        assertThrows(NullPointerException.class, () -> new Process((Task) null));
        assertThrows(IllegalArgumentException.class, () -> Process.builder().name("x".repeat(1001)));
    }

    @Test
    void toStringTellsItsState() throws Exception {
        Process process = Process.builder().name("told").build(() -> System.exit(4));
        assertEquals("Process[told, not started]", process.toString());
        process.start();
        process.join();
        assertEquals("Process[told, pid=" + process.pid() + ", exit code 4]", process.toString());
        process.close();
        assertEquals("Process[told, closed]", process.toString());
    }

    @Test
    void manyAtOnceAllEnd() throws Exception {
        LongValue value = LongValue.create(0);
        List<Process> processes = java.util.stream.Stream.generate(() -> Process.start(() -> value.incrementAndGet()))
            .limit(12).toList();
        for (Process process : processes) {
            process.join();
            assertEquals(OptionalInt.of(0), process.exitCode());
        }
        assertEquals(12, value.get());
    }

    /** In a worker that is to fail: what it prints of that is for {@link FamilyTest} to see. */
    private static void quietly() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    private static int exitCode(Task task) throws InterruptedException {
        Process process = Process.start(task);
        process.join();
        return process.exitCode().orElseThrow();
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable misuse) {
        IllegalStateException e = assertThrows(IllegalStateException.class, misuse);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static final class Unserializable extends Exception {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object held = new Object();

        Unserializable() {
            super("expected by a test");
        }

        @Override
        public String toString() {
            return super.toString() + (held == null ? "" : "!");
        }
    }

    private static final class Adder extends Process {

        private static final long serialVersionUID = 1L;

        private final LongValue value;
        private final int delta;

        Adder(LongValue value, int delta) {
            this.value = value;
            this.delta = delta;
        }

        @Override
        public void run() {
            if (Process.current() == this && name().equals("adder")) {
                value.addAndGet(delta);
            }
        }
    }
}
