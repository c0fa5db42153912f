package io.procession;

import java.util.concurrent.CompletableFuture;

/** A process that runs or has run, as it is seen from here. */
interface Life {

    long pid();

    boolean isAlive();

    /** Waits for its end; false if the time is over first. */
    boolean join(long nanos) throws InterruptedException;

    /** Completes with its end. */
    CompletableFuture<?> onExit();

    /** Asks it to end: SIGTERM. */
    void terminate();

    /** Ends it: SIGKILL. */
    void kill();

    /**
     * The exit code, negative for a signal, once it is known; null before that, and for a process that is not a child.
     */
    default Integer exitCode() {
        return null;
    }

    /** What its task threw, once it has ended; null if nothing, and for a process that is not a child. */
    default Throwable failure() {
        return null;
    }
}
