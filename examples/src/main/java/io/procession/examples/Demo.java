package io.procession.examples;

import io.procession.Process;
import io.procession.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * What the short demos share: lines that say which process speaks, claims that are checked, and several processes of a
 * kind. A demo whose claims all hold exits with 0, one with a wrong claim with 1.
 */
@Command(mixinStandardHelpOptions = true, version = "procession-examples 0.1.0")
abstract class Demo implements Callable<Integer> {

    /** Set by the first process, and inherited by its workers: whether to write in colour. */
    private static final String COLOUR = "procession.examples.colour";
    private static final int COLOURS = 6;
    private static final int FIRST_COLOUR = 31;
    private static final int RED = 31;
    private static final int GREEN = 32;
    private static final int BOLD = 1;

    /** For processes that do not live long: they start sooner with these, and calculate no faster later. */
    private static final String[] SHORT_LIVED = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

    private static final CountDownLatch ENDING = new CountDownLatch(1);
    private static final long ENDING_MILLIS = 300;
    private static final int DELETIONS = 40;
    private static final long DELETION_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private boolean wrong;

    /** Shows what there is to show. */
    abstract void run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        System.setProperty(COLOUR, Boolean.toString(System.getenv("NO_COLOR") == null && Terminal.isOutput()));
        Runtime.getRuntime().addShutdownHook(new Thread(ENDING::countDown));
        try {
            run();
            return wrong ? 1 : 0;
        } catch (Exception e) {
            stopIfEnding();
            throw e;
        }
    }

    /**
     * Called before it is told that something is wrong: if Ctrl-C has made it so, of which children may learn before
     * this process does, there is nothing more to say.
     */
    private static void stopIfEnding() throws InterruptedException {
        if (ENDING.await(ENDING_MILLIS, TimeUnit.MILLISECONDS)) {
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Prints a line, whole, with the name and the pid of the process that says it. */
    static void say(String line) {
        Process self = Process.current();
        int colour = Process.parent().isEmpty() ? BOLD : FIRST_COLOUR + (int) (self.pid() % COLOURS);
        print(coloured(colour, String.format("%-12s %7d", self.name(), self.pid())) + "  " + line);
    }

    /** Prints whether a claim holds. */
    final void check(boolean holds, String claim) throws InterruptedException {
        if (!holds) {
            stopIfEnding();
            wrong = true;
        }
        print(holds ? coloured(GREEN, "   ok  ") + claim : coloured(RED, "WRONG  ") + claim);
    }

    /** Starts some processes, called {@code name-1} and so on. */
    static List<Process> start(String name, int count, IntFunction<Task> task) {
        List<Process> processes = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            processes.add(start(name + "-" + number, task.apply(number)));
        }
        return processes;
    }

    /** Starts a process with a name. */
    static Process start(String name, Task task) {
        return named(name).start(task);
    }

    /** A process with a name, to be started. */
    static Process.Builder named(String name) {
        return Process.builder().name(name).jvmOptions(SHORT_LIVED);
    }

    /** Waits for processes that are to end by themselves, without an exception. */
    final void join(List<Process> processes) throws InterruptedException {
        for (Process process : processes) {
            process.join();
            if (!process.exitCode().equals(OptionalInt.of(0))) {
                check(false, process + " has ended by itself");
            }
        }
    }

    /** A directory that is gone when the demo has ended, also by Ctrl-C. */
    static Path temporaryDirectory() throws IOException {
        Path directory = Files.createTempDirectory("procession-demo-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (int attempt = 0; attempt < DELETIONS && !isDeleted(directory); attempt++) {
                LockSupport.parkNanos(DELETION_NANOS);
            }
        }));
        return directory;
    }

    /** False while there are still processes that write to it, which are about to end. */
    private static boolean isDeleted(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String coloured(int colour, String text) {
        return Boolean.getBoolean(COLOUR) ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    /** In one piece: what many processes write to one terminal is cut between pieces. */
    private static void print(String line) {
        System.out.print(line + System.lineSeparator());
        System.out.flush();
    }
}
