package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** Would catch files that stay since somebody who used them to the last failed. */
    @Test
    void losesItsFilesThoughALastUserFails() {
        Path directory = parent.resolve("runtime");
        try (Child child = Child.startWith(List.of("-D" + RuntimeDirectory.PROPERTY + "=" + directory), Failer.class)) {
            child.expect("made").expect("failed").expect("ran").awaitSuccess();
        }
        assertFalse(Files.exists(directory));
    }

    /** Makes a region, and has two last users, of whom the first fails. */
    static final class Failer {
        public static void main(String[] arguments) {
            Thread.setDefaultUncaughtExceptionHandler((thread, e) -> Role.say(e.getMessage()));
            RuntimeDirectory.beforeEnd(() -> {
                throw new IllegalStateException("failed");
            });
            RuntimeDirectory.beforeEnd(() -> Role.say("ran"));
            Region.create();
            Role.say("made");
        }
    }
}
