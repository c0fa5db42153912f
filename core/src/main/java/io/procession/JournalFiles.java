package io.procession;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/**
 * The files of a {@link Journal}, as such: made full of zeros, under a name that nobody looks for until they are whole;
 * deleted. {@link CycleFile} reads and writes one.
 */
final class JournalFiles {

    /** Chronicle's name for what its processes share beside the cycles. */
    static final String METADATA = "metadata.cq4t";

    private static final String SUFFIX = ".cq4";
    private static final String UNNAMED_PREFIX = "new-";
    private static final int HEADER_NOT_COMPLETE = 0x80000000;
    private static final byte[] ZEROS = new byte[64 << 10];

    private final Path directory;
    private final boolean synced;
    private final DateTimeFormatter name;
    private final long cycleMillis;

    /**
     * @param synced whether what is made is to survive the loss of power
     * @param pattern of the files' names, given the moment at which their cycle begins by Chronicle's clock
     */
    JournalFiles(Path directory, boolean synced, String pattern, long cycleMillis) {
        this.directory = directory;
        this.synced = synced;
        this.name = DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
        this.cycleMillis = cycleMillis;
    }

    Path directory() {
        return directory;
    }

    Path file(int cycle) {
        return directory.resolve(name.format(Instant.ofEpochMilli(cycle * cycleMillis)) + SUFFIX);
    }

    /** Whether a process has completed the header of the file of a cycle. */
    boolean hasHeader(int cycle) {
        try (RandomAccessFile in = new RandomAccessFile(file(cycle).toFile(), "r")) {
            int header = Integer.reverseBytes(in.readInt());
            return header != 0 && (header & HEADER_NOT_COMPLETE) == 0;
        } catch (EOFException e) {
            return false;
        } catch (IOException e) {
            throw inaccessible(cycle, e);
        }
    }

    /** What the system says of the file of a cycle, in words. */
    QueueException inaccessible(int cycle, IOException cause) {
        return Files.isDirectory(directory)
            ? new QueueException(file(cycle), "cannot be read or written (" + cause + ")", cause) : gone(cause);
    }

    QueueException gone(IOException cause) {
        return new QueueException(directory, "is gone: who made this queue has closed it", cause);
    }

    /** A directory in which something is made that moves to its place when it is whole. */
    Path newDirectory() throws IOException {
        deleteUnnamed();
        return Files.createDirectory(unnamed(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Makes a file of so many zeros, for which the file system really has room; or replaces one that is there. */
    void make(Path file, long bytes) throws IOException {
        deleteUnnamed();
        Path unnamed = unnamed();
        boolean made = false;
        try {
            fill(unnamed, bytes);
            Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
            made = true;
            if (synced) {
                forceDirectory();
            }
        } finally {
            if (!made) {
                unnamed.toFile().delete();
            }
        }
    }

    /** Makes a file of so many zeros; others may see it grow. */
    static void fill(Path file, long bytes) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (long left = bytes; left > 0; left -= ZEROS.length) {
                out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
            }
        }
    }

    private Path unnamed() {
        return directory.resolve(UNNAMED_PREFIX + ProcessHandle.current().pid() + "-" + Long.toHexString(
            System.nanoTime()));
    }

    /** Deletes what those who died, or gave up, have begun to make. */
    private void deleteUnnamed() throws IOException {
        try (DirectoryStream<Path> begun = Files.newDirectoryStream(directory, UNNAMED_PREFIX + "*")) {
            for (Path file : begun) {
                delete(file);
            }
        }
    }

    /** Deletes a file, or a directory of files. */
    static void delete(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            try (DirectoryStream<Path> within = Files.newDirectoryStream(file)) {
                for (Path inner : within) {
                    delete(inner);
                }
            }
        }
        Files.deleteIfExists(file);
    }

    /** Deletes the files of all cycles before one; says whether there were any. */
    boolean deleteBefore(int cycle) {
        String kept = file(cycle).getFileName().toString();
        boolean deleted = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                if (file.getFileName().toString().compareTo(kept) < 0) {
                    deleted |= file.toFile().delete();
                }
            }
        } catch (IOException e) {
            // The next to delete finds them.
        }
        return deleted;
    }

    /** Whatever interrupts, which would close the channel; the thread is interrupted again afterwards. */
    private void forceDirectory() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!tryForceDirectory()) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean tryForceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }
}
