package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Processes that a test starts, and that end with it. */
final class Workers implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** What makes a JVM start sooner, and nothing else. */
    static final String[] QUICK_START = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

    private final List<Process> processes = new ArrayList<>();

    static Process.Builder quick() {
        return Process.builder().jvmOptions(QUICK_START);
    }

    Process start(Task task) {
        return start(quick(), task);
    }

    Process start(Process.Builder builder, Task task) {
        Process process = builder.start(task);
        processes.add(process);
        return process;
    }

    /** Runs a task in a process of its own, to its end. */
    void run(Task task) throws InterruptedException {
        awaitSuccess(start(task));
    }

    /** Waits for the end of all that have not been killed, without an exception in any. */
    void awaitSuccess() throws InterruptedException {
        for (Process process : processes) {
            awaitSuccess(process);
        }
    }

    private static void awaitSuccess(Process process) throws InterruptedException {
        assertTrue(process.join(DEADLINE), () -> process + " still runs after " + DEADLINE);
        process.failure().ifPresent(failure -> {
            throw new AssertionError(process + " failed", failure);
        });
        assertEquals(OptionalInt.of(0), process.exitCode(), process::toString);
    }

    /** Kills one as {@code kill -9} does, waits until it is dead, and forgets it. */
    void kill(Process process) throws InterruptedException {
        process.kill();
        process.join();
        processes.remove(process);
    }

    @Override
    public void close() {
        for (Process process : processes) {
            if (process.isAlive()) {
                process.kill();
            }
            process.onExit().join();
        }
    }
}
