package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoubleValueTest extends NumberValueContract<DoubleValue> {

    DoubleValueTest() {
        super(DoubleValue.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, -0.0, Math.PI, Double.MIN_VALUE, -Double.MAX_VALUE,
        Double.NEGATIVE_INFINITY, Double.NaN})
    void holdsEveryDouble(double number) {
        assertEquals(number, DoubleValue.create(region, number).get());
        value.set(number);
        assertEquals(number, value.get());
        assertEquals(number, value.getAndSet(1));
    }

    @Test
    void comparesBits() {
        value.set(0.0);
        assertFalse(value.compareAndSet(-0.0, 1));
        value.set(Double.NaN);
        assertTrue(value.compareAndSet(Double.NaN, 1));
    }

    @Test
    void addsFractionsAndToNaN() {
        value.set(1.5);
        assertEquals(1.5, value.getAndAdd(0.25));
        assertEquals(3.75, value.addAndGet(2));
        value.set(Double.NaN);
        assertTrue(Double.isNaN(value.addAndGet(1)));
    }

    @Test
    void appliesFunctionsOfFractions() {
        value.set(9);
        assertEquals(9, value.getAndAccumulate(0.5, Math::pow));
        assertEquals(1.5, value.updateAndGet(before -> before / 2));
    }

    @Test
    void printsAsANumber() {
        value.set(1.5);
        assertEquals("1.5", value.toString());
    }
}
