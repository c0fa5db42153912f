package io.procession;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that this one has started. */
final class Child implements Life {

    private final java.lang.Process jvm;
    private final String exitNote;
    private final boolean daemon;
    private volatile boolean told;
    private Integer exitCode;
    private ExitNote note;

    private Child(java.lang.Process jvm, String exitNote, boolean daemon) {
        this.jvm = jvm;
        this.exitNote = exitNote;
        this.daemon = daemon;
    }

    /** A JVM that waits to be told what to do. Its output goes where this process' goes. */
    static Child start(Launch launch, List<String> archive, Assignment assignment) {
        return new Child(Spares.take(launch, archive), assignment.exitNote(), assignment.daemon());
    }

    /**
     * Tells it what to do. Waits, if the message is larger than a pipe holds, until it has read most of it: so nobody
     * who wants to end it may have to wait for this.
     */
    void tell(byte[] message) {
        told = true;
        try {
            OutputStream in = jvm.getOutputStream();
            in.write(message);
            in.flush();
        } catch (IOException e) {
            // It has ended already: its exit code tells why, as it would a moment later.
        }
    }

    /** Whether it has, or will have, something to do. */
    boolean isTold() {
        return told;
    }

    /** Ends it without having told it anything. */
    void discard() {
        Launch.discard(List.of(jvm));
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

    /**
     * By its handle: {@link java.lang.Process#destroy} would close its standard input too, as if this process had
     * died.
     */
    @Override
    public void terminate() {
        jvm.toHandle().destroy();
    }

    @Override
    public void kill() {
        jvm.toHandle().destroyForcibly();
    }

    @Override
    public synchronized Integer exitCode() {
        if (exitCode == null && !jvm.isAlive()) {
            int status = jvm.exitValue();
            note = ExitNote.take(exitNote);
            exitCode = ExitNote.exitCode(status, note);
        }
        return exitCode;
    }

    @Override
    public synchronized Throwable failure() {
        return exitCode() == null || note == null ? null : note.failure();
    }
}
