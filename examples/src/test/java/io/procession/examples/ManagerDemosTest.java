package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demos of managers, as a user runs them. */
@Timeout(60)
class ManagerDemosTest {

    @TempDir
    private Path directory;

    @Test
    void schedulerTakesTheMostUrgentFirst() throws Exception {
        Run run = Run.of(directory, "scheduler");

        assertEquals("", run.err());
        assertEquals(0, run.exitCode(), run.out());
        assertTrue(run.out().contains("12 jobs, the most urgent first"), run.out());
    }

    @Test
    void ledgerIsRightByMerge() throws Exception {
        Run run = Run.of(directory, "ledger", "--clerks", "2", "--entries", "500");

        assertEquals("", run.err());
        assertEquals(0, run.exitCode(), run.out());
        assertTrue(run.out().contains("by merge:       1000 of 1000"), run.out());
    }

    @Test
    void registryKnowsAllServices() throws Exception {
        Run run = Run.of(directory, "registry");

        assertEquals("", run.err());
        assertEquals(0, run.exitCode(), run.out());
        assertTrue(run.out().contains("once more: service-1 is registered already"), run.out());
    }
}
