package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeDirectoryTest {

    private static final FileAttribute<?> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @TempDir
    Path parent;

    /** Would catch a region that cannot be made because the last file of another process went at that moment. */
    @Test
    @Timeout(600)
    void isMadeAgainWhenAnotherProcessHasDeletedIt() throws Exception {
        String before = System.setProperty(RuntimeDirectory.PROPERTY, parent.resolve("runtime").toString());
        AtomicBoolean over = new AtomicBoolean();
        try {
            // What every process does when it ends: it succeeds if the directory is empty.
            Background<Void> ends = Background.start(() -> {
                while (!over.get()) {
                    parent.resolve("runtime").toFile().delete();
                    LockSupport.parkNanos(100_000);
                }
                return null;
            });
            for (int i = 0; i < Soak.rounds(100, 2_000); i++) {
                assertDoesNotThrow(() -> Region.create(Region.MIN_CAPACITY)).close();
            }
            over.set(true);
            ends.get();
        } finally {
            over.set(true);
            if (before == null) {
                System.clearProperty(RuntimeDirectory.PROPERTY);
            } else {
                System.setProperty(RuntimeDirectory.PROPERTY, before);
            }
        }
    }

    /** Would catch what a process that is killed while it loads native code leaves for good, and that more is deleted. */
    @Test
    void whatWasLeftInTheTemporaryDirectoryIsSwept() throws Exception {
        Path left = Files.createDirectory(parent.resolve("procession-loading-1"), PRIVATE);
        Files.createFile(left.resolve("jna.tmp"));
        Path fresh = Files.createDirectory(parent.resolve("procession-loading-2"), PRIVATE);
        Path link = Files.createSymbolicLink(parent.resolve("procession-loading-3"), fresh);
        Path other = Files.createDirectory(parent.resolve("procession-other"), PRIVATE);
        FileTime longAgo = FileTime.from(Instant.now().minusSeconds(100));
        Files.setLastModifiedTime(left, longAgo);
        Files.setLastModifiedTime(other, longAgo);
        try (Child child = Child.startWith(List.of("-Djava.io.tmpdir=" + parent), Sleeper.class)) {
            child.awaitSuccess();
        }
        assertFalse(Files.exists(left));
        assertEquals(List.of(fresh, link, other), Files.list(parent).sorted().toList());
    }

    /** Sleeps by what it takes to load for that: for longer than anybody spins, or is kept waiting before. */
    static final class Sleeper {
        public static void main(String[] arguments) throws Exception {
            Event.create().await(100, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void staysIfItWasNamedAndThereBefore() throws Exception {
        Path directory = Files.createDirectory(parent.resolve("mine"), PRIVATE);
        try (Child child = Child.startWith(List.of("-D" + RuntimeDirectory.PROPERTY + "=" + directory), Maker.class)) {
            child.expect("made").awaitSuccess();
        }
        assertEquals(0, directory.toFile().list().length);
    }

    /** Would catch a sweep that takes what a user has named alike for what a dead process has left. */
    @ParameterizedTest
    @ValueSource(strings = {"region-", "region-1", "region-1-2", "region-1-2-3.txt", "region-north-2-3",
        "region-1-xyz-3", "region-1-2-3-4", "region-1-2-", "region--2-3", "region-1--3", "region-a-2-3", "region-1-2-a",
        "region-1-F-3", "region-1-2-\u0663", "my-region-1-2-3"})
    void keepsFilesOfOtherNames(String name) throws Exception {
        assertSwept(false, name, new byte[0]);
    }

    @Test
    void keepsFilesThatAreNoRegions() throws Exception {
        assertSwept(false, "region-1-2-3", "the north".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void losesWhatADeadProcessHasLeft() throws Exception {
        byte[] magic = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(RegionLayout.MAGIC).array();
        for (byte[] content : new byte[][] {new byte[0], new byte[100], magic}) {
            assertSwept(true, "region-1-2f-3", content);
        }
    }

    private void assertSwept(boolean expected, String name, byte[] content) throws Exception {
        Path directory = Files.createDirectories(parent.resolve("swept"), PRIVATE);
        Path file = Files.write(directory.resolve(name), content);
        Attachment.sweepNewFiles(directory, "region-");
        assertEquals(expected, !Files.exists(file));
    }

    /** Would catch files that stay since somebody who used them to the last failed. */
    @Test
    void losesItsFilesThoughALastUserFails() {
        Path directory = parent.resolve("runtime");
        try (Child child = Child.startWith(List.of("-D" + RuntimeDirectory.PROPERTY + "=" + directory), Failer.class)) {
            child.expect("made").expect("failed").expect("ran").awaitSuccess();
        }
        assertFalse(Files.exists(directory));
    }

    /** Makes a region. */
    static final class Maker {
        public static void main(String[] arguments) {
            Region.create();
            Role.say("made");
        }
    }

    /** Makes a region, and has two last users, of whom the first fails. */
    static final class Failer {
        public static void main(String[] arguments) {
            Thread.setDefaultUncaughtExceptionHandler((thread, e) -> Role.say(e.getMessage()));
            RuntimeDirectory.beforeEnd(() -> {
                throw new IllegalStateException("failed");
            });
            RuntimeDirectory.beforeEnd(() -> Role.say("ran"));
            Region.create();
            Role.say("made");
        }
    }
}
