package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt closes a file channel, and a closed channel is this process' death to others. */
class InterruptedRegionTest {

    @TempDir
    Path directory;

    @Test
    void makesARegion() {
        Thread.currentThread().interrupt();
        try (Region region = Region.open(directory.resolve("region"))) {
            assertTrue(Thread.interrupted());
            assertAliveToOthers(region);
        }
    }

    @Test
    void makesAnAnonymousRegion() {
        Thread.currentThread().interrupt();
        try (Region region = Region.create()) {
            assertTrue(Thread.interrupted());
            assertAliveToOthers(region);
        }
    }

    @Test
    void attaches() {
        try (Child holder = Child.start(Holder.class, directory.resolve("region")).expect("held")) {
            Thread.currentThread().interrupt();
            try (Region region = Region.attach(directory.resolve("region"))) {
                assertTrue(Thread.interrupted(), holder::toString);
                Lock.open(region, "lock").unlock();
                assertAliveToOthers(region);
            }
        }
    }

    @Test
    void makesLargeObjects() {
        Thread.currentThread().interrupt();
        try (Region region = Region.open(directory.resolve("region"))) {
            ByteArray.create(region, 1 << 20).fill((byte) 1);
            assertTrue(Thread.interrupted());
            assertAliveToOthers(region);
        }
    }

    @Test
    void asksForTheDead() {
        try (Region region = Region.open(directory.resolve("region"))) {
            try (Child holder = Holder.start(region.file())) {
                Lock lock = Lock.open(region, "lock");
                Thread.currentThread().interrupt();
                assertEquals(holder.pid(), lock.owner().orElseThrow().pid());
                assertTrue(lock.owner().orElseThrow().alive());
                assertTrue(Thread.interrupted());
                lock.unlock();
            }
            assertAliveToOthers(region);
        }
    }

    private static void assertAliveToOthers(Region region) {
        Lock.open(region, "lock").lock();
        try (Child asker = Child.start(LockAbandonedTest.TryLocker.class, region.file())) {
            asker.expect("false");
        }
    }
}
