package io.procession.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether a file belongs to the user that this process runs as. */
final class Ownership {

    private static final Path SELF = Path.of("/proc/self");

    private Ownership() {
    }

    static void check(Path file) throws IOException {
        Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Object self = self();
        if (!owner.equals(self)) {
            throw new RegionAccessException(file, "expected a file of this process' user (uid " + self
                + "), found one of uid " + owner + "; use a path of your own");
        }
    }

    /** Linux shows the user as the owner of the process' directory; elsewhere a file is made to see whose it is. */
    private static Object self() throws IOException {
        if (Files.isDirectory(SELF)) {
            return Files.getAttribute(SELF, "unix:uid");
        }
        Path probe = Files.createTempFile("procession", null);
        try {
            return Files.getAttribute(probe, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(probe);
        }
    }
}
