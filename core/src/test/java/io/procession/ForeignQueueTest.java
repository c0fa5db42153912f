package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.RegionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no queue is refused by an exception that says what was expected and what was found. */
@Timeout(60)
class ForeignQueueTest {

    private static final int NOBODY = 65534;
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("queue");
    }

    @Test
    void file() throws IOException {
        Files.writeString(path, "something else");
        assertRefused(QueueFormatException.class, "expected a directory");
        assertEquals("something else", Files.readString(path));
    }

    @Test
    void directoryOfOtherFiles() throws IOException {
        Files.createDirectory(path, OWNERS_ONLY);
        Files.writeString(path.resolve("diary"), "today");
        assertRefused(QueueFormatException.class, "found other files");
        assertEquals(List.of("diary"), list());
    }

    @Test
    void emptyDirectoryOfItsOwnersIsMadeAQueue() throws Exception {
        Files.createDirectory(path, OWNERS_ONLY);
        try (Queue<Integer> queue = Queue.open(path)) {
            queue.put(1);
        }
    }

    @Test
    void symbolicLink() throws IOException {
        Path target = directory.resolve("target");
        Queue.open(target).close();
        Files.createSymbolicLink(path, target);
        assertRefused(QueueFormatException.class, "or a link");
        Files.delete(path);
        Files.createSymbolicLink(path, directory.resolve("nowhere"));
        assertRefused(QueueFormatException.class, "or a link");
    }

    @Test
    void regionThatIsASymbolicLink() throws IOException {
        Path target = directory.resolve("target");
        Queue.open(target).close();
        Queue.open(path).close();
        Files.delete(path.resolve("queue.region"));
        Files.createSymbolicLink(path.resolve("queue.region"), target.resolve("queue.region"));
        assertRefused(RegionException.class, "found a symbolic link");
    }

    @Test
    void directoryThatOthersMayWriteTo() throws IOException {
        Queue.open(path).close();
        for (String permissions : List.of("rwxrwx---", "rwx----w-")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
            assertRefused(RegionException.class, "chmod 700");
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        Queue.open(path).close();
    }

    @Test
    void regionThatOthersMayWriteTo() throws IOException {
        Queue.open(path).close();
        Files.setPosixFilePermissions(path.resolve("queue.region"), PosixFilePermissions.fromString("rw-rw----"));
        assertRefused(RegionException.class, "chmod 600");
    }

    @Test
    void directoryOfAnotherUser() throws IOException {
        Queue.open(path).close();
        assumeTrue(Files.getAttribute(path, "unix:uid").equals(0), "only root gives files away");
        Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        assertRefused(RegionException.class, "(uid 0), found one of uid 65534");
    }

    @Test
    void queueOfAnotherVersion() throws IOException {
        Files.createDirectory(path, OWNERS_ONLY);
        try (Region region = Region.open(path.resolve("queue.region"))) {
            LongValue.open(region, "version", 2);
        }
        assertRefused(QueueFormatException.class, "expected version 1, found 2");
    }

    @Test
    void parentThatIsMissing() {
        path = directory.resolve("missing").resolve("queue");
        assertRefused(QueueException.class, "cannot make");
        assertTrue(Files.notExists(directory.resolve("missing")));
    }

    @Test
    void everyFileIsItsOwnersOnly() throws Exception {
        try (Queue<byte[]> queue = Queue.open(path)) {
            for (int i = 0; i < 10; i++) {
                queue.put(new byte[500_000]);
            }
            assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(path));
            for (String name : list()) {
                assertEquals(PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(path.resolve(name)), name);
            }
            assertTrue(list().containsAll(Set.of("queue.region", "metadata.cq4t")), queue::toString);
        }
    }

    private List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void assertRefused(Class<? extends RuntimeException> type, String message) {
        RuntimeException e = assertThrows(type, () -> Queue.open(path).close());
        assertTrue(e.getMessage().startsWith(path.toString()) && e.getMessage().contains(message), e::getMessage);
    }
}
