package io.procession.shm;

import java.nio.file.Path;

/** No room: the region's capacity, its member table or the file system is exhausted. Nothing was created. */
public final class RegionFullException extends RegionException {

    private static final long serialVersionUID = 1L;

    RegionFullException(Path file, String message) {
        super(file, message);
    }

    RegionFullException(Path file, String message, Throwable cause) {
        super(file, message, cause);
    }
}
