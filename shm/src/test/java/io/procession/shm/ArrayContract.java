package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an array of any primitive does with small numbers, which all of them hold. */
abstract class ArrayContract<A extends SharedArray> {

    static final int LENGTH = 10;

    final Region region = Region.create();
    final A array = create(region, LENGTH);

    abstract A create(int length);

    abstract A create(Region in, int length);

    abstract A open(Region in, String name, int length);

    abstract long get(A from, int index);

    abstract void set(A to, int index, long value);

    abstract long getAndSet(A in, int index, long value);

    abstract boolean compareAndSet(A in, int index, long expected, long value);

    abstract long getAndAdd(A in, int index, long delta);

    abstract long addAndGet(A in, int index, long delta);

    abstract void fill(A all, long value);

    /** An array of the JDK's own with these elements. */
    abstract Object heap(long... elements);

    abstract void copyFrom(A to, int index, Object source);

    abstract void copyFrom(A to, int index, Object source, int sourceIndex, int count);

    abstract void copyTo(A from, int index, Object target);

    abstract void copyTo(A from, int index, Object target, int targetIndex, int count);

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void isOfZeros() {
        assertElements(array, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void isOfZerosWhereAnotherWasCutOff() {
        region.memory().fill(region.used(), RegionLayout.LINE * 4, (byte) -1);
        assertElements(create(region, LENGTH), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void setsAndGets() {
        set(array, 0, -128);
        set(array, LENGTH - 1, 127);
        assertEquals(-128, get(array, 0));
        assertEquals(127, get(array, LENGTH - 1));
        assertEquals(127, getAndSet(array, LENGTH - 1, 5));
        assertElements(array, -128, 0, 0, 0, 0, 0, 0, 0, 0, 5);
    }

    @Test
    void adds() {
        assertEquals(0, getAndAdd(array, 3, 4));
        assertEquals(9, addAndGet(array, 3, 5));
        assertEquals(9, getAndAdd(array, 3, -10));
        assertElements(array, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void swapsWhatIsExpectedOnly() {
        for (int i = 0; i < LENGTH; i++) {
            assertFalse(compareAndSet(array, i, 1, 2));
            assertTrue(compareAndSet(array, i, 0, -i));
            assertTrue(compareAndSet(array, i, -i, i));
        }
        assertElements(array, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void fillsEveryElementAndNoMore() {
        A next = create(region, LENGTH);
        fill(array, -1);
        assertElements(array, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
        assertElements(next, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void copiesAWholeArrayIn() {
        copyFrom(array, 2, heap(5, 6, 7));
        assertElements(array, 0, 0, 5, 6, 7, 0, 0, 0, 0, 0);
    }

    @Test
    void copiesARangeIn() {
        copyFrom(array, 8, heap(4, 5, 6, 7), 1, 2);
        assertElements(array, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6);
    }

    @Test
    void copiesOut() {
        copyFrom(array, 0, heap(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        Object target = heap(0, 0, 0, 0);
        copyTo(array, 7, target, 1, 3);
        assertHeap(target, 0, 7, 8, 9);
        copyTo(array, 2, target);
        assertHeap(target, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void hasBounds(int index) {
        List<Executable> accesses = List.of(() -> get(array, index), () -> set(array, index, 1),
            () -> getAndSet(array, index, 1), () -> compareAndSet(array, index, 0, 1),
            () -> getAndAdd(array, index, 1), () -> addAndGet(array, index, 1));
        accesses.forEach(access -> assertThrows(IndexOutOfBoundsException.class, access));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 1", "0, -1, 1", "0, 0, -1", "8, 0, 3", "0, 3, 2", "0, 0, 5", "11, 0, 0", "0, 5, 0",
        "2147483647, 0, 1", "1, 0, 2147483647", "0, 2147483647, 1", "-1, 0, 0", "2147483647, 0, -2147483647"})
    void copiesWithinBoundsOnly(int index, int otherIndex, int count) {
        Object other = heap(1, 2, 3, 4);
        assertThrows(IndexOutOfBoundsException.class, () -> copyFrom(array, index, other, otherIndex, count));
        assertThrows(IndexOutOfBoundsException.class, () -> copyTo(array, index, other, otherIndex, count));
        isOfZeros();
        assertHeap(other, 1, 2, 3, 4);
    }

    @Test
    void mayBeEmpty() {
        A empty = create(region, 0);
        assertEquals(0, empty.length());
        fill(empty, 1);
        copyFrom(empty, 0, heap());
        copyTo(empty, 0, heap());
        assertThrows(IndexOutOfBoundsException.class, () -> get(empty, 0));
    }

    @Test
    void isRefusedOnceClosedThoughItsRegionIsOpen() {
        A again = open(region, "elements", LENGTH);
        A closed = open(region, "elements", LENGTH);
        closed.close();
        List<Executable> uses = List.of(() -> get(closed, 0), () -> set(closed, 0, 1), () -> fill(closed, 1),
            () -> copyFrom(closed, 0, heap()), () -> copyTo(closed, LENGTH, heap()));
        uses.forEach(use -> assertThrows(RegionClosedException.class, use));
        assertThrows(IndexOutOfBoundsException.class, () -> get(closed, LENGTH));
        assertElements(again, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Would catch a region that forgets whom it must tell of its closing, or tells only the last. */
    @Test
    void isRefusedHoweverManyOthersTheRegionHas() {
        List<A> many = java.util.stream.IntStream.range(0, 100).mapToObj(i -> create(region, 1)).toList();
        region.close();
        many.forEach(one -> assertThrows(RegionClosedException.class, () -> get(one, 0)));
        assertThrows(RegionClosedException.class, () -> get(array, 0));
    }

    @Test
    void refusesANegativeLength() {
        List<Executable> makers =
            List.of(() -> create(-1), () -> create(region, -1), () -> open(region, "elements", -1));
        makers.forEach(maker -> assertThrows(IllegalArgumentException.class, maker));
    }

    @Test
    void refusesALengthThatNoRegionHolds() {
        assertThrows(RegionFullException.class, () -> create(region, Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> create(Integer.MAX_VALUE));
    }

    @Test
    void doesNotPrintItsElements() {
        String type = array.getClass().getSimpleName();
        assertEquals(type + "[10]", array.toString());
        assertEquals(type + "[2] \"elements\"", open(region, "elements", 2).toString());
    }

    final void assertElements(A actual, long... expected) {
        Object elements = heap(new long[actual.length()]);
        copyTo(actual, 0, elements);
        assertHeap(elements, expected);
    }

    private static void assertHeap(Object actual, long... expected) {
        long[] elements = new long[java.lang.reflect.Array.getLength(actual)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = ((Number) java.lang.reflect.Array.get(actual, i)).longValue();
        }
        assertArrayEquals(expected, elements);
    }
}
