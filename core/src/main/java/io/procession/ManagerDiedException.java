package io.procession;

import java.nio.file.Path;

/**
 * The process that owned the objects has ended, and they are gone. Whether the call that was under way was carried out
 * nobody knows. Every later call of the same proxies fails at once in the same way.
 */
public final class ManagerDiedException extends ManagerException {

    private static final long serialVersionUID = 1L;

    private final long pid;

    ManagerDiedException(Path file, long pid) {
        super(file, "the manager's server, process " + pid + ", has ended, and its objects with it; start or connect "
            + "to another one and make them anew");
        this.pid = pid;
    }

    /** The process id that the server had. */
    public long pid() {
        return pid;
    }
}
