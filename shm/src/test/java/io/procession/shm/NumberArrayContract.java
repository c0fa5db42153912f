package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What arrays do that have the vocabulary of {@link java.util.concurrent.atomic.AtomicLongArray}. */
abstract class NumberArrayContract<A extends SharedArray> extends ArrayContract<A> {

    abstract long getAndIncrement(A in, int index);

    abstract long incrementAndGet(A in, int index);

    abstract long getAndDecrement(A in, int index);

    abstract long decrementAndGet(A in, int index);

    abstract long getAndUpdate(A in, int index, LongUnaryOperator function);

    abstract long updateAndGet(A in, int index, LongUnaryOperator function);

    abstract long getAndAccumulate(A in, int index, long x, LongBinaryOperator function);

    abstract long accumulateAndGet(A in, int index, long x, LongBinaryOperator function);

    @Test
    void countsUpAndDown() {
        assertEquals(0, getAndIncrement(array, 3));
        assertEquals(2, incrementAndGet(array, 3));
        assertEquals(2, getAndDecrement(array, 3));
        assertEquals(0, decrementAndGet(array, 3));
        assertEquals(-1, decrementAndGet(array, 3));
        assertElements(array, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void appliesFunctions() {
        set(array, 3, 10);
        assertEquals(10, getAndUpdate(array, 3, before -> before / 2));
        assertEquals(15, updateAndGet(array, 3, before -> before * 3));
        assertEquals(15, getAndAccumulate(array, 3, 4, (before, x) -> before - x));
        assertEquals(7, accumulateAndGet(array, 3, 4, (before, x) -> before - x));
        assertElements(array, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void appliesAFunctionAgainIfTheElementHasChanged() {
        int[] calls = {0};
        LongUnaryOperator disturbed = before -> {
            if (calls[0]++ % 2 == 0) {
                set(array, 3, before + 10);
            }
            return before + 1;
        };
        assertEquals(11, updateAndGet(array, 3, disturbed));
        assertEquals(21, getAndUpdate(array, 3, disturbed));
        assertEquals(22, get(array, 3));
        assertEquals(4, calls[0]);
    }

    @Test
    void appliesFunctionsWithinBoundsOnly() {
        List<Executable> updates = List.of(() -> getAndIncrement(array, -1), () -> decrementAndGet(array, LENGTH),
            () -> getAndUpdate(array, -1, before -> 1), () -> updateAndGet(array, LENGTH, before -> 1),
            () -> getAndAccumulate(array, LENGTH, 1, Math::max), () -> accumulateAndGet(array, -1, 1, Math::max));
        updates.forEach(update -> assertThrows(IndexOutOfBoundsException.class, update));
    }
}
