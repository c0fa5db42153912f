package io.procession.shm;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads in the middle of everything while another closes the region, in a JVM of their own: what went wrong would end
 * it. Would catch an address used after it was unmapped, a wait that nobody ends, and an exception of another kind.
 */
class CloseRaceTest {

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void endsWhateverThreadsAreDoing(String parker) {
        try (Child child = Child.startWith(Child.waitingBy(parker), CloseRace.class, Soak.rounds(50, 2_000))) {
            child.awaitSuccess();
        }
    }
}
