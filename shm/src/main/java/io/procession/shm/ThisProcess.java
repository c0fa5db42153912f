package io.procession.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What names this process: read from Linux' {@code /proc} where there is one, since the first use of
 * {@link ProcessHandle} costs a starting worker 10 ms.
 */
final class ThisProcess {

    private static final Path PROC = Path.of("/proc/self");
    /** Of the fields behind the program's name in {@code /proc/self/stat}, which ends with the last parenthesis. */
    private static final int START_FIELD = 20;

    private static long pid;

    private ThisProcess() {
    }

    static long pid() {
        if (pid == 0) {
            pid = readPid();
        }
        return pid;
    }

    /**
     * When it started, as the system counts: with the process id it names a process for as long as the system is up.
     */
    static long start() {
        try {
            String stat = Files.readString(PROC.resolve("stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 1).split(" ")[START_FIELD]);
        } catch (IOException | RuntimeException e) {
            return ProcessHandle.current().info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
        }
    }

    private static long readPid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(PROC).toString());
        } catch (IOException | RuntimeException e) {
            return ProcessHandle.current().pid();
        }
    }
}
