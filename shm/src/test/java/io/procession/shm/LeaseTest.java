package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Permits on loan come back, from the living once and from the dead. */
class LeaseTest {

    private static final int PERMITS = 40;

    @TempDir
    Path directory;

    private Region region;
    private Semaphore semaphore;

    @BeforeEach
    void makeSemaphore() {
        Waiting.load();
        region = Region.open(directory.resolve("region"));
        semaphore = Semaphore.open(region, "semaphore", PERMITS);
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void comesBackWhenClosed() throws InterruptedException {
        try (Semaphore.Lease one = semaphore.hold(); Semaphore.Lease several = semaphore.hold(3)) {
            assertEquals(1, one.permits());
            assertEquals(3, several.permits());
            assertEquals(PERMITS - 4, semaphore.availablePermits());
        }
        assertEquals(PERMITS, semaphore.availablePermits());
    }

    @Test
    void comesBackOnce() throws InterruptedException {
        Semaphore.Lease lease = semaphore.hold(2);
        lease.close();
        lease.close();
        try (Semaphore.Lease next = semaphore.hold(5)) {
            lease.close();
            assertEquals(PERMITS - next.permits(), semaphore.availablePermits());
        }
    }

    @Test
    void comesBackOnceWhenTwoThreadsCloseIt() throws Exception {
        for (int i = 0; i < Soak.rounds(100, 10_000); i++) {
            Semaphore.Lease lease = semaphore.hold();
            CyclicBarrier both = new CyclicBarrier(2);
            Background<Void> other = Background.start(() -> closeTogether(lease, both));
            closeTogether(lease, both);
            other.get();
            assertEquals(PERMITS, semaphore.availablePermits());
        }
    }

    private static Void closeTogether(Semaphore.Lease lease, CyclicBarrier both) throws Exception {
        both.await(Child.DEADLINE_SECONDS, TimeUnit.SECONDS);
        lease.close();
        return null;
    }

    @Test
    void thereMayBeAsManyAsPermitsAndTheyEndInAnyOrder() throws InterruptedException {
        List<Semaphore.Lease> leases = new ArrayList<>();
        for (int i = 0; i < PERMITS; i++) {
            leases.add(semaphore.tryHold(Duration.ZERO).orElseThrow());
        }
        assertTrue(semaphore.tryHold(Duration.ZERO).isEmpty());
        for (int i = 0; i < PERMITS; i++) {
            leases.remove(i % 2 == 0 ? 0 : leases.size() - 1).close();
            assertEquals(i + 1, semaphore.availablePermits());
        }
    }

    @Test
    void letsAWaiterGoOnWhenClosed() throws Exception {
        Semaphore.Lease lease = semaphore.hold(PERMITS);
        Background<Integer> waiter = Background.start(() -> {
            try (Semaphore.Lease next = semaphore.hold(2)) {
                return next.permits();
            }
        });
        Waiting.untilWaitedFor(semaphore);
        lease.close();
        assertEquals(2, waiter.get());
        assertEquals(PERMITS, semaphore.availablePermits());
    }

    @Test
    void comesBackAtOnceFromOneThatWasKilled() {
        try (Child doomed = start("hold")) {
            assertFalse(semaphore.tryAcquire(PERMITS), "it lives");
            doomed.kill();
            assertEquals(PERMITS - 3, semaphore.availablePermits(), "nobody has asked");
            assertTrue(semaphore.tryAcquire(PERMITS));
            assertEquals(0, semaphore.availablePermits());
        }
    }

    @Test
    void comesBackToAWaiterFromOneThatIsKilled() throws Exception {
        try (Child doomed = start("hold")) {
            Background<Void> plain = Background.start(() -> {
                semaphore.acquire(PERMITS);
                semaphore.release(PERMITS);
                return null;
            });
            Background<Integer> leased = Background.start(() -> {
                try (Semaphore.Lease lease = semaphore.tryHold(PERMITS, Duration.ofHours(1)).orElseThrow()) {
                    return lease.permits();
                }
            });
            Thread.sleep(50);
            assertFalse(plain.isDone() || leased.isDone());
            doomed.kill();
            Waiting.promptly(semaphore, () -> plain.isDone() && leased.isDone());
            plain.get();
            assertEquals(PERMITS, leased.get());
            assertEquals(PERMITS, semaphore.availablePermits());
        }
    }

    @Test
    void comesBackFromOneThatEndedAsItShould() throws InterruptedException {
        try (Child ended = start("hold").say("end")) {
            ended.awaitSuccess();
        }
        assertTrue(semaphore.tryAcquire(PERMITS, 0, TimeUnit.SECONDS));
    }

    @Test
    void comesBackFromOneThatClosedTheRegion() {
        try (Child closer = start("close")) {
            assertTrue(semaphore.tryAcquire(PERMITS));
            closer.say("end").awaitSuccess();
        }
    }

    @Test
    void comesBackOfTheDeadOnlyAndOnce() throws InterruptedException {
        try (Child living = start("hold"); Child first = start("hold"); Child second = start("hold");
             Semaphore.Lease mine = semaphore.hold(5)) {
            first.kill();
            second.kill();
            assertFalse(semaphore.tryAcquire(PERMITS));
            assertEquals(PERMITS - 3 - mine.permits(), semaphore.availablePermits());
            living.say("end").awaitSuccess();
        }
        assertTrue(semaphore.tryAcquire(PERMITS));
        assertFalse(semaphore.tryAcquire());
    }

    @Test
    void doesNotComeBackIfItWasNoLease() {
        try (Child doomed = start("acquire")) {
            doomed.kill();
        }
        assertFalse(semaphore.tryAcquire(PERMITS));
        assertEquals(PERMITS - 3, semaphore.availablePermits());
    }

    @Test
    void aWaiterThatIsKilledIsNotMissed() throws Exception {
        semaphore.drainPermits();
        try (Child doomed = Child.start(Taker.class, region.file(), "hold")) {
            Waiting.untilWaitedFor(semaphore);
            doomed.kill();
            Background<Void> waiter = Background.start(() -> {
                semaphore.acquire(3);
                return null;
            });
            semaphore.release(3);
            Waiting.promptly(semaphore, waiter::isDone);
            waiter.get();
        }
    }

    private Child start(String how) {
        return Child.start(Taker.class, region.file(), how).expect("taken");
    }

    /** Takes three permits, as it is told, and keeps them. */
    static final class Taker {
        public static void main(String[] arguments) throws InterruptedException {
            Waiting.load();
            Region region = Region.open(Path.of(arguments[0]));
            Semaphore semaphore = Semaphore.open(region, "semaphore", PERMITS);
            if (arguments[1].equals("acquire")) {
                semaphore.acquire(3);
            } else {
                semaphore.hold(3);
            }
            if (arguments[1].equals("close")) {
                region.close();
            }
            Role.say("taken");
            Role.hear();
        }
    }
}
