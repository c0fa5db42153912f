package io.procession;

import java.nio.file.Path;

/** The file system has no room for an item. Nothing was put; what waits can be taken, and frees space. */
public final class QueueSpaceException extends QueueException {

    private static final long serialVersionUID = 1L;

    QueueSpaceException(Path file, String message, Throwable cause) {
        super(file, message, cause);
    }
}
