package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files, opened and used in a JVM of their own, which a wrong address would end. Would catch a field of the
 * file that is believed without a check.
 */
class CorruptRegionTest {

    private static final long SEED = 20_240_229;

    @TempDir
    Path directory;

    @Test
    @Timeout(600)
    void areRefusedOrUsed() {
        try (Child child = Child.start(Fuzz.class, directory, SEED, Soak.rounds(1_000, 50_000))) {
            String line = child.hear();
            while (line.startsWith("case ")) {
                line = child.hear();
            }
            assertEquals("all are named", line, () -> "seed " + SEED + ", " + child);
            child.awaitSuccess();
        }
    }
}
