package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LongValueTest extends NumberValueContract<LongValue> {

    LongValueTest() {
        super(LongValue.class);
    }

    @Test
    void holdsEveryLong() {
        assertEquals(Long.MIN_VALUE, LongValue.create(region, Long.MIN_VALUE).get());
        value.setRelease(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, value.get());
    }

    @Test
    void wrapsAround() {
        value.set(Long.MAX_VALUE);
        assertEquals(Long.MIN_VALUE, value.incrementAndGet());
        assertEquals(Long.MAX_VALUE, value.decrementAndGet());
    }

    @Test
    void printsAsANumber() {
        value.set(1L << 40);
        assertEquals("1099511627776", value.toString());
    }
}
