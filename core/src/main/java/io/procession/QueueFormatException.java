package io.procession;

import java.nio.file.Path;

/** A directory that is no queue, or one that is corrupt, cut short or of another version. */
public final class QueueFormatException extends QueueException {

    private static final long serialVersionUID = 1L;

    QueueFormatException(Path file, String message) {
        super(file, message);
    }

    QueueFormatException(Path file, String message, Throwable cause) {
        super(file, message, cause);
    }
}
