package io.procession.shm;

import java.nio.file.Path;

/** A region, or an object in it, was used after this process closed it. The memory was not touched. */
public final class RegionClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    RegionClosedException(Path file) {
        super(file + ": used after close()");
    }
}
