package io.procession.shm;

import java.nio.file.Path;

/** Something is wrong with a region's file. The message says which file, what was expected, what was found. */
public class RegionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;

    RegionException(Path file, String message) {
        this(file, message, null);
    }

    RegionException(Path file, String message, Throwable cause) {
        super(file + ": " + message, cause);
        this.file = file.toString();
    }

    /** The file that this is about. */
    public Path file() {
        return Path.of(file);
    }
}
