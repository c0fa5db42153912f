package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntValueTest {

    private static final int BIG = 1 << 30;

    private final Region region = Region.create();
    private final IntValue value = IntValue.create(region, BIG);

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void beginsAsAsked() {
        assertEquals(BIG, value.get());
        assertEquals(Integer.MIN_VALUE, IntValue.create(region, Integer.MIN_VALUE).get());
    }

    @Test
    void livesInTheCurrentRegionIfNoneIsNamed() {
        IntValue anonymous = IntValue.create(7);
        assertEquals(7, anonymous.get());
        assertEquals(Region.current(), anonymous.region());
        assertTrue(anonymous.name().isEmpty());
    }

    @Test
    void setsAndGets() {
        value.set(-1);
        assertEquals(-1, value.get());
        value.setRelease(BIG + 1);
        assertEquals(BIG + 1, value.get());
        assertEquals(BIG + 1, value.getAndSet(2));
        assertEquals(2, value.get());
    }

    @Test
    void swapsWhatIsExpectedOnly() {
        assertFalse(value.compareAndSet(0, 1));
        assertEquals(BIG, value.get());
        assertTrue(value.compareAndSet(BIG, 1));
        assertEquals(1, value.get());
    }

    @Test
    void countsUp() {
        assertEquals(BIG, value.getAndAdd(2));
        assertEquals(BIG + 5, value.addAndGet(3));
        assertEquals(BIG + 5, value.getAndIncrement());
        assertEquals(BIG + 7, value.incrementAndGet());
        assertEquals(BIG + 7, value.get());
    }

    @Test
    void countsDown() {
        assertEquals(BIG, value.getAndAdd(-2));
        assertEquals(BIG - 5, value.addAndGet(-3));
        assertEquals(BIG - 5, value.getAndDecrement());
        assertEquals(BIG - 7, value.decrementAndGet());
        assertEquals(BIG - 7, value.get());
    }

    @Test
    void wrapsAround() {
        value.set(Integer.MAX_VALUE);
        assertEquals(Integer.MIN_VALUE, value.incrementAndGet());
        assertEquals(Integer.MAX_VALUE, value.decrementAndGet());
    }

    @Test
    void appliesFunctions() {
        assertEquals(BIG, value.getAndUpdate(before -> before / 2));
        assertEquals(BIG, value.updateAndGet(before -> before * 2));
        assertEquals(BIG, value.getAndAccumulate(3, (before, x) -> before - x));
        assertEquals(BIG - 6, value.accumulateAndGet(3, (before, x) -> before - x));
    }

    @Test
    void appliesAFunctionAgainIfTheValueHasChanged() {
        int[] calls = {0};
        assertEquals(11, value.updateAndGet(before -> {
            if (calls[0]++ == 0) {
                value.set(10);
            }
            return before + 1;
        }));
        assertEquals(2, calls[0]);
    }

    @Test
    void printsAsANumber() {
        assertEquals("1073741824", value.toString());
    }

    @Test
    void sharesALineWithNobody() {
        IntValue next = IntValue.create(region, -1);
        assertTrue(next.block().data() - value.block().data() >= RegionLayout.LINE);
    }
}
