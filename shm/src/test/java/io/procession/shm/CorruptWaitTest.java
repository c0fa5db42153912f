package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What threads wait for, when the file says what cannot be. */
class CorruptWaitTest {

    private static final long ARRIVALS_OFFSET = 8;
    private static final long TABLES_OFFSET = 20;

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, -1, 1 << 28})
    void barrierRefusesArrivalsThatCannotBe(int arrivals) {
        Barrier barrier = Barrier.create(region, 2);
        region.memory().putLong(barrier.block().data() + ARRIVALS_OFFSET, arrivals & 0xFFFF_FFFFL);
        assertThrows(RegionFormatException.class, barrier::await);
        assertThrows(RegionFormatException.class, barrier::waiting);
    }

    /** Who catches the exception unlocks, and had better hold what it unlocks. */
    @Test
    void conditionHoldsItsLockWhenTheWaitFails() throws Exception {
        RLock lock = RLock.create(region);
        Condition condition = lock.newCondition();
        Background<Boolean> waiter = Background.start(() -> {
            lock.lock();
            try {
                return condition.await(Duration.ofMillis(200));
            } finally {
                lock.unlock();
            }
        });
        Waiting.until("it waits", () -> condition.waiting() == 1 && !lock.isLocked());
        long guard = condition.block().data() + RegionLayout.LINE;
        region.memory().putInt(guard + RegionLayout.LINE + TABLES_OFFSET, -1);
        region.memory().putInt(guard, Members.NOBODY);
        assertInstanceOf(RegionFormatException.class, waiter.failure());
    }
}
