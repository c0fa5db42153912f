package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a copy has in it. */
@Tag("jar")
class CopyTest {

    @TempDir
    private Path directory;
    private Path source;
    private Path target;

    @BeforeEach
    void makeDirectories() throws IOException {
        source = Files.createDirectory(directory.resolve("src"));
        target = directory.resolve("dst");
    }

    private Run copy(String... options) throws IOException, InterruptedException {
        Stream<String> operands = Stream.of("copy", source.toString(), target.toString());
        return Run.of(directory, Stream.concat(operands, Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void keepsFilesLinksModesAndTimes() throws Exception {
        Path deep = Files.createDirectories(source.resolve("a/b/c"));
        Files.createDirectory(source.resolve("empty"));
        Files.createFile(source.resolve("nothing"));
        Path script = Files.writeString(deep.resolve("script"), "echo");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(script, FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
        Files.createSymbolicLink(source.resolve("link"), Path.of("a/b"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nowhere"));
        Files.createLink(source.resolve("hard"), script);
        Files.setLastModifiedTime(deep, FileTime.from(Instant.parse("2002-02-03T04:05:06Z")));
        Path locked = Files.createDirectory(source.resolve("read-only"));
        Files.writeString(locked.resolve("f"), "f");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));

        Run run = copy();

        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        Trees.assertSame(source, target);
        assertAll(
            () -> assertTrue(run.out().contains("files         4 verified by SHA-512, of 4")),
            () -> assertTrue(run.out().contains("directories   6")),
            () -> assertTrue(run.out().contains("links         2")),
            () -> assertTrue(run.out().contains("workers lost  0")));
    }

    @Test
    void keepsNamesWhateverIsInThem() throws Exception {
        for (String name : List.of("with%20space", "new%0Aline", "per%25cent", "no%FF%FEtext", "-dash", "%C3%A4")) {
            Files.writeString(Path.of(URI.create(Board.uri(source) + "/" + name)), name);
        }

        Run run = copy("-w", "1");

        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        Trees.assertSame(source, target);
    }

    @Test
    void copiesIntoADirectoryThatExistsAndReplacesWhatIsThere() throws Exception {
        Files.writeString(source.resolve("f"), "new");
        Files.createSymbolicLink(source.resolve("l"), Path.of("f"));
        Path copy = Files.createDirectories(target.resolve("src"));
        Files.writeString(copy.resolve("f"), "old, and longer");
        Files.writeString(copy.resolve("l"), "a file");
        Files.writeString(copy.resolve("kept"), "kept");

        Run run = copy();

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("new", Files.readString(copy.resolve("f")));
        assertTrue(Files.isSymbolicLink(copy.resolve("l")));
        assertEquals("kept", Files.readString(copy.resolve("kept")));
    }

    @Test
    void doesNotReplaceADirectoryByAFileNorAFileByADirectory() throws Exception {
        Files.writeString(source.resolve("f"), "f");
        Files.createDirectory(source.resolve("d"));
        Files.writeString(source.resolve("other"), "other");
        Files.createDirectories(target.resolve("src/f"));
        Files.writeString(target.resolve("src/d"), "d");

        Run run = copy();

        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("src/d exists and is no directory"), run.err());
        assertTrue(run.err().contains("src/f: Is a directory"), run.err());
        assertTrue(Files.exists(target.resolve("src/other")));
        assertEquals(List.of(), Run.temporaries(target));
    }

    @Test
    void copiesASingleFile() throws Exception {
        source = Files.writeString(source.resolve("f"), "f");

        Run run = copy();

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("f", Files.readString(target));
    }

    @Test
    void skipsAPipeWithoutOpeningIt() throws Exception {
        Path pipe = source.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        Files.writeString(source.resolve("f"), "f");

        Run run = copy();

        assertEquals(1, run.exitCode());
        assertEquals("copy: skipped " + pipe + ": a pipe, socket or device has nothing to copy", run.err().trim());
        assertTrue(Files.exists(target.resolve("f")));
    }

    @Test
    void tellsOfWhatItMayNotReadAndGoesOn() throws Exception {
        Path file = Files.writeString(source.resolve("secret"), "s");
        Path locked = Files.createDirectory(source.resolve("locked"));
        Files.writeString(source.resolve("f"), "f");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        List<String> command = new ArrayList<>();
        if (Files.isReadable(file)) {
            command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
            assumeTrue(succeeds("setpriv", "--bounding-set=-dac_override,-dac_read_search", "true"));
        }
        command.addAll(Run.command(directory, "copy", source.toString(), target.toString()));

        Run run = Run.start(directory, command).ended();

        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("cannot copy " + file + ": permission denied"), run.err());
        assertTrue(run.err().contains("cannot copy " + locked + ": permission denied"), run.err());
        assertTrue(run.out().contains("failures      2"), run.out());
        assertEquals("f", Files.readString(target.resolve("f")));
    }

    @Test
    void showsPlainLinesWhereNoTerminalIs() throws Exception {
        Trees.zeros(source.resolve("large"), 100 << 20);

        Run run = copy();

        assertEquals(0, run.exitCode(), run.err());
        assertFalse(run.out().contains("\r") || run.out().contains("\u001b"), run.out());
        assertTrue(run.out().startsWith("copying " + source + " to " + target + "\n"), run.out());
        assertTrue(run.out().lines().count() <= 20, run.out());
    }

    @Test
    void drawsABarOnATerminal() throws Exception {
        assumeTrue(succeeds("script", "-qec", "true", "/dev/null"));
        Trees.zeros(source.resolve("large"), 20 << 20);
        String command = "TERM=xterm exec '" + String.join("' '",
            Run.command(directory, "copy", source.toString(), target.toString())) + "'";

        Run run = Run.start(directory, List.of("script", "-qec", command, "/dev/null")).ended();

        assertEquals(0, run.exitCode(), run.out());
        assertTrue(run.out().contains("\rcopy   0% [ "), run.out());
        assertTrue(run.out().contains("\rcopy 100% [="), run.out());
        assertTrue(run.out().contains("1/1 file"), run.out());
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
