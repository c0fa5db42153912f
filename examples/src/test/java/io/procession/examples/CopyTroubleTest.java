package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a copy when processes are killed half-way, or there is no room. */
@Tag("jar")
class CopyTroubleTest {

    /** Takes so long to copy that something can happen meanwhile. */
    private static final long LARGE = 100 << 20;

    @TempDir
    private Path directory;
    private Path source;
    private Path target;

    @BeforeEach
    void makeDirectories() throws IOException {
        source = Files.createDirectory(directory.resolve("src"));
        target = directory.resolve("dst");
    }

    private Run start(int workers) throws IOException {
        return Run.start(directory, Run.command(directory, "copy", "-w", Integer.toString(workers), source.toString(),
            target.toString()));
    }

    private void makeFiles() throws IOException {
        Trees.zeros(source.resolve("large"), LARGE);
        for (int i = 0; i < 50; i++) {
            Files.writeString(source.resolve("small-" + i), "small " + i);
        }
    }

    @Test
    void doesAKilledWorkersFileAgain() throws Exception {
        makeFiles();
        Run run = start(2);
        Path temporary = run.temporaryIn(target);
        while (temporary.toFile().length() < 1 << 20) {
            temporary = run.temporaryIn(target);
        }
        Path written = temporary;
        run.workers().filter(worker -> hasOpen(worker, written)).forEach(ProcessHandle::destroyForcibly);

        run.ended();

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().endsWith("was ended by signal 9; " + source.resolve("large") + " is done again\n"),
            run.err());
        assertTrue(run.out().contains("workers lost  1"), run.out());
        assertTrue(run.out().contains("files         51 verified by SHA-512, of 51"), run.out());
        Trees.assertSame(source, target);
    }

    @Test
    void leavesAFileAloneThatItsWorkersDieOf() throws Exception {
        makeFiles();
        Run run = start(2);
        Path large = target.resolve("large");
        while (run.isAlive() && !Files.exists(large)) {
            for (Path temporary : Run.temporaries(target)) {
                if (temporary.toFile().length() >= 1 << 20) {
                    run.workers().filter(worker -> hasOpen(worker, temporary)).forEach(ProcessHandle::destroyForcibly);
                }
            }
        }

        run.ended();

        assertEquals(1, run.exitCode(), run.err());
        assertTrue(run.err().endsWith("cannot copy " + source.resolve("large") + ": 10 workers have died of it\n"),
            run.err());
        assertTrue(run.out().contains("workers lost  10"), run.out());
        assertTrue(run.out().contains("files         50 verified by SHA-512, of 51"), run.out());
        assertFalse(Files.exists(large));
        assertEquals(List.of(), Run.temporaries(target));
    }

    @Test
    void startsNewWorkersWhenAllAreKilled() throws Exception {
        makeFiles();
        Run run = start(2);
        run.temporaryIn(target);
        run.workers().forEach(ProcessHandle::destroyForcibly);

        run.ended();

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("files         51 verified by SHA-512, of 51"), run.out());
        Trees.assertSame(source, target);
    }

    @Test
    void leavesNothingHalfDoneOnCtrlC() throws Exception {
        assumeFalse(isInterruptIgnored(), "these tests were started with SIGINT ignored");
        makeFiles();
        Run run = start(2);
        run.temporaryIn(target);
        assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor());

        run.ended();

        assertEquals(130, run.exitCode());
        assertEquals(List.of(), Run.temporaries(target));
        assertTrue(run.err().startsWith("copy: interrupted; "), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    /** Who starts the tests in the background of a script has them, and all that they start, ignore it. */
    private static boolean isInterruptIgnored() throws IOException {
        String ignored = "SigIgn:";
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(ignored)) {
                return (Long.parseUnsignedLong(line.substring(ignored.length()).trim(), 16) & 1 << 1) != 0;
            }
        }
        return false;
    }

    @Test
    void stopsWhenTheDestinationIsFull() throws Exception {
        Trees.zeros(source.resolve("large"), 8 << 20);
        Files.createDirectory(target);
        assumeTrue(mount(target), "mounting is not permitted here");
        try {
            Run run = start(2).ended();

            assertEquals(1, run.exitCode());
            Path large = target.resolve("src/large");
            assertEquals("copy: cannot copy " + source.resolve("large") + ": " + large + ": No space left on device",
                run.err().trim());
            assertFalse(Files.exists(large));
            assertEquals(List.of(), Run.temporaries(target));
        } finally {
            assertEquals(0, new ProcessBuilder("umount", target.toString()).start().waitFor());
        }
    }

    private static boolean mount(Path where) throws InterruptedException {
        try {
            return new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", where.toString()).start()
                .waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasOpen(ProcessHandle process, Path file) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.anyMatch(descriptor -> leadsTo(descriptor, file));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        } catch (IOException e) {
            return false;
        }
    }
}
