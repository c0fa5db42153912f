package io.procession;

/**
 * A task has returned what cannot travel to the process that waits for it. The message has its class, its text, and
 * what in it cannot be serialized.
 */
public final class ResultNotSerializableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ResultNotSerializableException(String message, Throwable cause) {
        super(message, cause);
    }
}
