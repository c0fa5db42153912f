package io.procession;

import java.nio.file.Path;

/** A manager cannot do what was asked of it. The message says which manager, by its file, and why. */
public class ManagerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;

    ManagerException(Path file, String message) {
        this(file, message, null);
    }

    ManagerException(Path file, String message, Throwable cause) {
        super(file + ": " + message, cause);
        this.file = file.toString();
    }

    /** The file at which the manager is met. */
    public final Path file() {
        return Path.of(file);
    }
}
