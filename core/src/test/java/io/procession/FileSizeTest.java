package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FileSizeTest {

    private static final long MIB = 1 << 20;
    private static final long PLENTY = 100_000 * MIB;
    private static final long MILLIS = 1_000_000;

    private final FileSize size = new FileSize();
    private long nanos = System.nanoTime();
    private long cycle;

    private long next(long millis, int begunByOthers) {
        nanos += millis * MILLIS;
        long bytes = size.next(cycle + begunByOthers, 0, nanos, PLENTY);
        cycle += begunByOthers + 1;
        return bytes;
    }

    @Test
    void growsWhileFilesAreFullTooSoonAndShrinksWhenTheyLast() {
        assertEquals(2 * MIB, next(0, 0));
        assertEquals(4 * MIB, next(19, 0));
        assertEquals(8 * MIB, next(1, 0));
        assertEquals(8 * MIB, next(100, 0));
        assertEquals(16 * MIB, next(5, 0));
        assertEquals(16 * MIB, next(5, 0));
        assertEquals(8 * MIB, next(201, 0));
        assertEquals(4 * MIB, next(1_000, 0));
        assertEquals(2 * MIB, next(1_000, 0));
        assertEquals(2 * MIB, next(1_000, 0));
    }

    @Test
    void filesThatOthersHaveBegunCount() {
        assertEquals(2 * MIB, next(0, 0));
        assertEquals(2 * MIB, next(100, 0));
        assertEquals(4 * MIB, next(100, 9));
        assertEquals(4 * MIB, next(100, 1));
    }

    @Test
    void firstFileSaysNothingOfHowLongTheLastOneOfOthersLasted() {
        assertEquals(2 * MIB, next(0, 1_000));
    }

    @Test
    void growsWhenMuchWaits() {
        assertEquals(2 * MIB, size.next(10, 10, nanos, PLENTY));
        assertEquals(2 * MIB, size.next(31, 31, nanos + 1_000 * MILLIS, PLENTY));
        assertEquals(4 * MIB, size.next(32, 32, nanos + 2_000 * MILLIS, PLENTY));
        assertEquals(256 * MIB, size.next(100_000, 100_000, nanos + 1_000_000 * MILLIS, PLENTY));
    }

    @Test
    void staysSmallWhereThereIsLittleSpace() {
        assertEquals(2 * MIB, size.next(1_000, 1_000, nanos, 0));
        assertEquals(2 * MIB, size.next(2_000, 2_000, nanos + MILLIS, 20 * MIB));
        assertEquals(4 * MIB, size.next(3_000, 3_000, nanos + 2 * MILLIS, 64 * MIB));
    }
}
