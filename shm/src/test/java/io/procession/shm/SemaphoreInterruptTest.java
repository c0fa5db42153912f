package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("waiting")
class SemaphoreInterruptTest {

    private final Region region = Region.create();
    private final Semaphore semaphore = Semaphore.create(region, 0);

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    /** The ways to take permits that an interrupt ends. */
    enum Take {
        ACQUIRE {
            @Override
            void from(Semaphore semaphore) throws InterruptedException {
                semaphore.acquire();
            }
        },
        ACQUIRE_MANY {
            @Override
            void from(Semaphore semaphore) throws InterruptedException {
                semaphore.acquire(2);
            }
        },
        TRY_ACQUIRE {
            @Override
            void from(Semaphore semaphore) throws InterruptedException {
                semaphore.tryAcquire(1, TimeUnit.HOURS);
            }
        },
        TRY_ACQUIRE_MANY {
            @Override
            void from(Semaphore semaphore) throws InterruptedException {
                semaphore.tryAcquire(2, Duration.ofHours(1));
            }
        },
        HOLD {
            @Override
            void from(Semaphore semaphore) throws InterruptedException {
                semaphore.hold().close();
            }
        },
        TRY_HOLD {
            @Override
            void from(Semaphore semaphore) throws InterruptedException {
                semaphore.tryHold(2, Duration.ofHours(1)).orElseThrow().close();
            }
        };

        abstract void from(Semaphore semaphore) throws InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    void obeysAnInterruptWhileItWaits(Take take) throws Exception {
        Background<Void> waiter = Background.start(() -> {
            take.from(semaphore);
            return null;
        });
        Waiting.untilWaitedFor(semaphore);
        long interrupted = System.nanoTime();
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        Waiting.assertPrompt(interrupted);
        semaphore.release(2);
        assertTrue(semaphore.tryAcquire(2), "the one who was interrupted has left nothing");
    }

    @ParameterizedTest
    @EnumSource
    void obeysAnEarlierInterruptThoughThereArePermits(Take take) {
        semaphore.release(2);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> take.from(semaphore));
        assertFalse(Thread.interrupted(), "the exception takes the status");
        assertEquals(2, semaphore.availablePermits());
    }

    @Test
    void obeysAnEarlierInterruptThoughItWouldNotWait() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> semaphore.tryAcquire(0, TimeUnit.SECONDS));
    }

    @Test
    void acquireUninterruptiblyWaitsOnAndKeepsTheStatus() throws Exception {
        Background<Boolean> waiter = Background.start(() -> {
            Thread.currentThread().interrupt();
            semaphore.acquireUninterruptibly(2);
            return Thread.interrupted();
        });
        Waiting.untilWaitedFor(semaphore);
        semaphore.release();
        Thread.sleep(50);
        waiter.interrupt();
        Thread.sleep(50);
        assertFalse(waiter.isDone(), "an interrupt does not end it");
        semaphore.release();
        assertTrue(waiter.get(), "the thread has its interrupt status again");
    }

    @Test
    void whatDoesNotWaitDoesNotLookForInterrupts() {
        Thread.currentThread().interrupt();
        semaphore.release();
        assertTrue(semaphore.tryAcquire());
        assertEquals(0, semaphore.drainPermits());
        assertTrue(Thread.interrupted());
    }
}
