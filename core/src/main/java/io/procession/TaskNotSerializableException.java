package io.procession;

/**
 * A task captures something that cannot travel to another process. The message names the variable, its type, and where
 * the task was written; the cause says what in it could not be serialized.
 */
public final class TaskNotSerializableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    TaskNotSerializableException(String message, Throwable cause) {
        super(message, cause);
    }
}
