package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who does not know the demos. */
@Tag("jar")
class ExamplesTest {

    @TempDir
    private Path directory;

    @Test
    void listsTheDemos() throws Exception {
        Run run = Run.of(directory);

        assertEquals(0, run.exitCode());
        assertTrue(run.out().lines().anyMatch(line -> line.matches("  copy +Copies.*")), run.out());
        assertEquals("", run.err());
    }

    @Test
    void explainsADemo() throws Exception {
        Run run = Run.of(directory, "copy", "--help");

        assertEquals(0, run.exitCode());
        assertTrue(run.out().contains("--workers"), run.out());
    }

    @Test
    void saysInOneLineWhatIsWrong() throws Exception {
        Run run = Run.of(directory, "copy", "-w", "0");

        assertEquals(2, run.exitCode());
        assertEquals("copy: --workers: expected 1 to 512, found 0; try --help", run.err().trim());
    }
}
