package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full file system is an exception when something is made, and never a crash when it is used. */
class FullDiskTest {

    @TempDir
    Path directory;

    private Tmpfs disk;
    private Path file;

    @BeforeEach
    void mount() {
        disk = new Tmpfs(directory);
        file = directory.resolve("region");
    }

    @AfterEach
    void unmount() {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void refusesARegion() throws IOException {
        disk.fillBut(40_000);
        RegionFullException e = assertThrows(RegionFullException.class, () -> Region.open(file));
        assertEquals(file, e.file());
        assertTrue(e.getMessage().contains("has no room for the 131584 bytes"), e::getMessage);
        assertEquals(List.of("filler"), list());
        disk.free();
        Region.open(file).close();
    }

    @Test
    void refusesAnObjectAndKeepsTheRest() throws IOException {
        try (Region region = Region.open(file)) {
            LongValue value = LongValue.open(region, "value", 7);
            LongArray array = LongArray.create(region, 8_000);
            disk.fillBut(100_000);
            RegionFullException e =
                assertThrows(RegionFullException.class, () -> ByteArray.open(region, "bytes", 300_000));
            assertEquals(file, e.file());
            assertTrue(e.getMessage().contains("has no room for ") && e.getMessage().contains(" bytes more")
                && e.getMessage().endsWith("the system property procession.dir"), e::getMessage);
            array.fill(-1);
            assertEquals(8, value.incrementAndGet());
            assertEquals(List.of("value"), region.entries().stream().map(Region.Entry::name).limit(1).toList());
            disk.free();
            ByteArray bytes = ByteArray.open(region, "bytes", 300_000);
            bytes.fill((byte) 1);
            assertEquals(1, bytes.get(299_999));
        }
    }

    /** Would catch a page that is touched for the first time by a store, which would be a SIGBUS. */
    @Test
    void isNoticedByTheObjectThatFillsIt() throws IOException {
        try (Region region = Region.open(file)) {
            disk.fillBut(50_000);
            long made = 0;
            try {
                while (made < Tmpfs.BYTES) {
                    ByteArray array = ByteArray.create(region, 1_000);
                    array.fill((byte) 1);
                    made += array.length();
                }
            } catch (RegionFullException e) {
                assertTrue(made >= 40_000, "only " + made + " bytes were made");
            }
            assertTrue(made < 100_000);
            disk.free();
            ByteArray.create(region, 1_000).fill((byte) 1);
        }
    }

    @Test
    void refusesALargeArrayAndTakesNothingForIt() throws IOException {
        String before = System.setProperty(RuntimeDirectory.PROPERTY, directory.resolve("runtime").toString());
        try {
            long usable = disk.usable();
            assertThrows(RegionFullException.class, () -> ByteArray.create(Tmpfs.BYTES));
            assertThrows(RegionFullException.class, () -> LongArray.create(Tmpfs.BYTES / Long.BYTES));
            try (Stream<Path> files = Files.list(directory.resolve("runtime"))) {
                assertEquals(List.of(), files.toList());
            }
            ByteArray.create((int) usable / 2).close();
        } finally {
            System.setProperty(RuntimeDirectory.PROPERTY, before);
        }
    }

    /** A mapping goes some time after its region, and only then do its pages. */
    @Test
    void isNotFilledByWhatWasClosed() {
        String before = System.setProperty(RuntimeDirectory.PROPERTY, directory.resolve("runtime").toString());
        try {
            for (int i = 0; i < 20; i++) {
                try (ByteArray array = ByteArray.create(Tmpfs.BYTES / 3)) {
                    array.fill((byte) 1);
                }
            }
        } finally {
            System.setProperty(RuntimeDirectory.PROPERTY, before);
        }
    }

    @Test
    void isNotFilledByWhatIsRefused() {
        try (Region region = Region.open(file)) {
            long usable = disk.usable();
            assertThrows(RegionFullException.class, () -> ByteArray.create(region, Tmpfs.BYTES));
            assertFalse(disk.usable() < usable / 2,
                "what was refused has taken " + (usable - disk.usable()) + " bytes");
        }
    }

    private List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
