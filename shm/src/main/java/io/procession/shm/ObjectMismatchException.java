package io.procession.shm;

import java.nio.file.Path;

/** An object is of another kind, length or type than the one asked for. */
public final class ObjectMismatchException extends RegionException {

    private static final long serialVersionUID = 1L;

    ObjectMismatchException(Path file, String message) {
        super(file, message);
    }

    ObjectMismatchException(Path file, String message, Throwable cause) {
        super(file, message, cause);
    }
}
