package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The program, as a user runs it: from its jar, in a process of its own, its output in files. */
final class Run {

    private static final long LIMIT_SECONDS = 60;
    private static final long POLL_MILLIS = 2;

    private final Path directory;
    private final Process process;

    private Run(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Runs the program to its end, which leaves nothing behind. */
    static Run of(Path directory, String... arguments) throws IOException, InterruptedException {
        return start(directory, command(directory, arguments)).ended();
    }

    /** Starts a command. */
    static Run start(Path directory, List<String> command) throws IOException {
        return new Run(directory, new ProcessBuilder(command).redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile()).start());
    }

    /** The command that is the program. */
    static List<String> command(Path directory, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dprocession.dir=" + directory.resolve("procession"));
        command.add("-Djava.io.tmpdir=" + directory);
        command.add("-jar");
        command.add(Path.of(System.getProperty("basedir", ""), "target", "procession-examples.jar").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Waits for the end, and sees to it that no worker and nothing in the runtime directory is left. */
    Run ended() throws InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "still runs");
        await(() -> family.stream().noneMatch(ProcessHandle::isAlive), "workers are left");
        assertFalse(Files.exists(directory.resolve("procession")), "runtime files are left");
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    String out() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    long pid() {
        return process.pid();
    }

    Stream<ProcessHandle> workers() {
        return process.children();
    }

    /** Waits until some of a file has been copied under {@code tree}, and gives its temporary file. */
    Path temporaryIn(Path tree) throws InterruptedException {
        Path[] found = new Path[1];
        await(() -> {
            found[0] = temporaries(tree).stream().filter(file -> file.toFile().length() > 0).findFirst().orElse(null);
            return found[0] != null;
        }, "no temporary file");
        return found[0];
    }

    /** The temporary files in a tree. */
    static List<Path> temporaries(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(file -> file.getFileName().toString().startsWith(Board.TEMPORARY_PREFIX)).toList();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    private static void await(Supplier<Boolean> condition, String otherwise) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.get()) {
            assertTrue(System.nanoTime() < deadline, otherwise);
            Thread.sleep(POLL_MILLIS);
        }
    }
}
