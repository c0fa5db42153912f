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

    /** What fits into a region of the usual capacity. */
    private static final int ROUNDS_IN_ONE = 200;

    @TempDir
    Path directory;

    @Test
    void leavesTheOtherAbleToMakeObjects() throws Exception {
        for (int file = 0; file < Soak.rounds(1, 20); file++) {
            try (Region kept = Region.open(directory.resolve("region-" + file))) {
                for (int round = 0; round < ROUNDS_IN_ONE; round++) {
                    assertAbleWhenTheOtherIsClosed(kept);
                }
            }
        }
    }

    private static void assertAbleWhenTheOtherIsClosed(Region kept) throws Exception {
        Region closed = Region.open(kept.file());
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
