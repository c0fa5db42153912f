package io.procession.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Ways to start a process and to wait for its end. Each has a program of its own that is asked to do it, again and
 * again, and says how long it took.
 *
 * <p>All that are JVMs have this one's class path; to open the executable jar, with JMH and all in it, takes each of
 * them some milliseconds that a small program's class path does not.
 */
public enum Start {

    /** A {@link io.procession.Process} that does nothing, in a spare JVM that was ready: the figure has no start of a JVM. */
    WARM(StartProgram.Task.NOTHING),
    /** One that locks and unlocks a lock of its parent's, in a spare. */
    WARM_LOCK(StartProgram.Task.LOCK),
    /** One that takes an item from a queue of its parent's, in a spare. */
    WARM_QUEUE(StartProgram.Task.QUEUE),
    /** One that does nothing, without a spare, its classes mapped from an archive. */
    ARCHIVED(StartProgram.Task.NOTHING),
    ARCHIVED_LOCK(StartProgram.Task.LOCK),
    ARCHIVED_QUEUE(StartProgram.Task.QUEUE),
    /** One that does nothing, with neither. */
    COLD(StartProgram.Task.NOTHING),
    COLD_LOCK(StartProgram.Task.LOCK),
    COLD_QUEUE(StartProgram.Task.QUEUE),
    /** A JVM that does nothing, by {@link ProcessBuilder}. */
    BARE_JVM(null),
    /** Python's, without a new interpreter: nothing that a JVM could do. */
    FORK(null),
    /** Python's, from a process kept for it. The first start, which makes that process, is not measured. */
    FORKSERVER(null),
    /** Python's, with a new interpreter. */
    SPAWN(null);

    private static final String ARCHIVES = "archives-";
    private static final long ARCHIVE_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 20;

    private static Program python;

    private final StartProgram.Task task;
    private Program program;

    Start(StartProgram.Task task) {
        this.task = task;
    }

    /** What this way needs and lacks here; null if nothing. */
    String missing() {
        return compareTo(FORK) < 0 ? null : Peer.CPYTHON.missing();
    }

    /** What no JVM can do, and one that does nothing for this project, are less than what they are compared to. */
    Standing standing() {
        return switch (this) {
            case FORK, BARE_JVM -> Standing.LESS;
            case FORKSERVER, SPAWN -> Standing.PEER;
            default -> Standing.OURS;
        };
    }

    /** Starts and waits, once; how many nanoseconds it took. */
    long nanos() throws IOException, InterruptedException {
        return nanos(1);
    }

    /** Starts so many at once, and waits for all; how many nanoseconds that took. */
    long nanos(int number) throws IOException, InterruptedException {
        if (this == BARE_JVM) {
            return nanosOfBare(number);
        }
        if (task == null) {
            return Long.parseLong(python().ask(name().toLowerCase(Locale.ROOT) + " " + number));
        }
        return Long.parseLong(program().ask(Integer.toString(number)));
    }

    private static long nanosOfBare(int number) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Empty.run(number);
        return System.nanoTime() - start;
    }

    /** Of the ways that keep a spare, its share of memory (PSS) in bytes. */
    long spareBytes() throws IOException, InterruptedException {
        return Long.parseLong(program().ask(StartProgram.MEMORY));
    }

    boolean isWarm() {
        return name().startsWith("WARM");
    }

    private synchronized Program program() throws IOException, InterruptedException {
        if (program == null) {
            boolean isArchived = !name().startsWith("COLD");
            if (isArchived) {
                awaitArchive(task);
            }
            program = new Program(command(isWarm() ? 1 : 0, isArchived, task));
        }
        return program;
    }

    private static List<String> command(int spares, boolean isArchived, StartProgram.Task task) throws IOException {
        List<String> command = new ArrayList<>(Programs.jvm(StartProgram.class));
        command.addAll(1, List.of("-Dprocession.spares=" + spares,
            "-Dprocession.archive=" + (isArchived ? archives(task) : "off")));
        command.add(task.name());
        return command;
    }

    private static Path archives(StartProgram.Task task) throws IOException {
        return Programs.diskDirectory().resolve(ARCHIVES + task.name());
    }

    /** Has the archive made first, by a program that starts two processes. */
    private static synchronized void awaitArchive(StartProgram.Task task) throws IOException, InterruptedException {
        Path archives = archives(task);
        if (hasArchive(archives)) {
            return;
        }
        try (Program first = new Program(command(0, true, task))) {
            first.ask("1");
            first.ask("1");
            for (long millis = 0; !hasArchive(archives); millis += LOOK_MILLIS) {
                if (millis > ARCHIVE_MILLIS) {
                    throw new IOException("no archive was made within " + ARCHIVE_MILLIS + " ms");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private static boolean hasArchive(Path archives) throws IOException {
        if (Files.notExists(archives)) {
            return false;
        }
        try (Stream<Path> files = Files.list(archives)) {
            return files.anyMatch(file -> file.toString().endsWith(".jsa"));
        }
    }

    private static synchronized Program python() throws IOException {
        if (python == null) {
            python = new Program(Programs.python("starts"));
        }
        return python;
    }
}
