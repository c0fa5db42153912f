package io.procession;

import java.nio.file.Path;

/** Something is wrong with a queue's files. The message says which, what was expected, what was found. */
public class QueueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;

    QueueException(Path file, String message) {
        this(file, message, null);
    }

    QueueException(Path file, String message, Throwable cause) {
        super(file + ": " + message, cause);
        this.file = file.toString();
    }

    /** The file or directory that this is about. */
    public final Path file() {
        return Path.of(file);
    }
}
