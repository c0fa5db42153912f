package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayTest {

    private record Job(@Type.MaxBytes(16) String name, int percent) { }

    private static final int LENGTH = 10;

    private final Region region = Region.create();
    private final Array<Job> jobs = Array.create(region, Type.of(Job.class), LENGTH);

    @AfterEach
    void close() {
        region.close();
    }

    @ParameterizedTest
    @MethodSource("io.procession.shm.Samples#all")
    <T> void isZeroAtFirst(Samples<T> samples) {
        Array<T> array = Array.create(region, samples.type(), 5);
        assertEquals(5, array.length());
        assertEquals(samples.type(), array.type());
        assertEquals(Collections.nCopies(5, samples.zero()), array.asList());
    }

    @ParameterizedTest
    @MethodSource("io.procession.shm.Samples#all")
    <T> void holdsTheFullRangeOfItsType(Samples<T> samples) {
        List<T> values = samples.values();
        Array<T> array = Array.create(region, samples.type(), values.size());
        for (int i = 0; i < values.size(); i++) {
            array.set(i, values.get(i));
        }
        for (int i = 0; i < values.size(); i++) {
            Samples.assertSame(values.get(i), array.get(i));
            Samples.assertSame(values.get(i), array.asList().get(i));
        }
    }

    @Test
    void takesNoMoreThanAnArrayOfC() {
        long used = region.used();
        Array.create(region, Type.UINT8, 100_000);
        assertEquals(100_000, region.used() - used, 3 * RegionLayout.LINE);
    }

    @Test
    void updatesOneElement() {
        assertEquals(new Job("", 1), jobs.update(3, job -> new Job(job.name(), job.percent() + 1)));
        assertEquals(new Job("three", 1), jobs.update(3, job -> new Job("three", job.percent())));
        assertEquals(new Job("three", 1), jobs.get(3));
        assertEquals(new Job("", 0), jobs.get(2));
        assertEquals(new Job("", 0), jobs.get(4));
    }

    @Test
    void staysWhenAnUpdateThrows() {
        jobs.set(3, new Job("three", 1));
        assertThrows(ArithmeticException.class, () -> jobs.update(3, job -> {
            throw new ArithmeticException();
        }));
        assertThrows(IllegalArgumentException.class, () -> jobs.update(3, job -> new Job("x".repeat(17), 1)));
        assertEquals(new Job("three", 1), jobs.get(3));
        assertFalse(jobs.lock().isLocked());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void hasBounds(int index) {
        Job job = new Job("", 1);
        assertThrows(IndexOutOfBoundsException.class, () -> jobs.get(index));
        assertThrows(IndexOutOfBoundsException.class, () -> jobs.set(index, job));
        assertThrows(IndexOutOfBoundsException.class, () -> jobs.update(index, before -> job));
        assertThrows(IndexOutOfBoundsException.class, () -> jobs.asList().get(index));
        assertThrows(IndexOutOfBoundsException.class, () -> jobs.asList().set(index, job));
    }

    @Test
    void mayBeEmpty() {
        Array<Job> empty = Array.create(region, Type.of(Job.class), 0);
        assertEquals(List.of(), empty.asList());
        assertThrows(IndexOutOfBoundsException.class, () -> empty.get(0));
        assertFalse(empty.lock().isLocked());
    }

    @Test
    void refusesANegativeLength() {
        assertThrows(IllegalArgumentException.class, () -> Array.create(Type.INT8, -1));
        assertThrows(IllegalArgumentException.class, () -> Array.create(region, Type.INT8, -1));
        assertThrows(IllegalArgumentException.class, () -> Array.open(region, "array", Type.INT8, -1));
    }

    @Test
    void refusesALengthThatNoRegionHolds() {
        assertThrows(RegionFullException.class, () -> Array.create(region, Type.INT64, Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> Array.create(Type.INT64, Integer.MAX_VALUE));
        assertThrows(RegionFullException.class,
            () -> Array.create(region, Type.text(Type.MAX_BYTES), Integer.MAX_VALUE));
    }

    @Test
    void refusesNull() {
        assertThrows(NullPointerException.class, () -> jobs.set(0, null));
        assertThrows(NullPointerException.class, () -> jobs.set(0, new Job(null, 1)));
        assertThrows(NullPointerException.class, () -> jobs.asList().set(0, null));
        assertEquals(new Job("", 0), jobs.get(0));
    }

    @Test
    void isAListThatWritesThrough() {
        List<Job> list = jobs.asList();
        assertEquals(LENGTH, list.size());
        assertEquals(new Job("", 0), list.set(3, new Job("three", 3)));
        assertEquals(new Job("three", 3), jobs.get(3));
        jobs.set(4, new Job("four", 4));
        assertEquals(new Job("four", 4), list.get(4));
        assertEquals(4, list.indexOf(new Job("four", 4)));
        Collections.reverse(list);
        assertEquals(new Job("three", 3), jobs.get(LENGTH - 1 - 3));
        assertThrows(UnsupportedOperationException.class, () -> list.add(new Job("", 0)));
        assertThrows(UnsupportedOperationException.class, () -> list.remove(0));
    }

    @Test
    void streams() {
        Array<Integer> numbers = Array.create(region, Type.UINT16, 1000);
        IntStream.range(0, 1000).forEach(i -> numbers.set(i, i));
        assertEquals(499_500, numbers.asList().stream().mapToInt(i -> i).sum());
        assertEquals(499_500, numbers.asList().parallelStream().mapToInt(i -> i).sum());
        numbers.asList().replaceAll(i -> i + 1);
        assertEquals(1000, numbers.get(999));
    }

    @Test
    @Tag("waiting")
    void isSetByTheHolderOfItsLockOnly() throws Exception {
        Background<Job> other;
        try (SharedLock.Hold hold = jobs.lock().hold()) {
            assertFalse(hold.abandoned());
            other = Background.start(() -> jobs.update(1, job -> new Job(job.name(), job.percent() + 1)));
            jobs.set(0, new Job("zero", 1));
            jobs.set(1, new Job("one", 1));
            assertEquals(new Job("one", 1), Background.start(() -> jobs.get(1)).get());
        }
        assertEquals(new Job("one", 2), other.get());
    }

    @Test
    void sharesTheCurrentRegionIfItIsSmall() {
        assertSame(Region.current(), Array.create(Type.BOOL, (int) SharedArray.MAX_BYTES_IN_CURRENT / 2).region());
    }

    @Test
    void hasARegionOfItsOwnIfItIsLarge() {
        Array<Job> large = Array.create(Type.of(Job.class), 100_000);
        assertNotSame(Region.current(), large.region());
        large.set(99_999, new Job("last", 1));
        assertEquals(new Job("last", 1), large.get(99_999));
        large.close();
        assertFalse(Files.exists(large.region().file()));
        assertThrows(RegionClosedException.class, () -> large.get(0));
    }

    @Test
    void isNotUsedAfterItWasClosed() {
        List<Job> list = jobs.asList();
        jobs.close();
        assertThrows(RegionClosedException.class, () -> jobs.get(0));
        assertThrows(RegionClosedException.class, () -> jobs.set(0, new Job("", 1)));
        assertThrows(RegionClosedException.class, () -> jobs.update(0, job -> job));
        assertThrows(RegionClosedException.class, () -> list.get(0));
        assertThrows(RegionClosedException.class, () -> list.set(0, new Job("", 1)));
        assertFalse(jobs.lock().isLocked());
    }

    @Test
    void doesNotPrintItsElements() {
        assertEquals("Array<INT32>[3]", Array.create(region, Type.INT32, 3).toString());
        assertEquals("Array<text(4)>[2] \"words\"", Array.open(region, "words", Type.text(4), 2).toString());
    }
}
