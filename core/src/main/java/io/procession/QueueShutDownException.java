package io.procession;

/** The queue was shut down: nothing more can be put, or nothing more is there to take. */
public final class QueueShutDownException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    QueueShutDownException(String message) {
        super(message);
    }
}
