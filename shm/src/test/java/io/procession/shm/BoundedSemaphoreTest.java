package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedSemaphoreTest {

    private final Region region = Region.create();
    private final BoundedSemaphore semaphore = BoundedSemaphore.open(region, "semaphore", 3);

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void refusesToHaveMoreThanAtFirst() {
        assertEquals(3, semaphore.bound());
        IllegalStateException e = assertThrows(IllegalStateException.class, semaphore::release);
        assertEquals("cannot release 1: BoundedSemaphore[3] \"semaphore\"[3 available], at most 3", e.getMessage());
        assertEquals(3, semaphore.availablePermits());
    }

    @Test
    void releasesAllOrNone() {
        assertTrue(semaphore.tryAcquire(2));
        assertThrows(IllegalStateException.class, () -> semaphore.release(3));
        assertThrows(IllegalStateException.class, () -> semaphore.release(Integer.MAX_VALUE));
        assertEquals(1, semaphore.availablePermits());
        semaphore.release(2);
        assertEquals(3, semaphore.availablePermits());
        semaphore.release(0);
    }

    @Test
    void refusesALeaseThatAnotherHasReleasedForItsHolder() throws InterruptedException {
        Semaphore.Lease lease = semaphore.hold(2);
        semaphore.release(2);
        assertThrows(IllegalStateException.class, lease::close);
        lease.close();
        assertEquals(3, semaphore.availablePermits());
        try (Semaphore.Lease next = semaphore.hold(3)) {
            assertEquals(3, next.permits());
        }
        assertEquals(3, semaphore.availablePermits());
    }

    @Test
    void isOpenedByTheSameBound() {
        assertTrue(semaphore.tryAcquire());
        assertEquals(2, BoundedSemaphore.open(region, "semaphore", 3).availablePermits());
        assertThrows(ObjectMismatchException.class, () -> BoundedSemaphore.open(region, "semaphore", 2));
        assertThrows(ObjectMismatchException.class, () -> Semaphore.open(region, "semaphore", 3));
    }

    @Test
    void keepsItsBoundInAHandle() {
        Semaphore arrived = Handles.read(Handles.write(semaphore), Semaphore.class);
        assertThrows(IllegalStateException.class, arrived::release);
        assertEquals(3, ((BoundedSemaphore) arrived).bound());
    }

    @Test
    void mayHaveNone() {
        BoundedSemaphore none = BoundedSemaphore.create(region, 0);
        assertThrows(IllegalStateException.class, none::release);
        assertEquals(0, none.availablePermits());
    }
}
