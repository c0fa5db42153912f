package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a file while it is copied, and what must not come of it. */
class FileCopyTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    private Path directory;
    private Path source;
    private Path target;
    private Path temporary;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.write(directory.resolve("source"), new byte[SIZE]);
        target = directory.resolve("target");
        temporary = directory.resolve("temporary");
    }

    private interface Action {
        void run() throws IOException;
    }

    /** Copies, and has something happen when the first bytes have been written. */
    private void copyWhile(Action action) throws IOException {
        boolean[] done = new boolean[1];
        LongConsumer progress = bytes -> {
            if (!done[0]) {
                done[0] = true;
                try {
                    action.run();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
        new FileCopy(false, progress).copy(source, target, temporary);
    }

    private void assertFails(String reason, Path file, Action action) {
        FileSystemException e = assertThrows(FileSystemException.class, () -> copyWhile(action));
        assertEquals(reason, e.getReason());
        assertEquals(file.toString(), e.getFile());
        assertFalse(Files.exists(target));
        assertFalse(Files.exists(temporary));
    }

    @Test
    void refusesACopyThatReadsBackDifferently() {
        assertFails("has other bytes when read back than were written", target, () -> {
            try (FileChannel copy = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                copy.write(ByteBuffer.wrap(new byte[] {1}), 0);
            }
        });
    }

    @Test
    void refusesASourceThatGrows() {
        assertFails("changed while it was copied", source,
            () -> Files.write(source, new byte[1], StandardOpenOption.APPEND));
    }

    @Test
    void refusesASourceThatIsReplaced() {
        assertFails("changed while it was copied", source, () -> {
            Path other = Files.write(directory.resolve("other"), new byte[SIZE]);
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(source));
            Files.move(other, source, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    void refusesASourceThatVanishes() {
        assertThrows(NoSuchFileException.class, () -> copyWhile(() -> Files.delete(source)));
        assertFalse(Files.exists(target));
        assertFalse(Files.exists(temporary));
    }

    @Test
    void countsEachByteWhenWrittenAndWhenReadBack() throws IOException {
        long[] counted = new long[1];
        assertEquals(SIZE, new FileCopy(true, bytes -> counted[0] += bytes).copy(source, target, temporary));
        assertEquals(2 * SIZE, counted[0]);
        assertEquals(-1, Files.mismatch(source, target));
    }

    @Test
    void copiesAnotherFileAfterAFailedOne() throws IOException {
        boolean[] failing = {true};
        FileCopy copy = new FileCopy(false, bytes -> {
            if (failing[0]) {
                failing[0] = false;
                source.toFile().setLastModified(0);
            }
        });
        assertThrows(FileSystemException.class, () -> copy.copy(source, target, temporary));

        copy.copy(source, target, temporary);

        assertEquals(-1, Files.mismatch(source, target));
    }
}
