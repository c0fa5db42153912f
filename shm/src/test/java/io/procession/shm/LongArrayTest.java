package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongArrayTest {

    private static final int LENGTH = 10;

    private final Region region = Region.create();
    private final LongArray array = LongArray.create(region, LENGTH);

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void isOfZeros() {
        assertArrayEquals(new long[LENGTH], elements());
    }

    @Test
    void isOfZerosWhereAnotherWasCutOff() {
        Memory memory = region.memory();
        memory.fill(region.used(), RegionLayout.LINE * 4, (byte) -1);
        LongArray next = LongArray.create(region, LENGTH);
        long[] elements = new long[LENGTH];
        next.copyTo(0, elements);
        assertArrayEquals(new long[LENGTH], elements);
    }

    @Test
    void setsAndGets() {
        array.set(0, Long.MIN_VALUE);
        array.set(LENGTH - 1, Long.MAX_VALUE);
        assertEquals(Long.MIN_VALUE, array.get(0));
        assertEquals(Long.MAX_VALUE, array.get(LENGTH - 1));
        assertEquals(Long.MAX_VALUE, array.getAndSet(LENGTH - 1, 5));
        assertEquals(5, array.get(LENGTH - 1));
        assertEquals(0, array.get(1));
    }

    @Test
    void countsUp() {
        assertEquals(0, array.getAndAdd(3, 4));
        assertEquals(9, array.addAndGet(3, 5));
        assertEquals(10, array.incrementAndGet(3));
        assertEquals(10, array.get(3));
    }

    @Test
    void swapsWhatIsExpectedOnly() {
        assertFalse(array.compareAndSet(3, 1, 2));
        assertTrue(array.compareAndSet(3, 0, 2));
        assertEquals(2, array.get(3));
    }

    @Test
    void fillsEveryElementAndNoMore() {
        LongArray next = LongArray.create(region, LENGTH);
        array.fill(-1);
        for (int i = 0; i < LENGTH; i++) {
            assertEquals(-1, array.get(i));
            assertEquals(0, next.get(i));
        }
    }

    @Test
    void copiesAWholeArrayIn() {
        array.copyFrom(2, new long[] {5, 6, 7});
        assertArrayEquals(new long[] {0, 0, 5, 6, 7, 0, 0, 0, 0, 0}, elements());
    }

    @Test
    void copiesARangeIn() {
        array.copyFrom(8, new long[] {4, 5, 6, 7}, 1, 2);
        assertArrayEquals(new long[] {0, 0, 0, 0, 0, 0, 0, 0, 5, 6}, elements());
    }

    @Test
    void copiesARangeOut() {
        array.copyFrom(0, new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        long[] target = new long[4];
        array.copyTo(7, target, 1, 3);
        assertArrayEquals(new long[] {0, 7, 8, 9}, target);
        array.copyTo(2, target);
        assertArrayEquals(new long[] {2, 3, 4, 5}, target);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void hasBounds(int index) {
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(index));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(index, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.getAndSet(index, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.getAndAdd(index, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.addAndGet(index, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.incrementAndGet(index));
        assertThrows(IndexOutOfBoundsException.class, () -> array.compareAndSet(index, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 1", "0, -1, 1", "0, 0, -1", "8, 0, 3", "0, 3, 2", "0, 0, 5", "11, 0, 0", "0, 5, 0",
        "2147483647, 0, 1", "1, 0, 2147483647", "0, 2147483647, 1"})
    void copiesWithinBoundsOnly(int index, int otherIndex, int count) {
        long[] other = new long[4];
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(index, other, otherIndex, count));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyTo(index, other, otherIndex, count));
    }

    @Test
    void mayBeEmpty() {
        LongArray empty = LongArray.create(region, 0);
        assertEquals(0, empty.length());
        empty.fill(1);
        empty.copyFrom(0, new long[0]);
        empty.copyTo(0, new long[0]);
        assertThrows(IndexOutOfBoundsException.class, () -> empty.get(0));
    }

    @Test
    void refusesANegativeLength() {
        assertThrows(IllegalArgumentException.class, () -> LongArray.create(-1));
        assertThrows(IllegalArgumentException.class, () -> LongArray.create(region, -1));
        assertThrows(IllegalArgumentException.class, () -> LongArray.open(region, "longs", -1));
    }

    @Test
    void refusesALengthThatNoRegionHolds() {
        assertThrows(RegionFullException.class, () -> LongArray.create(region, Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> LongArray.create(Integer.MAX_VALUE));
    }

    @Test
    void doesNotPrintItsElements() {
        assertEquals("LongArray[10]", array.toString());
        assertEquals("LongArray[2] \"longs\"", LongArray.open(region, "longs", 2).toString());
    }

    private long[] elements() {
        long[] elements = new long[LENGTH];
        array.copyTo(0, elements);
        return elements;
    }
}
