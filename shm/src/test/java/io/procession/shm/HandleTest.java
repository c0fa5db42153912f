package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is serialized arrives attached to the same memory. */
class HandleTest {

    @TempDir
    Path directory;

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void lockArrivesInTheSameProcess() {
        Lock lock = Lock.create(region);
        Lock arrived = Handles.read(Handles.write(lock), Lock.class);
        lock.lock();
        assertFalse(arrived.tryLock());
        arrived.unlock();
        assertFalse(lock.isLocked());
    }

    /** Would catch that what looks after regions that arrive keeps what they have mapped. */
    @Test
    void mappingOfAClosedRegionThatHasArrivedGoes() throws Exception {
        Path file = directory.resolve("closed");
        String handle;
        try (Region made = Region.open(file)) {
            handle = Handles.write(Lock.create(made));
        }
        Handles.read(handle, Lock.class).region().close();
        Path mappings = Path.of("/proc/self/maps");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Child.DEADLINE_SECONDS);
        while (Files.readString(mappings).contains(file.toString())) {
            assertTrue(System.nanoTime() < deadline, "still mapped");
            System.gc();
            Thread.sleep(10);
        }
    }

    @Test
    void lockArrivesInAnotherProcess() {
        Lock lock = Lock.create(region);
        try (Child child = Child.start(Locker.class).say(Handles.write(lock)).expect("locked")) {
            assertEquals(child.pid(), lock.owner().orElseThrow().pid());
            child.kill();
            assertTrue(lock.tryLock());
            assertTrue(lock.abandoned());
        }
    }

    @Test
    void everyKindArrivesInAnotherProcess() throws Exception {
        LongValue longValue = LongValue.create(region, 1);
        IntValue intValue = IntValue.create(region, 2);
        DoubleValue doubleValue = DoubleValue.create(region, 3);
        LongArray longArray = LongArray.create(region, 4);
        ByteArray byteArray = ByteArray.create(region, 5);
        IntArray intArray = IntArray.create(region, 6);
        DoubleArray doubleArray = DoubleArray.create(region, 7);
        Event event = Event.create(region);
        RingBuffer ringBuffer = RingBuffer.create(region, 8);
        RingReceiver receiver = ringBuffer.receiver();
        Object[] objects = {longValue, intValue, doubleValue, longArray, byteArray, intArray, doubleArray,
            event, ringBuffer};
        try (Child child = Child.start(Toucher.class).say(Handles.write(objects))) {
            child.awaitSuccess();
        }
        assertEquals(11, longValue.get());
        assertEquals(12, intValue.get());
        assertEquals(13, doubleValue.get());
        assertEquals(14, longArray.get(3));
        assertEquals(15, byteArray.get(4));
        assertEquals(16, intArray.get(5));
        assertEquals(17, doubleArray.get(6));
        assertTrue(event.isSet());
        assertArrayEquals(new byte[] {18}, receiver.receive());
    }

    @Test
    void regionArrivesWithItsNames() {
        LongValue.open(region, "hits", 7);
        Region arrived = Handles.read(Handles.write(region), Region.class);
        assertEquals(region.file(), arrived.file());
        assertEquals(7, LongValue.open(arrived, "hits", 0).get());
    }

    @Test
    void objectsOfOneRegionArriveInOne() {
        Object[] arrived = Handles.read(Handles.write(new Object[] {LongValue.create(region, 1),
            LongValue.create(region, 2)}), Object[].class);
        assertEquals(((SharedObject) arrived[0]).region(), ((SharedObject) arrived[1]).region());
    }

    @Test
    void nameArrivesToo() {
        LongValue value = Handles.read(Handles.write(LongValue.open(region, "hits", 7)), LongValue.class);
        assertEquals("hits", value.name().orElseThrow());
    }

    @Test
    void doesNotArriveWhenTheRegionIsGone() {
        String handle = Handles.write(LongValue.create(region, 1));
        region.close();
        RegionAccessException e =
            assertThrows(RegionAccessException.class, () -> Handles.read(handle, LongValue.class));
        assertTrue(e.getMessage().contains("found no file"), e::getMessage);
    }

    @Test
    void doesNotArriveInAnotherRegionOfTheSamePath() throws Exception {
        Path file = directory.resolve("region");
        String handle;
        try (Region first = Region.open(file)) {
            handle = Handles.write(LongValue.create(first, 1));
        }
        Files.delete(file);
        try (Region second = Region.open(file)) {
            LongValue.create(second, 1);
            RegionAccessException e =
                assertThrows(RegionAccessException.class, () -> Handles.read(handle, LongValue.class));
            assertTrue(e.getMessage().contains("found another one"), e::getMessage);
        }
    }

    @Test
    void isNotMadeOfAClosedRegion() {
        LongValue value = LongValue.create(region, 1);
        region.close();
        assertThrows(RegionClosedException.class, () -> Handles.write(value));
        assertThrows(RegionClosedException.class, () -> Handles.write(region));
    }

    /** Takes a lock and keeps it. */
    static final class Locker {
        public static void main(String[] arguments) {
            Handles.read(Role.hear(), Lock.class).lock();
            Role.say("locked");
            Role.hear();
        }
    }

    /** Leaves its mark in one object of each kind. */
    static final class Toucher {
        public static void main(String[] arguments) throws Exception {
            Object[] objects = Handles.read(Role.hear(), Object[].class);
            ((LongValue) objects[0]).addAndGet(10);
            ((IntValue) objects[1]).addAndGet(10);
            ((DoubleValue) objects[2]).addAndGet(10);
            ((LongArray) objects[3]).set(3, 14);
            ((ByteArray) objects[4]).set(4, (byte) 15);
            ((IntArray) objects[5]).set(5, 16);
            ((DoubleArray) objects[6]).set(6, 17);
            ((Event) objects[7]).set();
            ((RingBuffer) objects[8]).sender().send(new byte[] {18});
        }
    }
}
