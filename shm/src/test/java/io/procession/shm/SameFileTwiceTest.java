package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file, opened twice in one process: what one does must not cut the lifeline of the other. */
class SameFileTwiceTest {

    @TempDir
    Path directory;

    private Region kept;
    private Lock lock;

    @BeforeEach
    void holdLock() {
        kept = Region.open(directory.resolve("region"));
        lock = Lock.open(kept, "lock");
        lock.lock();
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void sharesObjects() {
        try (Region other = Region.open(kept.file())) {
            LongValue.open(kept, "hits", 0).set(7);
            assertEquals(7, LongValue.open(other, "hits", 0).get());
        }
    }

    @Test
    void staysAliveToOthersWhenTheSecondIsClosed() {
        Region other = Region.open(kept.file());
        other.close();
        assertThrows(RegionClosedException.class, other::used);
        assertOwnerLives();
    }

    @Test
    void staysAliveToOthersWhenOpenedByAnotherPath() throws Exception {
        Path link = Files.createLink(directory.resolve("link"), kept.file());
        Region.open(link).close();
        assertOwnerLives();
    }

    @Test
    void staysAliveToOthersWhenTheFirstIsClosed() {
        Region other = Region.open(kept.file());
        kept.close();
        kept = other;
        assertOwnerLives();
        Lock.open(other, "lock").unlock();
    }

    @Test
    void staysAliveToOthersWhenARegionIsMadeBeside() {
        Region.open(directory.resolve("region.2")).close();
        Region.create().close();
        assertOwnerLives();
    }

    @Test
    void staysAliveToOthersWhenAttachingFails() throws Exception {
        Path moved = directory.resolve("moved");
        Files.createSymbolicLink(moved, kept.file());
        assertThrows(RegionAccessException.class, () -> Region.attach(moved));
        assertOwnerLives();
    }

    @Test
    void staysAliveToOthersWhenWhatAHandleLedToIsClosedAndForgotten() throws Exception {
        String handle = Handles.write(lock);
        Handles.read(handle, Lock.class).region().close();
        for (int i = 0; i < 50; i++) {
            System.gc();
            Thread.sleep(2);
            // An arrival releases what is no longer reachable.
            Handles.read(handle, Lock.class);
        }
        assertOwnerLives();
    }

    @Test
    void diesToOthersWhenTheLastIsClosed() {
        Region other = Region.open(kept.file());
        other.close();
        kept.close();
        try (Child asker = Child.start(LockAbandonedTest.TryLocker.class, kept.file())) {
            asker.expect("true");
        }
    }

    private void assertOwnerLives() {
        try (Child asker = Child.start(LockAbandonedTest.TryLocker.class, kept.file())) {
            asker.expect("false");
        }
        assertTrue(Lock.open(kept, "lock").owner().orElseThrow().alive());
    }
}
