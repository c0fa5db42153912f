package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IntValueTest extends NumberValueContract<IntValue> {

    IntValueTest() {
        super(IntValue.class);
    }

    @Test
    void holdsEveryInt() {
        assertEquals(Integer.MIN_VALUE, IntValue.create(region, Integer.MIN_VALUE).get());
        value.setRelease(Integer.MAX_VALUE);
        assertEquals(Integer.MAX_VALUE, value.get());
    }

    @Test
    void wrapsAround() {
        value.set(Integer.MAX_VALUE);
        assertEquals(Integer.MIN_VALUE, value.incrementAndGet());
        assertEquals(Integer.MAX_VALUE, value.decrementAndGet());
    }

    @Test
    void printsAsANumber() {
        value.set(1 << 30);
        assertEquals("1073741824", value.toString());
    }
}
