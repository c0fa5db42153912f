package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parties that have arrived, as the file says, and live, but are stopped: they look after nobody. */
@Tag("waiting")
class BarrierStoppedTest {

    private static final long ARRIVALS_OFFSET = 8;

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void breaksForWhoeverIsDead(int dead) {
        Barrier barrier = Barrier.create(region, 6);
        Block block = barrier.block();
        for (int i = 0; i < 4; i++) {
            int member = i == dead ? Members.NOBODY : region.members().self();
            region.memory().putInt(block.elements() + (long) i * Integer.BYTES, member);
        }
        region.memory().putLong(block.data() + ARRIVALS_OFFSET, 4);
        long begun = System.nanoTime();
        assertThrows(BrokenBarrierException.class, barrier::await);
        Waiting.assertPrompt(begun);
    }
}
