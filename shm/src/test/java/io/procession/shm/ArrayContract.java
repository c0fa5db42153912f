package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Array;
import java.util.List;
import java.util.stream.IntStream;
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
    final A array;
    private final Class<A> type;

    ArrayContract(Class<A> type) {
        this.type = type;
        this.array = create(region, LENGTH);
    }

    final A create(Object... arguments) {
        return type.cast(ByName.call(type, null, "create", arguments));
    }

    final A open(Object... arguments) {
        return type.cast(ByName.call(type, null, "open", arguments));
    }

    /** A method of an array, where numbers go in and come out as {@code long}s. */
    final Object call(A on, String method, Object... arguments) {
        return ByName.call(type, on, method, arguments);
    }

    final long get(A from, int index) {
        return (Long) call(from, "get", index);
    }

    final void set(A to, int index, long value) {
        call(to, "set", index, value);
    }

    /** An array of the JDK's own with these elements. */
    final Object heap(long... elements) {
        Object heap = Array.newInstance(ByName.method(type, "get", 1).getReturnType(), elements.length);
        for (int i = 0; i < elements.length; i++) {
            Array.set(heap, i, ByName.convert(elements[i], heap.getClass().getComponentType()));
        }
        return heap;
    }

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
        assertEquals(127L, call(array, "getAndSet", LENGTH - 1, 5));
        assertElements(array, -128, 0, 0, 0, 0, 0, 0, 0, 0, 5);
    }

    @Test
    void adds() {
        assertEquals(0L, call(array, "getAndAdd", 3, 4));
        assertEquals(9L, call(array, "addAndGet", 3, 5));
        assertEquals(9L, call(array, "getAndAdd", 3, -10));
        assertElements(array, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void swapsWhatIsExpectedOnly() {
        for (int i = 0; i < LENGTH; i++) {
            assertEquals(false, call(array, "compareAndSet", i, 1, 2));
            assertEquals(true, call(array, "compareAndSet", i, 0, -i));
            assertEquals(true, call(array, "compareAndSet", i, -i, i));
        }
        assertElements(array, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void fillsEveryElementAndNoMore() {
        A next = create(region, LENGTH);
        call(array, "fill", -1);
        assertElements(array, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
        assertElements(next, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void copiesAWholeArrayIn() {
        call(array, "copyFrom", 2, heap(5, 6, 7));
        assertElements(array, 0, 0, 5, 6, 7, 0, 0, 0, 0, 0);
    }

    @Test
    void copiesARangeIn() {
        call(array, "copyFrom", 8, heap(4, 5, 6, 7), 1, 2);
        assertElements(array, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6);
    }

    @Test
    void copiesOut() {
        call(array, "copyFrom", 0, heap(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        Object target = heap(0, 0, 0, 0);
        call(array, "copyTo", 7, target, 1, 3);
        assertHeap(target, 0, 7, 8, 9);
        call(array, "copyTo", 2, target);
        assertHeap(target, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void hasBounds(int index) {
        List<Executable> accesses = List.of(() -> get(array, index), () -> set(array, index, 1),
            () -> call(array, "getAndSet", index, 1), () -> call(array, "compareAndSet", index, 0, 1),
            () -> call(array, "getAndAdd", index, 1), () -> call(array, "addAndGet", index, 1));
        accesses.forEach(access -> assertThrows(IndexOutOfBoundsException.class, access));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 1", "0, -1, 1", "0, 0, -1", "8, 0, 3", "0, 3, 2", "0, 0, 5", "11, 0, 0", "0, 5, 0",
        "2147483647, 0, 1", "1, 0, 2147483647", "0, 2147483647, 1", "-1, 0, 0", "2147483647, 0, -2147483647"})
    void copiesWithinBoundsOnly(int index, int otherIndex, int count) {
        Object other = heap(1, 2, 3, 4);
        assertThrows(IndexOutOfBoundsException.class, () -> call(array, "copyFrom", index, other, otherIndex, count));
        assertThrows(IndexOutOfBoundsException.class, () -> call(array, "copyTo", index, other, otherIndex, count));
        isOfZeros();
        assertHeap(other, 1, 2, 3, 4);
    }

    @Test
    void mayBeEmpty() {
        A empty = create(region, 0);
        assertEquals(0, empty.length());
        call(empty, "fill", 1);
        call(empty, "copyFrom", 0, heap());
        call(empty, "copyTo", 0, heap());
        assertThrows(IndexOutOfBoundsException.class, () -> get(empty, 0));
    }

    @Test
    void isRefusedOnceClosedThoughItsRegionIsOpen() {
        A again = open(region, "elements", LENGTH);
        A closed = open(region, "elements", LENGTH);
        closed.close();
        List<Executable> uses = List.of(() -> get(closed, 0), () -> set(closed, 0, 1), () -> call(closed, "fill", 1),
            () -> call(closed, "copyFrom", 0, heap()), () -> call(closed, "copyTo", LENGTH, heap()));
        uses.forEach(use -> assertThrows(RegionClosedException.class, use));
        assertThrows(IndexOutOfBoundsException.class, () -> get(closed, LENGTH));
        assertElements(again, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Would catch a region that forgets whom it must tell of its closing, or tells only the last. */
    @Test
    void isRefusedHoweverManyOthersTheRegionHas() {
        List<A> many = IntStream.range(0, 100).mapToObj(i -> create(region, 1)).toList();
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
        call(actual, "copyTo", 0, elements);
        assertHeap(elements, expected);
    }

    private static void assertHeap(Object actual, long... expected) {
        long[] elements = new long[Array.getLength(actual)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = ((Number) Array.get(actual, i)).longValue();
        }
        assertArrayEquals(expected, elements);
    }
}
