package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A region closed while a thread makes objects in it, with the same file open beside. Would catch the lock under which
 * objects are made staying with a process that lives, and with it every other process.
 */
class CloseBesideTest {

    @TempDir
    Path directory;

    @Test
    void leavesTheOtherAbleToMakeObjects() throws Exception {
        Path file = directory.resolve("region");
        try (Region kept = Region.open(file)) {
            for (int round = 0; round < Soak.rounds(200, 5_000); round++) {
                Region closed = Region.open(file);
                Background<Void> maker = Background.start(() -> {
                    while (true) {
                        LongValue.create(closed, 1);
                    }
                });
                long before = kept.used();
                Waiting.until("the maker is at work", () -> kept.used() > before || maker.isDone());
                closed.close();
                assertInstanceOf(RegionClosedException.class, maker.failure());
                long asked = System.nanoTime();
                LongValue.create(kept, 1);
                Waiting.assertPrompt(asked);
            }
        }
    }
}
