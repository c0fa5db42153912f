package io.procession;

import java.nio.file.Path;

/**
 * A managed object is not what a proxy takes it for: it is gone since no proxy was left anywhere, it is of another
 * type, or its interface is another version there. The message says which.
 */
public final class ManagedObjectException extends ManagerException {

    private static final long serialVersionUID = 1L;

    ManagedObjectException(Path file, String message) {
        super(file, message);
    }

    ManagedObjectException(Path file, String message, Throwable cause) {
        super(file, message, cause);
    }
}
