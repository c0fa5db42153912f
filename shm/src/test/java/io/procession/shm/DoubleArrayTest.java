package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The elements are those of a {@code double[]}. */
class DoubleArrayTest extends NumberArrayContract<DoubleArray> {

    DoubleArrayTest() {
        super(DoubleArray.class);
    }

    @Test
    void holdsEveryDouble() {
        double[] all = {Double.MIN_VALUE, -Double.MAX_VALUE, Double.NEGATIVE_INFINITY, Double.NaN, -0.0, Math.PI};
        for (int i = 0; i < all.length; i++) {
            array.set(i, all[i]);
            assertEquals(all[i], array.get(i));
        }
        double[] elements = new double[all.length];
        array.copyTo(0, elements);
        assertArrayEquals(all, elements);
        array.fill(1.5);
        array.copyFrom(0, all);
        assertEquals(-0.0, array.getAndSet(4, 2.5));
        assertEquals(1.5, array.get(LENGTH - 1));
    }

    @Test
    void keepsTheBitsOfANaN() {
        long bits = 0x7FF8_0000_DEAD_BEEFL;
        array.set(0, Double.longBitsToDouble(bits));
        assertEquals(bits, Double.doubleToRawLongBits(array.get(0)));
        array.copyFrom(1, new double[] {Double.longBitsToDouble(bits)});
        assertEquals(bits, Double.doubleToRawLongBits(array.getAndSet(1, 0)));
    }

    @Test
    void comparesBits() {
        array.set(0, 0.0);
        assertFalse(array.compareAndSet(0, -0.0, 1));
        array.set(0, Double.NaN);
        assertFalse(array.compareAndSet(0, Double.longBitsToDouble(0x7FF8_0000_DEAD_BEEFL), 1));
        assertTrue(array.compareAndSet(0, Double.NaN, 1));
    }

    @Test
    void addsFractionsAndToNaN() {
        assertEquals(0, array.getAndAdd(0, 0.25));
        assertEquals(0.75, array.addAndGet(0, 0.5));
        array.set(0, Double.NaN);
        assertTrue(Double.isNaN(array.addAndGet(0, 1)));
    }
}
