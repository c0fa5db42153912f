package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrays do that have the vocabulary of {@link java.util.concurrent.atomic.AtomicLongArray}. */
abstract class NumberArrayContract<A extends SharedArray> extends ArrayContract<A> {

    NumberArrayContract(Class<A> type) {
        super(type);
    }

    @Test
    void countsUpAndDown() {
        assertEquals(0L, call(array, "getAndIncrement", 3));
        assertEquals(2L, call(array, "incrementAndGet", 3));
        assertEquals(2L, call(array, "getAndDecrement", 3));
        assertEquals(0L, call(array, "decrementAndGet", 3));
        assertEquals(-1L, call(array, "decrementAndGet", 3));
        assertElements(array, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void appliesFunctions() {
        LongUnaryOperator half = before -> before / 2;
        LongBinaryOperator minus = (before, x) -> before - x;
        set(array, 3, 40);
        assertEquals(40L, call(array, "getAndUpdate", 3, half));
        assertEquals(10L, call(array, "updateAndGet", 3, half));
        assertEquals(10L, call(array, "getAndAccumulate", 3, 4, minus));
        assertEquals(2L, call(array, "accumulateAndGet", 3, 4, minus));
        assertElements(array, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0);
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
        assertEquals(11L, call(array, "updateAndGet", 3, disturbed));
        assertEquals(21L, call(array, "getAndUpdate", 3, disturbed));
        assertEquals(22, get(array, 3));
        assertEquals(4, calls[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void countsAndAppliesFunctionsWithinBoundsOnly(int index) {
        LongUnaryOperator one = before -> 1;
        LongBinaryOperator sum = Long::sum;
        List<Executable> updates = List.of(() -> call(array, "getAndIncrement", index),
            () -> call(array, "incrementAndGet", index), () -> call(array, "getAndDecrement", index),
            () -> call(array, "decrementAndGet", index), () -> call(array, "getAndUpdate", index, one),
            () -> call(array, "updateAndGet", index, one), () -> call(array, "getAndAccumulate", index, 1, sum),
            () -> call(array, "accumulateAndGet", index, 1, sum));
        updates.forEach(update -> assertThrows(IndexOutOfBoundsException.class, update));
    }
}
