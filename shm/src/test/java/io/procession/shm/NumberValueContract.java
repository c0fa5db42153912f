package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a value of any primitive does with numbers that all of them hold. */
abstract class NumberValueContract<V extends SharedObject> {

    private static final long BIG = 1 << 30;

    final Region region = Region.create();
    final V value;
    private final Class<V> type;

    NumberValueContract(Class<V> type) {
        this.type = type;
        this.value = create(region, BIG);
    }

    final V create(Object... arguments) {
        return type.cast(ByName.call(type, null, "create", arguments));
    }

    /** A method of the value, where numbers go in and come out as {@code long}s. */
    private Object call(String method, Object... arguments) {
        return ByName.call(type, value, method, arguments);
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void beginsAsAsked() {
        assertEquals(BIG, call("get"));
        assertEquals(0L, ByName.call(type, create(region, 0), "get"));
    }

    @Test
    void livesInTheCurrentRegionIfNoneIsNamed() {
        V anonymous = create(7);
        assertEquals(7L, ByName.call(type, anonymous, "get"));
        assertEquals(Region.current(), anonymous.region());
        assertTrue(anonymous.name().isEmpty());
    }

    @Test
    void setsAndGets() {
        call("set", -1);
        assertEquals(-1L, call("getAndSet", 2));
        assertEquals(2L, call("get"));
    }

    @Test
    void swapsWhatIsExpectedOnly() {
        assertEquals(false, call("compareAndSet", 0, 1));
        assertEquals(BIG, call("get"));
        assertEquals(true, call("compareAndSet", BIG, 1));
        assertEquals(1L, call("get"));
    }

    @Test
    void countsUp() {
        assertEquals(BIG, call("getAndAdd", 2));
        assertEquals(BIG + 5, call("addAndGet", 3));
        assertEquals(BIG + 5, call("getAndIncrement"));
        assertEquals(BIG + 7, call("incrementAndGet"));
        assertEquals(BIG + 7, call("get"));
    }

    @Test
    void countsDown() {
        assertEquals(BIG, call("getAndAdd", -2));
        assertEquals(BIG - 5, call("addAndGet", -3));
        assertEquals(BIG - 5, call("getAndDecrement"));
        assertEquals(BIG - 7, call("decrementAndGet"));
        assertEquals(BIG - 7, call("get"));
    }

    @Test
    void appliesFunctions() {
        LongUnaryOperator half = before -> before / 2;
        LongBinaryOperator minus = (before, x) -> before - x;
        assertEquals(BIG, call("getAndUpdate", half));
        assertEquals(BIG / 4, call("updateAndGet", half));
        assertEquals(BIG / 4, call("getAndAccumulate", 3, minus));
        assertEquals(BIG / 4 - 6, call("accumulateAndGet", 3, minus));
    }

    @Test
    void appliesAFunctionAgainIfTheValueHasChanged() {
        int[] calls = {0};
        LongUnaryOperator disturbed = before -> {
            if (calls[0]++ % 2 == 0) {
                call("set", before + 10);
            }
            return before + 1;
        };
        assertEquals(BIG + 11, call("updateAndGet", disturbed));
        assertEquals(BIG + 21, call("getAndUpdate", disturbed));
        assertEquals(BIG + 22, call("get"));
        assertEquals(4, calls[0]);
    }

    @Test
    void sharesALineWithNobody() {
        assertTrue(create(region, -1).block().data() - value.block().data() >= RegionLayout.LINE);
    }
}
