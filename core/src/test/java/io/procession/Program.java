package io.procession;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program in a JVM and a process group of its own, with a runtime directory of its own, whose output is kept: what a
 * user starts at a prompt. It ends with the test.
 */
final class Program implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 30;

    private final java.lang.Process jvm;
    private final Path out;
    private final Path err;
    private final Path directory;

    private Program(java.lang.Process jvm, Path directory) {
        this.jvm = jvm;
        this.directory = directory;
        this.out = directory.resolve("out");
        this.err = directory.resolve("err");
    }

    /** Starts a class' main method; its files go to a directory of the test's. */
    static Program start(Path directory, Class<?> main, String... arguments) throws IOException {
        return start(directory, List.of(), System.getProperty("java.class.path"), main, arguments);
    }

    /** The same with options of the JVM and another class path. */
    static Program start(Path directory, List<String> options, String classPath, Class<?> main, String... arguments)
        throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", System.getProperty("java.home") + "/bin/java",
            "-Dprocession.dir=" + directory.resolve("run")));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        java.lang.Process jvm = new ProcessBuilder(command)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
        return new Program(jvm, directory);
    }

    long pid() {
        return jvm.pid();
    }

    /** Waits for its end, and says its exit status as a shell would. */
    int await() throws InterruptedException {
        return awaitEnd(Duration.ofSeconds(DEADLINE_SECONDS));
    }

    /** The same for one that takes its time. */
    int awaitEnd(Duration time) throws InterruptedException {
        if (!jvm.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + time + "; it printed: " + out() + err());
        }
        return jvm.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    List<String> lines() {
        return out().lines().toList();
    }

    /** Waits until it has printed a line that begins so, and says what follows. */
    String awaitLine(String beginning) throws InterruptedException {
        await("a line \"" + beginning + "\"", () -> lines().stream().anyMatch(line -> line.startsWith(beginning)));
        return lines().stream().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow()
            .substring(beginning.length());
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + what + " within " + DEADLINE_SECONDS + " s: " + out() + err());
            }
            Thread.sleep(5);
        }
    }

    /** Sends a signal to the whole process group, as a terminal does. */
    void signalGroup(String signal) throws IOException {
        kill(signal, -pid());
    }

    void signal(String signal) throws IOException {
        kill(signal, pid());
    }

    static void kill(String signal, long target) throws IOException {
        new ProcessBuilder("kill", "-" + signal, "--", Long.toString(target)).start().onExit().join();
    }

    /** Waits until no process is left that has this program's runtime directory. */
    void awaitNobodyLeft() throws InterruptedException {
        String mark = "-Dprocession.dir=" + directory.resolve("run");
        await("end of all its processes", () -> ProcessHandle.allProcesses()
            .noneMatch(process -> process.info().commandLine().orElse("").contains(mark)));
    }

    /** What is left in its runtime directory. */
    List<String> leftBehind() throws IOException {
        Path run = directory.resolve("run");
        if (!Files.exists(run)) {
            return List.of();
        }
        try (var files = Files.list(run)) {
            return files.map(Path::toString).toList();
        }
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public void close() throws IOException {
        signalGroup("KILL");
        jvm.onExit().join();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
