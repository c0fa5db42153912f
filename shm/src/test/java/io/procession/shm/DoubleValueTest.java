package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoubleValueTest {

    private final Region region = Region.create();
    private final DoubleValue value = DoubleValue.create(region, 1.5);

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void beginsAsAsked() {
        assertEquals(1.5, value.get());
        assertEquals(7, DoubleValue.create(7).get());
        assertEquals(-0.0, DoubleValue.create(region, -0.0).get());
    }

    @Test
    void setsAndGets() {
        value.set(Math.PI);
        assertEquals(Math.PI, value.get());
        assertEquals(Math.PI, value.getAndSet(Double.NEGATIVE_INFINITY));
        assertEquals(Double.NEGATIVE_INFINITY, value.get());
    }

    @Test
    void swapsWhatIsExpectedOnly() {
        assertFalse(value.compareAndSet(1, 2));
        assertTrue(value.compareAndSet(1.5, 2));
        assertEquals(2, value.get());
    }

    @Test
    void comparesBits() {
        value.set(0.0);
        assertFalse(value.compareAndSet(-0.0, 1));
        value.set(Double.NaN);
        assertTrue(value.compareAndSet(Double.NaN, 1));
    }

    @Test
    void countsUp() {
        assertEquals(1.5, value.getAndAdd(2));
        assertEquals(3.75, value.addAndGet(0.25));
        assertEquals(3.75, value.getAndIncrement());
        assertEquals(5.75, value.incrementAndGet());
        assertEquals(5.75, value.get());
    }

    @Test
    void countsDown() {
        assertEquals(1.5, value.getAndAdd(-2));
        assertEquals(-0.5, value.getAndDecrement());
        assertEquals(-2.5, value.decrementAndGet());
        assertEquals(-2.5, value.get());
    }

    @Test
    void appliesFunctions() {
        assertEquals(1.5, value.getAndUpdate(before -> before * 2));
        assertEquals(9, value.updateAndGet(before -> before * 3));
        assertEquals(9, value.getAndAccumulate(4, Math::pow));
        assertEquals(81, value.accumulateAndGet(0.5, Math::pow));
    }

    @Test
    void addsToNaN() {
        value.set(Double.NaN);
        assertTrue(Double.isNaN(value.addAndGet(1)));
    }

    @Test
    void printsAsANumber() {
        assertEquals("1.5", value.toString());
    }
}
