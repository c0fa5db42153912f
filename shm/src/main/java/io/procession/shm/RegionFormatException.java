package io.procession.shm;

import java.nio.file.Path;

/** A file is not a sound region: foreign, truncated, corrupt, or of another layout version. */
public final class RegionFormatException extends RegionException {

    private static final long serialVersionUID = 1L;

    RegionFormatException(Path file, String message) {
        super(file, message);
    }
}
