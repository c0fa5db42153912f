package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** The elements are those of a {@code long[]}. */
class LongArrayTest extends NumberArrayContract<LongArray> {

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

    @Override
    LongArray create(int length) {
        return LongArray.create(length);
    }

    @Override
    LongArray create(Region in, int length) {
        return LongArray.create(in, length);
    }

    @Override
    LongArray open(Region in, String name, int length) {
        return LongArray.open(in, name, length);
    }

    @Override
    long get(LongArray from, int index) {
        return from.get(index);
    }

    @Override
    void set(LongArray to, int index, long value) {
        to.set(index, value);
    }

    @Override
    long getAndSet(LongArray in, int index, long value) {
        return in.getAndSet(index, value);
    }

    @Override
    boolean compareAndSet(LongArray in, int index, long expected, long value) {
        return in.compareAndSet(index, expected, value);
    }

    @Override
    long getAndAdd(LongArray in, int index, long delta) {
        return in.getAndAdd(index, delta);
    }

    @Override
    long addAndGet(LongArray in, int index, long delta) {
        return in.addAndGet(index, delta);
    }

    @Override
    void fill(LongArray all, long value) {
        all.fill(value);
    }

    @Override
    Object heap(long... elements) {
        return elements.clone();
    }

    @Override
    void copyFrom(LongArray to, int index, Object source) {
        to.copyFrom(index, (long[]) source);
    }

    @Override
    void copyFrom(LongArray to, int index, Object source, int sourceIndex, int count) {
        to.copyFrom(index, (long[]) source, sourceIndex, count);
    }

    @Override
    void copyTo(LongArray from, int index, Object target) {
        from.copyTo(index, (long[]) target);
    }

    @Override
    void copyTo(LongArray from, int index, Object target, int targetIndex, int count) {
        from.copyTo(index, (long[]) target, targetIndex, count);
    }

    @Override
    long getAndIncrement(LongArray in, int index) {
        return in.getAndIncrement(index);
    }

    @Override
    long incrementAndGet(LongArray in, int index) {
        return in.incrementAndGet(index);
    }

    @Override
    long getAndDecrement(LongArray in, int index) {
        return in.getAndDecrement(index);
    }

    @Override
    long decrementAndGet(LongArray in, int index) {
        return in.decrementAndGet(index);
    }

    @Override
    long getAndUpdate(LongArray in, int index, LongUnaryOperator function) {
        return in.getAndUpdate(index, function);
    }

    @Override
    long updateAndGet(LongArray in, int index, LongUnaryOperator function) {
        return in.updateAndGet(index, function);
    }

    @Override
    long getAndAccumulate(LongArray in, int index, long x, LongBinaryOperator function) {
        return in.getAndAccumulate(index, x, function);
    }

    @Override
    long accumulateAndGet(LongArray in, int index, long x, LongBinaryOperator function) {
        return in.accumulateAndGet(index, x, function);
    }
}
