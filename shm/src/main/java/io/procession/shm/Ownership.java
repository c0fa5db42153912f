package io.procession.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Whether a file, or a directory, is that of the user that this process runs as, and of nobody else. */
public final class Ownership {

    private static final Path SELF = Path.of("/proc/self");

    private static final int PERMISSIONS = 07777;
    private static final int WRITABLE_BY_OTHERS = 022;

    private Ownership() {
    }

    /**
     * Refuses what belongs to somebody else, or what group or others may write to: {@code mode} is what it should have.
     *
     * @throws RegionAccessException if it is refused
     */
    public static void check(Path file, String mode) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        Object owner = attributes.get("uid");
        Object self = self();
        if (!owner.equals(self)) {
            throw new RegionAccessException(file, "expected a file of this process' user (uid " + self
                + "), found one of uid " + owner + "; use a path of your own");
        }
        int found = (Integer) attributes.get("mode");
        if ((found & WRITABLE_BY_OTHERS) != 0) {
            throw new RegionAccessException(file, "expected a file that only its owner may write to, found mode "
                + Integer.toOctalString(found & PERMISSIONS) + "; chmod " + mode + " it");
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
