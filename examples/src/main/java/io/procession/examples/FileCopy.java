package io.procession.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Copies one file after another, each to a temporary name, reads the copy back from there, and gives it its own name
 * only if that had the SHA-512 of what was read from the source.
 */
final class FileCopy {

    private static final int BUFFER_BYTES = 1 << 18;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    private static final FileAttribute<?> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final MessageDigest digest;
    private final boolean synced;
    private final LongConsumer progress;
    private boolean exact;

    /**
     * @param synced whether a file is brought to the disk before it is read back
     * @param progress is told of bytes that were written, and of bytes that were read back
     */
    FileCopy(boolean synced, LongConsumer progress) {
        this.synced = synced;
        this.progress = progress;
        try {
            this.digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Copies a file. If that fails, no file stays under the temporary name, and the one under the target's, if there
     * was one, is as before.
     *
     * @param temporary a name in the target's directory
     * @return how many bytes it has
     * @throws FileSystemException which names the source or the target, and the reason
     */
    long copy(Path source, Path target, Path temporary) throws IOException {
        digest.reset();
        try {
            PosixFileAttributes before = attributes(source);
            if (!before.isRegularFile()) {
                throw new FileSystemException(source.toString(), null, "is no regular file any more");
            }
            byte[] read = transfer(source, target, temporary, before);
            if (!MessageDigest.isEqual(read, digestOf(temporary, target))) {
                throw new FileSystemException(target.toString(), null,
                    "has other bytes when read back than were written");
            }
            exact = adopt(temporary, before);
            move(temporary, target);
            return before.size();
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Whether the last copy has the mode and time of its source: not every file system can keep them. */
    boolean isExact() {
        return exact;
    }

    /** Copies the bytes, and gives the digest of what was read. */
    private byte[] transfer(Path source, Path target, Path temporary, BasicFileAttributes before) throws IOException {
        long bytes = 0;
        try (FileChannel in = FileChannel.open(source, READ); FileChannel out = create(temporary, target)) {
            while (read(in, source)) {
                digest.update(buffer.array(), 0, buffer.limit());
                bytes += buffer.limit();
                write(out, target);
            }
            if (synced) {
                sync(out, target);
            }
        }
        BasicFileAttributes after = attributes(source);
        if (bytes != before.size() || after.size() != before.size() || !after.fileKey().equals(before.fileKey())
            || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
            throw new FileSystemException(source.toString(), null, "changed while it was copied");
        }
        return digest.digest();
    }

    private byte[] digestOf(Path copy, Path target) throws IOException {
        try (FileChannel in = FileChannel.open(copy, READ)) {
            while (read(in, target)) {
                digest.update(buffer.array(), 0, buffer.limit());
                progress.accept(buffer.limit());
            }
        }
        return digest.digest();
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileChannel create(Path temporary, Path target) throws IOException {
        try {
            return FileChannel.open(temporary, CREATE, PRIVATE);
        } catch (IOException e) {
            throw named(target, e);
        }
    }

    /** Reads into the buffer; false at the end. */
    private boolean read(FileChannel in, Path file) throws IOException {
        try {
            buffer.clear();
            int read = in.read(buffer);
            buffer.flip();
            return read >= 0;
        } catch (IOException e) {
            throw named(file, e);
        }
    }

    private void write(FileChannel out, Path target) throws IOException {
        try {
            while (buffer.hasRemaining()) {
                progress.accept(out.write(buffer));
            }
        } catch (IOException e) {
            throw named(target, e);
        }
    }

    private static void sync(FileChannel out, Path target) throws IOException {
        try {
            out.force(true);
        } catch (IOException e) {
            throw named(target, e);
        }
    }

    private static boolean adopt(Path copy, PosixFileAttributes attributes) {
        try {
            Files.setLastModifiedTime(copy, attributes.lastModifiedTime());
            Files.setPosixFilePermissions(copy, attributes.permissions());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw named(target, e);
        }
    }

    private static FileSystemException named(Path file, IOException e) {
        FileSystemException named = new FileSystemException(file.toString(), null, Text.reason(e));
        named.initCause(e);
        return named;
    }
}
