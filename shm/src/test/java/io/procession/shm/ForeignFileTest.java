package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no region is refused by an exception that says what was expected and what was found. */
class ForeignFileTest {

    private static final int NOBODY = 65534;

    @TempDir
    Path directory;

    @Test
    void emptyFile() throws IOException {
        Path file = ownersOnly(Files.createFile(path()));
        assertRefused(RegionFormatException.class, file, "expected a region, found only 0 bytes");
    }

    @Test
    void text() throws IOException {
        String text = "All happy families are alike; each unhappy family is unhappy in its own way.";
        Path file = ownersOnly(Files.writeString(path(), text));
        assertRefused(RegionFormatException.class, file, "found a foreign file");
    }

    @Test
    void directory() throws IOException {
        assertRefused(RegionAccessException.class, Files.createDirectory(path()), "found a directory");
    }

    @Test
    void symbolicLink() throws IOException {
        Path file = Files.createSymbolicLink(path(), directory.resolve("region"));
        assertRefused(RegionAccessException.class, file, "found a symbolic link");
        Region.open(directory.resolve("region")).close();
        assertRefused(RegionAccessException.class, file, "found a symbolic link");
    }

    @Test
    void pipe() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", path().toString()).start();
        assumeTrue(mkfifo.waitFor(Child.DEADLINE_SECONDS, TimeUnit.SECONDS) && mkfifo.exitValue() == 0);
        assertRefused(RegionAccessException.class, path(), "found a device, pipe or socket");
    }

    @Test
    void devices() {
        for (String device : new String[] {"/dev/null", "/dev/zero", "/dev/full"}) {
            Path file = Path.of(device);
            assumeTrue(Files.exists(file));
            assertRefused(RegionAccessException.class, file, "found a device, pipe or socket");
        }
    }

    @Test
    void rootDirectory() {
        assertRefused(RegionAccessException.class, Path.of("/"), "found a directory");
    }

    @Test
    void fileOfAnotherUser() throws IOException {
        Path file = region();
        assumeTrue(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(0),
            "only root gives files away");
        Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        assertRefused(RegionAccessException.class, file, "(uid 0), found one of uid 65534");
    }

    @ParameterizedTest
    @CsvSource({"rw--w----, 620", "rw-----w-, 602", "rw-rw-rw-, 666"})
    void fileThatOthersMayWriteTo(String permissions, String mode) throws IOException {
        Path file = Files.setPosixFilePermissions(region(), PosixFilePermissions.fromString(permissions));
        assertRefused(RegionAccessException.class, file, "found mode " + mode + "; chmod 600");
    }

    @Test
    void directoryOfAnotherKindOnTheWay() throws IOException {
        Files.createFile(path());
        assertRefused(RegionAccessException.class, path().resolve("region"), "");
    }

    @Test
    void regionCutShort() throws IOException {
        Path file = region();
        write(file, channel -> channel.truncate(channel.size() - 1));
        assertRefused(RegionFormatException.class, file, "expected 262144 bytes, as its header says, found 262143");
    }

    @Test
    void regionAppendedTo() throws IOException {
        Path file = region();
        write(file, channel -> channel.write(ByteBuffer.allocate(1), channel.size()));
        assertRefused(RegionFormatException.class, file, "expected 262144 bytes, as its header says, found 262145");
    }

    @Test
    void anotherLayoutVersion() throws IOException {
        Path file = region();
        write(file, channel -> channel.write(ByteBuffer.wrap(new byte[] {99}), RegionLayout.VERSION_OFFSET));
        assertRefused(RegionFormatException.class, file, "expected layout version " + RegionLayout.VERSION
            + ", found 99");
    }

    @Test
    void corruptHeader() throws IOException {
        Path file = region();
        write(file, channel -> channel.write(ByteBuffer.wrap(new byte[] {99}), RegionLayout.CREATED_OFFSET));
        assertRefused(RegionFormatException.class, file, "corrupt header: expected checksum");
    }

    /** A header that is in order, of a region that nobody could have made. */
    @Test
    void impossibleCapacity() throws IOException {
        for (long capacity : new long[] {RegionLayout.FIXED_HEADER_LENGTH, 200, RegionLayout.FIRST_BLOCK,
            Region.MIN_CAPACITY - 1, Region.MAX_CAPACITY + 1, 3L << 30}) {
            Path file = region();
            ByteBuffer header = RegionLayout.fixedHeader(capacity, 0, 0);
            write(file, channel -> {
                channel.truncate(capacity).write(ByteBuffer.allocate(1), capacity - 1);
                channel.write(header, 0);
            });
            assertRefused(RegionFormatException.class, file, "capacity");
            Files.delete(file);
        }
    }

    @Test
    void bytesOutOfBounds() throws IOException {
        for (long used : new long[] {0, RegionLayout.FIRST_BLOCK - 1, RegionLayout.FIRST_BLOCK + 1, Long.MAX_VALUE,
            -1}) {
            Path file = region();
            try (Region region = Region.attach(file)) {
                LongValue.create(region, 1);
            }
            ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, used);
            write(file, channel -> channel.write(word, RegionLayout.USED_OFFSET));
            assertRefused(RegionFormatException.class, file, "found used=" + used);
            Files.delete(file);
        }
    }

    /** Of the last object, whose data would begin where the region ends. */
    @Test
    void valueOfNoLength() throws IOException {
        Path file = path();
        String handle;
        try (Region region = Region.open(file, Region.MIN_CAPACITY)) {
            handle = Handles.write(LongValue.create(region, 1));
        }
        ByteBuffer nameLength =
            ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, RegionLayout.LINE);
        write(file, channel -> {
            channel.write(ByteBuffer.allocate(Long.BYTES), RegionLayout.FIRST_BLOCK + 16);
            channel.write(nameLength, RegionLayout.FIRST_BLOCK + 24);
        });
        RegionFormatException e =
            assertThrows(RegionFormatException.class, () -> Handles.read(handle, LongValue.class));
        assertTrue(e.getMessage().contains("corrupt block at " + RegionLayout.FIRST_BLOCK), e::getMessage);
    }

    /** Whatever mode the user's files have when they are made. */
    private static Path ownersOnly(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path path() {
        return directory.resolve("file");
    }

    private Path region() {
        Region.open(path(), 1 << 18).close();
        return path();
    }

    private static void assertRefused(Class<? extends RegionException> type, Path file, String message) {
        for (RegionException e : new RegionException[] {assertThrows(type, () -> Region.attach(file)),
            assertThrows(type, () -> Region.open(file))}) {
            assertEquals(file, e.file());
            assertTrue(e.getMessage().startsWith(file + ": ") && e.getMessage().contains(message), e::getMessage);
        }
    }

    private interface Change {
        void make(FileChannel channel) throws IOException;
    }

    private static void write(Path file, Change change) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            change.make(channel);
        }
    }
}
