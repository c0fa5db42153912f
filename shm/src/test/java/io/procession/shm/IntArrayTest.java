package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The elements are those of a {@code int[]}. */
class IntArrayTest extends NumberArrayContract<IntArray> {

    IntArrayTest() {
        super(IntArray.class);
    }

    @Test
    void holdsEveryInt() {
        array.set(0, Integer.MIN_VALUE);
        array.set(1, Integer.MAX_VALUE);
        assertEquals(Integer.MIN_VALUE, array.get(0));
        assertEquals(Integer.MIN_VALUE, array.incrementAndGet(1));
        assertEquals(Integer.MAX_VALUE, array.decrementAndGet(0));
        assertTrue(array.compareAndSet(0, Integer.MAX_VALUE, 1 << 30));
        int[] elements = new int[3];
        array.copyTo(0, elements);
        assertArrayEquals(new int[] {1 << 30, Integer.MIN_VALUE, 0}, elements);
    }
}
