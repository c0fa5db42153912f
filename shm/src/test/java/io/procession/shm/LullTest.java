package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a receiver pauses before it looks for messages. */
class LullTest {

    private static final int MANY = 1000;
    private static final long FEW_BYTES = 16;
    private static final long MANY_BYTES = 1 << 16;

    private final Lull lull = new Lull(1 << 16);

    @BeforeEach
    void needsTwoProcessors() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    }

    @Test
    void pausesLongerAndLongerWhileFewMessagesAreFound() {
        assertEquals(0, lull.pauses());
        int before = 0;
        for (int i = 0; i < 5; i++) {
            lull.found(FEW_BYTES);
            assertTrue(lull.pauses() > before, lull.pauses() + " after " + before);
            before = lull.pauses();
        }
    }

    @Test
    void neverPausesForLong() {
        for (int i = 0; i < MANY; i++) {
            lull.found(FEW_BYTES);
        }
        assertEquals(64, lull.pauses());
    }

    @Test
    void pausesLessWhenMoreThanEnoughIsFound() {
        for (int i = 0; i < MANY; i++) {
            lull.found(FEW_BYTES);
        }
        for (int i = 0; i < MANY; i++) {
            lull.found(MANY_BYTES);
        }
        assertEquals(0, lull.pauses());
    }

    @Test
    void senderOfASmallRingIsNotKeptWaitingForRoom() {
        Lull ofSmall = new Lull(128);
        for (int i = 0; i < MANY; i++) {
            ofSmall.found(64);
        }
        assertEquals(0, ofSmall.pauses());
    }

    @Test
    void conversationHardlyPauses() {
        for (int i = 0; i < MANY; i++) {
            lull.found(FEW_BYTES);
        }
        int most = 0;
        int total = 0;
        for (int i = 0; i < MANY; i++) {
            lull.found(0);
            total += lull.pauses();
            most = i < 10 ? 0 : Math.max(most, lull.pauses());
        }
        assertTrue(total < MANY / 4, total + " pauses at " + MANY + " messages");
        assertTrue(most > 0, "never tried again");
    }
}
