package io.procession;

import io.procession.shm.Ownership;
import io.procession.shm.Region;
import io.procession.shm.RuntimeDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a queue lies: a directory of its {@link Journal}, and a region of its {@link Fifo}.
 *
 * <p>A durable queue is one directory, with the region in it. An anonymous one has an anonymous region, and a directory
 * beside it that has the region's name: it goes with the region, or, if whoever made both was killed, when the next
 * process that makes an anonymous queue finds that the region is gone.
 */
final class QueueFiles implements Closeable {

    private static final String REGION = "queue.region";
    private static final String ANONYMOUS_SUFFIX = ".queue";
    private static final long CAPACITY = 64L << 20;

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** What this process has made and not closed. */
    private static final Set<Path> ANONYMOUS = ConcurrentHashMap.newKeySet();

    static {
        RuntimeDirectory.atEnd(() -> ANONYMOUS.forEach(QueueFiles::delete));
    }

    private final Path directory;
    private final Region region;

    private QueueFiles(Path directory, Region region) {
        this.directory = directory;
        this.region = region;
    }

    Path directory() {
        return directory;
    }

    Region region() {
        return region;
    }

    /** Of a new anonymous queue. */
    static QueueFiles create() {
        Region region = Region.create(CAPACITY);
        sweep(region.file().getParent());
        Path directory = region.file().resolveSibling(region.file().getFileName() + ANONYMOUS_SUFFIX);
        try {
            ANONYMOUS.add(directory);
            Files.createDirectory(directory, PRIVATE);
        } catch (IOException e) {
            region.close();
            throw inaccessible(directory, e);
        }
        return new QueueFiles(directory, region);
    }

    /** Of the durable queue in a directory, made if there is none. */
    static QueueFiles open(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectory(absolute, PRIVATE);
        } catch (FileAlreadyExistsException e) {
            check(absolute);
        } catch (IOException e) {
            throw inaccessible(absolute, e);
        }
        return new QueueFiles(absolute, Region.open(absolute.resolve(REGION), CAPACITY));
    }

    /** As a handle names them. */
    static QueueFiles attach(Path directory, Path region) {
        return new QueueFiles(directory, Region.attach(region));
    }

    private static void check(Path directory) {
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new QueueFormatException(directory, "expected a directory, found another kind of file or a link");
            }
            Ownership.check(directory, "700");
            // Asked once more at last: another process may be making it just now, the region first.
            Path region = directory.resolve(REGION);
            if (!Files.exists(region) && !isEmpty(directory) && !Files.exists(region)) {
                throw new QueueFormatException(directory, "expected a queue or an empty directory, found other files,"
                    + " and no " + REGION);
            }
        } catch (IOException e) {
            throw inaccessible(directory, e);
        }
    }

    /** Empty but for the beginnings of a region. */
    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (!file.getFileName().toString().contains(REGION)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static QueueException inaccessible(Path directory, IOException cause) {
        return new QueueException(directory, "cannot make or read this directory (" + cause + ")", cause);
    }

    /** Deletes what anonymous queues have left whose makers were killed, and whose regions are gone. */
    static void sweep() {
        sweep(RuntimeDirectory.path());
    }

    private static void sweep(Path runtime) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(runtime, "*" + ANONYMOUS_SUFFIX)) {
            for (Path directory : found) {
                String name = directory.getFileName().toString();
                String region = name.substring(0, name.length() - ANONYMOUS_SUFFIX.length());
                if (!Files.exists(directory.resolveSibling(region))) {
                    delete(directory);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The next one sweeps too.
        }
    }

    private static void delete(Path directory) {
        ANONYMOUS.remove(directory);
        try {
            JournalFiles.delete(directory);
        } catch (IOException | DirectoryIteratorException e) {
            // Gone already, or swept later.
        }
    }

    /** Ends this process' use; what is anonymous goes, if this process made it. */
    @Override
    public void close() {
        if (ANONYMOUS.contains(directory)) {
            delete(directory);
        }
        region.close();
    }
}
