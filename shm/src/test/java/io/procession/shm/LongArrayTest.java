package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The elements are those of a {@code long[]}. */
class LongArrayTest extends NumberArrayContract<LongArray> {

    LongArrayTest() {
        super(LongArray.class);
    }

    @Test
    void holdsEveryLong() {
        array.set(0, Long.MIN_VALUE);
        array.set(1, Long.MAX_VALUE);
        assertEquals(Long.MIN_VALUE, array.get(0));
        assertEquals(Long.MIN_VALUE, array.incrementAndGet(1));
        assertEquals(Long.MAX_VALUE, array.decrementAndGet(0));
        assertTrue(array.compareAndSet(0, Long.MAX_VALUE, 1L << 40));
        assertArrayEquals(new long[] {1L << 40, Long.MIN_VALUE, 0, 0, 0, 0, 0, 0, 0, 0}, elements());
    }

    private long[] elements() {
        long[] elements = new long[LENGTH];
        array.copyTo(0, elements);
        return elements;
    }
}
