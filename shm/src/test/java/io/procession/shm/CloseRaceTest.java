package io.procession.shm;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads in the middle of everything while another closes the region, in a JVM of their own: what went wrong would end
 * it. Would catch an address used after it was unmapped, a wait that nobody ends, and an exception of another kind.
 */
class CloseRaceTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void endsWhateverThreadsAreDoing(String parker) {
        // The optimizing compiler is the one that would move a look at the closing out of a loop.
        List<String> options = List.of("-XX:+UseSerialGC", "-D" + Parking.PROPERTY + "=" + parker,
            "-D" + RuntimeDirectory.PROPERTY + "=" + directory.resolve("runtime"));
        try (Child child = Child.startBare(options, CloseRace.class, Soak.rounds(50, 2_000))) {
            child.awaitSuccess();
        }
    }
}
