package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeDirectoryTest {

    @TempDir
    Path parent;

    /** Would catch a region that cannot be made because the last file of another process went at that moment. */
    @Test
    void isMadeAgainWhenAnotherProcessHasDeletedIt() throws Exception {
        String before = System.setProperty(RuntimeDirectory.PROPERTY, parent.resolve("runtime").toString());
        AtomicBoolean over = new AtomicBoolean();
        try {
            // What every process does when it ends: it succeeds if the directory is empty.
            Background<Void> ends = Background.start(() -> {
                while (!over.get()) {
                    parent.resolve("runtime").toFile().delete();
                    LockSupport.parkNanos(100_000);
                }
                return null;
            });
            for (int i = 0; i < Soak.rounds(100, 10_000); i++) {
                assertDoesNotThrow(() -> Region.create(Region.MIN_CAPACITY)).close();
            }
            over.set(true);
            ends.get();
        } finally {
            over.set(true);
            if (before == null) {
                System.clearProperty(RuntimeDirectory.PROPERTY);
            } else {
                System.setProperty(RuntimeDirectory.PROPERTY, before);
            }
        }
    }
}
