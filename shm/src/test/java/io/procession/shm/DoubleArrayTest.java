package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The elements are those of a {@code double[]}. */
class DoubleArrayTest extends NumberArrayContract<DoubleArray> {

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

    @Override
    DoubleArray create(int length) {
        return DoubleArray.create(length);
    }

    @Override
    DoubleArray create(Region in, int length) {
        return DoubleArray.create(in, length);
    }

    @Override
    DoubleArray open(Region in, String name, int length) {
        return DoubleArray.open(in, name, length);
    }

    @Override
    long get(DoubleArray from, int index) {
        return (long) from.get(index);
    }

    @Override
    void set(DoubleArray to, int index, long value) {
        to.set(index, (double) value);
    }

    @Override
    long getAndSet(DoubleArray in, int index, long value) {
        return (long) in.getAndSet(index, (double) value);
    }

    @Override
    boolean compareAndSet(DoubleArray in, int index, long expected, long value) {
        return in.compareAndSet(index, (double) expected, (double) value);
    }

    @Override
    long getAndAdd(DoubleArray in, int index, long delta) {
        return (long) in.getAndAdd(index, (double) delta);
    }

    @Override
    long addAndGet(DoubleArray in, int index, long delta) {
        return (long) in.addAndGet(index, (double) delta);
    }

    @Override
    void fill(DoubleArray all, long value) {
        all.fill((double) value);
    }

    @Override
    Object heap(long... elements) {
        return LongStream.of(elements).asDoubleStream().toArray();
    }

    @Override
    void copyFrom(DoubleArray to, int index, Object source) {
        to.copyFrom(index, (double[]) source);
    }

    @Override
    void copyFrom(DoubleArray to, int index, Object source, int sourceIndex, int count) {
        to.copyFrom(index, (double[]) source, sourceIndex, count);
    }

    @Override
    void copyTo(DoubleArray from, int index, Object target) {
        from.copyTo(index, (double[]) target);
    }

    @Override
    void copyTo(DoubleArray from, int index, Object target, int targetIndex, int count) {
        from.copyTo(index, (double[]) target, targetIndex, count);
    }

    @Override
    long getAndIncrement(DoubleArray in, int index) {
        return (long) in.getAndIncrement(index);
    }

    @Override
    long incrementAndGet(DoubleArray in, int index) {
        return (long) in.incrementAndGet(index);
    }

    @Override
    long getAndDecrement(DoubleArray in, int index) {
        return (long) in.getAndDecrement(index);
    }

    @Override
    long decrementAndGet(DoubleArray in, int index) {
        return (long) in.decrementAndGet(index);
    }

    @Override
    long getAndUpdate(DoubleArray in, int index, LongUnaryOperator function) {
        return (long) in.getAndUpdate(index, before -> function.applyAsLong((long) before));
    }

    @Override
    long updateAndGet(DoubleArray in, int index, LongUnaryOperator function) {
        return (long) in.updateAndGet(index, before -> function.applyAsLong((long) before));
    }

    @Override
    long getAndAccumulate(DoubleArray in, int index, long x, LongBinaryOperator function) {
        return (long) in.getAndAccumulate(index, x, (before, y) -> function.applyAsLong((long) before, (long) y));
    }

    @Override
    long accumulateAndGet(DoubleArray in, int index, long x, LongBinaryOperator function) {
        return (long) in.accumulateAndGet(index, x, (before, y) -> function.applyAsLong((long) before, (long) y));
    }
}
