package io.procession;

import java.util.OptionalInt;

/**
 * The worker that ran a task has ended without an answer. How far the task came nobody knows; it is not run again. The
 * cause, if there is one, is what made the worker end: an {@link OutOfMemoryError}, for one.
 *
 * <pre>{@code
 * try {
 *     pool.submit(() -> System.exit(3)).get();
 * } catch (ExecutionException e) {
 *     if (e.getCause() instanceof WorkerDiedException death) {
 *         System.out.println(death.pid() + " has ended with " + death.exitCode());
 *     }
 * }
 * }</pre>
 */
public final class WorkerDiedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long pid;
    private final int exitCode;
    private final String task;

    WorkerDiedException(String worker, long pid, int exitCode, String task, Throwable cause) {
        super(worker + " (pid " + pid + ") " + (exitCode < 0 ? "was ended by signal " + -exitCode
            : "ended with exit code " + exitCode) + " while it ran " + task, cause);
        this.pid = pid;
        this.exitCode = exitCode;
        this.task = task;
    }

    /** The process id that the worker had. */
    public long pid() {
        return pid;
    }

    /** How the worker ended, as {@link Process#exitCode()} has it: negative for a signal. */
    public int exitCode() {
        return exitCode;
    }

    /** The signal that ended the worker, if one did: 9 after {@code kill -9}. */
    public OptionalInt signal() {
        return exitCode < 0 ? OptionalInt.of(-exitCode) : OptionalInt.empty();
    }

    /** What it ran: where in the source a lambda is, or the task's class. */
    public String task() {
        return task;
    }
}
