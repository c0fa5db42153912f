package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongValueTest {

    private static final long BIG = 1L << 40;

    private final Region region = Region.create();
    private final LongValue value = LongValue.create(region, BIG);

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void beginsAsAsked() {
        assertEquals(BIG, value.get());
        assertEquals(Long.MIN_VALUE, LongValue.create(region, Long.MIN_VALUE).get());
    }

    @Test
    void livesInTheCurrentRegionIfNoneIsNamed() {
        LongValue anonymous = LongValue.create(7);
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
        value.set(Long.MAX_VALUE);
        assertEquals(Long.MIN_VALUE, value.incrementAndGet());
        assertEquals(Long.MAX_VALUE, value.decrementAndGet());
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
        assertEquals("1099511627776", value.toString());
    }

    @Test
    void sharesALineWithNobody() {
        LongValue next = LongValue.create(region, -1);
        assertTrue(next.block().data() - value.block().data() >= RegionLayout.LINE);
    }
}
