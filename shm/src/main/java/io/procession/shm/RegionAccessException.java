package io.procession.shm;

import java.nio.file.Path;

/** A file may not be used as a region: missing, no regular file, a symbolic link, or owned by another user. */
public final class RegionAccessException extends RegionException {

    private static final long serialVersionUID = 1L;

    RegionAccessException(Path file, String message) {
        super(file, message);
    }

    RegionAccessException(Path file, String message, Throwable cause) {
        super(file, message, cause);
    }
}
