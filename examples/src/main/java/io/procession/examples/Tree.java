package io.procession.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one walk over the source: makes directories and links at once, and lists the files for the workers. What cannot
 * be done is told, and the rest goes on, unless the destination is full.
 *
 * <p>A directory gets its mode and time from {@link #finish} only, when nothing is written into it any more.
 */
final class Tree extends SimpleFileVisitor<Path> {

    private static final Set<PosixFilePermission> ALL_OF_OWNER = PosixFilePermissions.fromString("rwx------");

    private final Route route;
    private final String sourceUri;
    private final Consumer<String> failures;
    private final List<MadeDirectory> directories = new ArrayList<>();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private long[] offsets = new long[1];
    private int files;
    private long links;
    private long bytes;
    private boolean full;

    private record MadeDirectory(Path target, Set<PosixFilePermission> mode, FileTime modified) { }

    /**
     * @param failures is told, in a sentence each, what cannot be copied
     */
    Tree(Route route, Consumer<String> failures) {
        this.route = route;
        this.sourceUri = Board.uri(route.source());
        this.failures = failures;
    }

    /** Walks. */
    void walk() {
        try {
            Files.walkFileTree(route.source(), this);
        } catch (IOException e) {
            fail(route.source(), e);
        }
    }

    /** Gives the directories their modes and times, the deepest first; says of how many that cannot be done. */
    int finish() {
        int inexact = 0;
        for (int i = directories.size() - 1; i >= 0; i--) {
            MadeDirectory directory = directories.get(i);
            try {
                Files.setLastModifiedTime(directory.target, directory.modified);
                Files.setPosixFilePermissions(directory.target, directory.mode);
            } catch (IOException e) {
                inexact++;
            }
        }
        return inexact;
    }

    /** A board with the files of this tree, for some workers. */
    Board board(boolean synced, int slots) {
        return Board.create(route, synced, slots, names.toByteArray(), Arrays.copyOf(offsets, files + 1));
    }

    int directories() {
        return directories.size();
    }

    long links() {
        return links;
    }

    int files() {
        return files;
    }

    /** The size of all files together, at the time of the walk. */
    long bytes() {
        return bytes;
    }

    /** Whether the walk has ended early since the destination is full. */
    boolean isFull() {
        return full;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        Path target = target(directory);
        try {
            makeDirectory(target);
            directories.add(new MadeDirectory(target,
                Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS), attributes.lastModifiedTime()));
            return FileVisitResult.CONTINUE;
        } catch (FileAlreadyExistsException e) {
            failures.accept("cannot copy " + Text.of(directory) + " and what is in it: " + Text.of(target)
                + " exists and is no directory");
        } catch (IOException e) {
            failures.accept("cannot copy " + Text.of(directory) + " and what is in it: " + Text.of(target) + ": "
                + Text.reason(e));
            full = Space.isFull(e, target);
        }
        return full ? FileVisitResult.TERMINATE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            link(file, attributes);
        } else if (attributes.isRegularFile()) {
            list(file);
            bytes += attributes.size();
        } else {
            failures.accept("skipped " + Text.of(file) + ": a pipe, socket or device has nothing to copy");
        }
        return full ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        fail(file, e);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
        if (e != null) {
            fail(directory, e);
        }
        return FileVisitResult.CONTINUE;
    }

    private void makeDirectory(Path target) throws IOException {
        try {
            Files.createDirectory(target, PosixFilePermissions.asFileAttribute(ALL_OF_OWNER));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            if (!Files.isWritable(target)) {
                Set<PosixFilePermission> mode = EnumSet.copyOf(ALL_OF_OWNER);
                mode.addAll(Files.getPosixFilePermissions(target));
                Files.setPosixFilePermissions(target, mode);
            }
        }
    }

    private void link(Path link, BasicFileAttributes attributes) throws IOException {
        Path target = target(link);
        Path temporary = target.resolveSibling(Board.TEMPORARY_PREFIX + ProcessHandle.current().pid() + "-link");
        try {
            Files.createSymbolicLink(temporary, Files.readSymbolicLink(link));
            Files.getFileAttributeView(temporary, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(attributes.lastModifiedTime(), null, null);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            links++;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            failures.accept("cannot copy " + Text.of(link) + ": " + Text.of(target) + ": " + Text.reason(e));
            full = Space.isFull(e, target);
        }
    }

    private void list(Path file) throws IOException {
        names.write(file.toUri().toString().substring(sourceUri.length()).getBytes(StandardCharsets.US_ASCII));
        files++;
        if (files == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        }
        offsets[files] = names.size();
    }

    private Path target(Path file) {
        return file.equals(route.source()) ? route.target() : route.target().resolve(route.source().relativize(file));
    }

    private void fail(Path file, IOException e) {
        failures.accept("cannot copy " + Text.of(file) + ": " + Text.reason(e));
    }
}
