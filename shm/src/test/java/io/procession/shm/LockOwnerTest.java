package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockOwnerTest {

    @TempDir
    Path directory;

    private Region region;
    private Lock lock;

    @BeforeEach
    void makeLock() {
        region = Region.open(directory.resolve("region"));
        lock = Lock.open(region, "lock");
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void nobodyOwnsAFreeLock() {
        assertEquals(Optional.empty(), lock.owner());
        assertEquals("Lock \"lock\"[free]", lock.toString());
        lock.lock();
        lock.unlock();
        assertEquals(Optional.empty(), lock.owner());
    }

    @Test
    void namesThisThread() {
        lock.lock();
        Owner owner = lock.owner().orElseThrow();
        assertEquals(ProcessHandle.current().pid(), owner.pid());
        assertEquals(Thread.currentThread().getId(), owner.threadId());
        assertTrue(owner.alive());
    }

    @Test
    void knowsSinceWhen() {
        Instant before = Instant.now().minus(Duration.ofMillis(1));
        lock.lock();
        Instant since = lock.owner().orElseThrow().since();
        assertTrue(!since.isBefore(before) && !since.isAfter(Instant.now()), since::toString);
        assertEquals(since, lock.owner().orElseThrow().since());
    }

    @Test
    void namesAnotherProcess() {
        try (Child holder = Holder.start(region.file())) {
            Owner owner = lock.owner().orElseThrow();
            assertEquals(holder.pid(), owner.pid());
            assertTrue(owner.alive());
            assertTrue(lock.toString().startsWith("Lock \"lock\"[locked by process " + holder.pid() + ", thread "),
                lock::toString);
        }
    }

    @Test
    void namesADeadProcess() {
        try (Child holder = Holder.start(region.file()).kill()) {
            Owner owner = lock.owner().orElseThrow();
            assertEquals(holder.pid(), owner.pid());
            assertFalse(owner.alive());
            String expected = "Lock \"lock\"[locked by process " + holder.pid() + ", dead, thread ";
            assertTrue(lock.toString().startsWith(expected), lock::toString);
        }
    }

    @Test
    void doesNotTakeTheNextHolderOfASlotForTheOwner() {
        Holder.die(region.file());
        try (Child next = Child.start(Attacher.class, region.file()).expect("attached")) {
            Owner owner = lock.owner().orElseThrow();
            assertFalse(owner.alive());
            assertEquals(0, owner.pid(), "the dead one's slot is " + next + "'s now");
            assertTrue(lock.tryLock());
            assertTrue(lock.abandoned());
        }
    }

    /** Is attached, and no more. */
    static final class Attacher {
        public static void main(String[] arguments) {
            Region.attach(Path.of(arguments[0]));
            Role.say("attached");
            Role.hear();
        }
    }
}
