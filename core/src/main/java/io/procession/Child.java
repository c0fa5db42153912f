package io.procession;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that this one has started. */
final class Child implements Life {

    private final java.lang.Process jvm;
    private final String exitNote;
    private final boolean daemon;
    private Integer exitCode;
    private ExitNote note;

    private Child(java.lang.Process jvm, String exitNote, boolean daemon) {
        this.jvm = jvm;
        this.exitNote = exitNote;
        this.daemon = daemon;
    }

    /** Starts a JVM and tells it what to do. Its output goes where this process' goes. */
    static Child start(List<String> command, Map<String, String> environment, Assignment assignment, byte[] message) {
        ProcessBuilder builder = new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        java.lang.Process jvm;
        try {
            jvm = builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + command.get(0) + ": " + e.getMessage(), e);
        }
        try {
            OutputStream in = jvm.getOutputStream();
            in.write(message);
            in.flush();
        } catch (IOException e) {
            // It has ended already: its exit code tells why, as it would a moment later.
        }
        return new Child(jvm, assignment.exitNote(), assignment.daemon());
    }

    boolean isDaemon() {
        return daemon;
    }

    @Override
    public long pid() {
        return jvm.pid();
    }

    @Override
    public boolean isAlive() {
        return jvm.isAlive();
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            jvm.waitFor();
            return true;
        }
        return jvm.waitFor(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletableFuture<?> onExit() {
        return jvm.onExit();
    }

    @Override
    public void terminate() {
        jvm.destroy();
    }

    @Override
    public void kill() {
        jvm.destroyForcibly();
    }

    @Override
    public synchronized Integer exitCode() {
        if (exitCode == null && !jvm.isAlive()) {
            int status = jvm.exitValue();
            note = status == 0 ? null : ExitNote.take(exitNote);
            exitCode = ExitNote.exitCode(status, note);
        }
        return exitCode;
    }

    @Override
    public synchronized Throwable failure() {
        return exitCode() == null || note == null ? null : note.failure();
    }
}
