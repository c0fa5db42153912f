package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnonymousRegionTest {

    @TempDir
    Path parent;

    private Path directory;

    @BeforeEach
    void chooseDirectory() {
        directory = parent.resolve("runtime");
    }

    @Test
    void isItsOwnersOnly() throws IOException {
        try (Child child = start()) {
            Path file = Path.of(child.hear());
            assertEquals(directory, file.getParent());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void isGoneWhenClosed() {
        try (Child child = start()) {
            Path file = Path.of(child.hear());
            assertTrue(Files.exists(file));
            child.say("close").expect("closed");
            assertFalse(Files.exists(file));
        }
    }

    @Test
    void isGoneWithItsDirectoryAtTheEndOfItsMaker() {
        try (Child child = start()) {
            child.hear();
            child.say("end").awaitSuccess();
        }
        assertFalse(Files.exists(directory));
    }

    @Test
    void isGoneWithItsDirectoryWhenClosedBeforeTheEndOfItsMaker() {
        try (Child child = start()) {
            child.hear();
            child.say("close").expect("closed").say("end").awaitSuccess();
        }
        assertFalse(Files.exists(directory));
    }

    @Test
    void isGoneWithItsDirectoryWhenItsMakerIsAskedToEnd() throws Exception {
        try (Child child = start()) {
            child.hear();
            ProcessHandle.of(child.pid()).orElseThrow().destroy();
            child.awaitExit();
        }
        assertFalse(Files.exists(directory));
    }

    @Test
    void isSweptByTheNextMakerWhenItsMakerIsKilled() {
        Path left;
        try (Child doomed = start()) {
            left = Path.of(doomed.hear());
            doomed.kill();
        }
        assertTrue(Files.exists(left));
        try (Child next = start()) {
            next.hear();
            assertFalse(Files.exists(left));
        }
    }

    @Test
    void isNotSweptWhileItsMakerLives() {
        try (Child maker = start();
            Child next = start()) {
            List<Path> files = List.of(Path.of(maker.hear()), Path.of(next.hear()));
            next.say("again");
            next.hear();
            files.forEach(file -> assertTrue(Files.exists(file), file::toString));
        }
    }

    @Test
    void isNotSweptByItsOwnMaker() {
        try (Child maker = start()) {
            Path first = Path.of(maker.hear());
            Path second = Path.of(maker.say("again").hear());
            assertTrue(Files.exists(first) && Files.exists(second));
        }
    }

    @Test
    void isUsedOnByOthersWhenItsMakerIsKilledAndItIsSwept() {
        try (Child maker = start()) {
            try (Region region = Region.attach(Path.of(maker.hear()))) {
                LongValue value = LongValue.open(region, "value", 1);
                maker.kill();
                try (Child sweeper = start()) {
                    sweeper.hear();
                }
                assertFalse(Files.exists(region.file()));
                assertEquals(2, value.incrementAndGet());
                assertEquals(3, LongValue.open(region, "other", 3).get());
            }
        }
    }

    @Test
    void isRefusedInADirectoryThatOthersMayWriteTo() throws IOException {
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Child child = start()) {
            String error = child.hear();
            assertTrue(error.startsWith(RegionAccessException.class.getName()), error);
            assertTrue(error.contains("found mode 777; chmod 700"), error);
        }
    }

    @Test
    void isRefusedWhereTheDirectoryIsALink() throws IOException {
        Files.createSymbolicLink(directory, parent);
        try (Child child = start()) {
            assertTrue(child.hear().startsWith(RegionAccessException.class.getName()));
        }
    }

    @Test
    void cannotBeMadeByASecondMakerOfTheSameFile() {
        try (Child child = start()) {
            Path file = Path.of(child.hear());
            assertThrows(RegionAccessException.class, () -> Attachment.create(file, Region.MIN_CAPACITY));
            assertTrue(Files.exists(file), "it is the other's");
        }
    }

    private Child start() {
        return Child.startWith(List.of("-D" + RuntimeDirectory.PROPERTY + "=" + directory), Maker.class);
    }

    /** Makes an anonymous region for every line it hears, or closes the last. */
    static final class Maker {
        public static void main(String[] arguments) {
            String order;
            Region region = null;
            do {
                try {
                    region = Region.create();
                    Role.say(region.file());
                } catch (RuntimeException e) {
                    Role.say(e);
                }
                order = Role.hear();
                if ("close".equals(order)) {
                    region.close();
                    Role.say("closed");
                    order = Role.hear();
                }
            } while ("again".equals(order));
        }
    }
}
