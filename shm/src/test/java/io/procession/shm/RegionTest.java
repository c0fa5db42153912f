package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {

    @TempDir
    Path directory;

    @Test
    void staysOnDiskWithWhatIsInIt() {
        Path file = directory.resolve("region");
        try (Region region = Region.open(file)) {
            LongValue.open(region, "hits", 0).set(7);
        }
        try (Region region = Region.open(file)) {
            assertEquals(7, LongValue.open(region, "hits", 0).get());
        }
    }

    @Test
    void isItsOwnersOnly() throws IOException {
        Path file = directory.resolve("region");
        try (Region region = Region.open(file)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(region.file())));
        }
    }

    @Test
    void leavesNoOtherFile() throws IOException {
        Path file = directory.resolve("region");
        Region.open(file).close();
        assertEquals(List.of(file), list());
    }

    @Test
    void leavesNoOtherFileOfAMakerThatDiedOnceItHadNamedTheRegion() throws IOException {
        Path file = directory.resolve("region");
        Region.open(file).close();
        Files.createLink(directory.resolve(".region.1f.new"), file);
        Region.open(file).close();
        assertEquals(List.of(file), list());
    }

    /** Would catch a sweep that takes what a user has named alike, or filled, for a dead maker's. */
    @Test
    void leavesFilesOfOthersBesideIt() throws IOException {
        Files.createFile(directory.resolve(".region.notes.new"));
        Files.createFile(directory.resolve(".region..new"));
        Files.createFile(directory.resolve(".region.new"));
        Files.writeString(directory.resolve(".region.1f.new"), "the news");
        Region.open(directory.resolve("region")).close();
        assertEquals(5, list().size());
    }

    @Test
    void isNotAttachedToIfThereIsNone() {
        Path file = directory.resolve("region");
        RegionAccessException e = assertThrows(RegionAccessException.class, () -> Region.attach(file));
        assertEquals(file, e.file());
        assertTrue(e.getMessage().contains("found no file"), e::getMessage);
        assertFalse(Files.exists(file));
    }

    @Test
    void isNotMadeInADirectoryThatIsNotThere() {
        Path file = directory.resolve("none").resolve("region");
        assertThrows(RegionAccessException.class, () -> Region.open(file));
    }

    @Test
    void keepsTheCapacityItWasMadeWith() {
        Path file = directory.resolve("region");
        try (Region region = Region.open(file, 1 << 20);
            Region again = Region.open(file, 1 << 21)) {
            assertEquals(1 << 20, region.capacity());
            assertEquals(1 << 20, again.capacity());
        }
        try (Region region = Region.open(file)) {
            assertEquals(1 << 20, region.capacity());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Region.MIN_CAPACITY - 1, Region.MAX_CAPACITY + 1, Long.MAX_VALUE})
    void refusesAnImpossibleCapacity(long capacity) {
        Path file = directory.resolve("region");
        assertThrows(IllegalArgumentException.class, () -> Region.open(file, capacity));
        assertThrows(IllegalArgumentException.class, () -> Region.create(capacity));
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(longs = {Region.MIN_CAPACITY, Region.MIN_CAPACITY + 1, 1_000_003, Region.MAX_CAPACITY})
    void hasAnyPossibleCapacity(long capacity) {
        try (Region region = Region.create(capacity)) {
            assertEquals(capacity, region.capacity());
            LongValue value = LongValue.create(region, 3);
            assertEquals(3, value.get());
        }
    }

    @Test
    void ofLeastCapacityHoldsOneSmallObject() {
        try (Region region = Region.create(Region.MIN_CAPACITY)) {
            Lock.create(region).lock();
            RegionFullException e = assertThrows(RegionFullException.class, () -> LongValue.create(region, 1));
            assertTrue(e.getMessage().startsWith(region.file() + ": LongValue needs 256 bytes, left are 0"),
                e::getMessage);
        }
    }

    @Test
    void growsInUseWithItsObjects() {
        try (Region region = Region.create()) {
            long before = region.used();
            LongArray.create(region, 1000);
            assertEquals(before + RegionLayout.LINE + RegionLayout.align(8000), region.used());
        }
    }

    @Test
    void listsWhatIsInIt() {
        try (Region region = Region.create()) {
            LongValue.create(region, 1);
            LongArray.open(region, "longs", 5);
            Lock.open(region, "lock");
            List<Region.Entry> entries = region.entries();
            assertEquals(List.of(
                new Region.Entry(null, "LongValue", null, 1, 256, entries.get(0).offset()),
                new Region.Entry("longs", "LongArray", null, 5, 256, entries.get(1).offset()),
                new Region.Entry("lock", "Lock", null, 1, 256, entries.get(2).offset())), entries);
        }
    }

    @Test
    void givesEachObjectThatItLists() {
        try (Region region = Region.create()) {
            Lock lock = Lock.create(region);
            List<SharedObject> made = List.of(lock, LongValue.create(region, 1), IntValue.create(region, 2),
                DoubleValue.create(region, 3), LongArray.create(region, 4), IntArray.create(region, 5),
                DoubleArray.create(region, 6), ByteArray.create(region, 7), Value.create(region, Type.INT8, (byte) 8),
                Array.create(region, Type.text(9), 9), RLock.create(region), lock.newCondition(),
                Semaphore.create(region, 1), BoundedSemaphore.create(region, 2), Event.create(region),
                EventCount.create(region), Barrier.create(region, 3), RingBuffer.create(region, 128));
            List<SharedObject> found = region.entries().stream().map(region::object).toList();
            assertEquals(texts(made), texts(found));
            assertEquals(made.stream().map(Object::getClass).toList(), found.stream().map(Object::getClass).toList());
        }
    }

    private static List<String> texts(Collection<SharedObject> objects) {
        return objects.stream().map(object -> object instanceof RingBuffer ? "" : object.toString()).toList();
    }

    @Test
    void refusesAnEntryOfAnotherRegion() {
        try (Region region = Region.create(); Region other = Region.create()) {
            LongValue.create(other, 1);
            assertThrows(RegionException.class, () -> region.object(other.entries().get(0)));
        }
    }

    @Test
    void currentIsOneUntilItIsClosed() {
        Region current = Region.current();
        assertSame(current, Region.current());
        current.close();
        assertTrue(Region.current().isOpen());
        assertFalse(current.isOpen());
    }

    @Test
    void printsItself() {
        Region region = Region.open(directory.resolve("region"), 1 << 20);
        assertEquals("Region[" + region.file() + ", used=131584, capacity=1048576]", region.toString());
        region.close();
        assertEquals("Region[" + region.file() + ", closed]", region.toString());
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
