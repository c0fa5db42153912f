package io.procession.shm;

import java.nio.file.Path;

/** A name is taken by an object of another kind or length than the one asked for. */
public final class ObjectMismatchException extends RegionException {

    private static final long serialVersionUID = 1L;

    ObjectMismatchException(Path file, String message) {
        super(file, message);
    }
}
