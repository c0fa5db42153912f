package io.procession.bench;

import io.procession.Process;
import io.procession.Task;
import io.procession.shm.Lock;
import java.io.IOException;
import java.util.Locale;

/**
 * Ways to start a process and to wait for its end.
 *
 * <p>All that are JVMs have this one's class path; to open the executable jar, with JMH and all in it, takes each of
 * them some milliseconds that a small program's class path does not.
 */
public enum Start {

    /** A {@link Process} that does nothing. */
    PROCESS,
    /** A {@link Process} that locks and unlocks a {@link Lock} of this one. */
    PROCESS_WITH_LOCK,
    /** A JVM that does nothing, by {@link ProcessBuilder}. */
    BARE_JVM,
    /** Python's, without a new interpreter: nothing that a JVM could do. */
    FORK,
    /** Python's, from a process kept for it. The first start, which makes that process, is not measured. */
    FORKSERVER,
    /** Python's, with a new interpreter. */
    SPAWN;

    private static Lock lock;
    private static Program python;

    /** What this way needs and lacks here; null if nothing. */
    String missing() {
        return compareTo(FORK) < 0 ? null : Peer.CPYTHON.missing();
    }

    /** Starts and waits, once; how many nanoseconds it took. */
    long nanos() throws IOException, InterruptedException {
        return switch (this) {
            case PROCESS -> nanos(() -> { });
            case PROCESS_WITH_LOCK -> {
                Lock shared = lock();
                yield nanos(() -> {
                    shared.lock();
                    shared.unlock();
                });
            }
            case BARE_JVM -> {
                long start = System.nanoTime();
                new ProcessBuilder(Programs.jvm(Empty.class)).start().waitFor();
                yield System.nanoTime() - start;
            }
            default -> Long.parseLong(python().ask(name().toLowerCase(Locale.ROOT)));
        };
    }

    private static long nanos(Task task) throws InterruptedException {
        long start = System.nanoTime();
        Process process = Process.start(task);
        process.join();
        long nanos = System.nanoTime() - start;
        if (process.exitCode().getAsInt() != 0) {
            throw new IllegalStateException(process + " failed");
        }
        return nanos;
    }

    private static synchronized Lock lock() {
        if (lock == null) {
            lock = Lock.create();
        }
        return lock;
    }

    private static synchronized Program python() throws IOException {
        if (python == null) {
            python = new Program(Programs.python("starts"));
        }
        return python;
    }
}
