package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The elements are those of a {@code int[]}. */
class IntArrayTest extends NumberArrayContract<IntArray> {

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

    @Override
    IntArray create(int length) {
        return IntArray.create(length);
    }

    @Override
    IntArray create(Region in, int length) {
        return IntArray.create(in, length);
    }

    @Override
    IntArray open(Region in, String name, int length) {
        return IntArray.open(in, name, length);
    }

    @Override
    long get(IntArray from, int index) {
        return from.get(index);
    }

    @Override
    void set(IntArray to, int index, long value) {
        to.set(index, (int) value);
    }

    @Override
    long getAndSet(IntArray in, int index, long value) {
        return in.getAndSet(index, (int) value);
    }

    @Override
    boolean compareAndSet(IntArray in, int index, long expected, long value) {
        return in.compareAndSet(index, (int) expected, (int) value);
    }

    @Override
    long getAndAdd(IntArray in, int index, long delta) {
        return in.getAndAdd(index, (int) delta);
    }

    @Override
    long addAndGet(IntArray in, int index, long delta) {
        return in.addAndGet(index, (int) delta);
    }

    @Override
    void fill(IntArray all, long value) {
        all.fill((int) value);
    }

    @Override
    Object heap(long... elements) {
        return LongStream.of(elements).mapToInt(element -> (int) element).toArray();
    }

    @Override
    void copyFrom(IntArray to, int index, Object source) {
        to.copyFrom(index, (int[]) source);
    }

    @Override
    void copyFrom(IntArray to, int index, Object source, int sourceIndex, int count) {
        to.copyFrom(index, (int[]) source, sourceIndex, count);
    }

    @Override
    void copyTo(IntArray from, int index, Object target) {
        from.copyTo(index, (int[]) target);
    }

    @Override
    void copyTo(IntArray from, int index, Object target, int targetIndex, int count) {
        from.copyTo(index, (int[]) target, targetIndex, count);
    }

    @Override
    long getAndIncrement(IntArray in, int index) {
        return in.getAndIncrement(index);
    }

    @Override
    long incrementAndGet(IntArray in, int index) {
        return in.incrementAndGet(index);
    }

    @Override
    long getAndDecrement(IntArray in, int index) {
        return in.getAndDecrement(index);
    }

    @Override
    long decrementAndGet(IntArray in, int index) {
        return in.decrementAndGet(index);
    }

    @Override
    long getAndUpdate(IntArray in, int index, LongUnaryOperator function) {
        return in.getAndUpdate(index, before -> (int) function.applyAsLong(before));
    }

    @Override
    long updateAndGet(IntArray in, int index, LongUnaryOperator function) {
        return in.updateAndGet(index, before -> (int) function.applyAsLong(before));
    }

    @Override
    long getAndAccumulate(IntArray in, int index, long x, LongBinaryOperator function) {
        return in.getAndAccumulate(index, (int) x, (before, y) -> (int) function.applyAsLong(before, y));
    }

    @Override
    long accumulateAndGet(IntArray in, int index, long x, LongBinaryOperator function) {
        return in.accumulateAndGet(index, (int) x, (before, y) -> (int) function.applyAsLong(before, y));
    }
}
