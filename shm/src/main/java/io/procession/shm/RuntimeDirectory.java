package io.procession.shm;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the files live that no user has named: the directory of the system property {@value #PROPERTY}, else
 * {@code /dev/shm/procession-<user>}, else the same under {@code java.io.tmpdir}.
 *
 * <p>The directory is made on first use, for its owner only. One that somebody else owns, or may write to, is refused.
 * When this process ends, by itself or by a signal that lets it, its files go, and with the last file of all processes
 * the directory: unless the property names it and it was there before this process.
 */
public final class RuntimeDirectory {

    /** The system property that names the directory. */
    public static final String PROPERTY = "procession.dir";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
        PosixFilePermissions.asFileAttribute(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE));

    private static final String TEMPORARY_PREFIX = "procession-loading-";
    private static final long TEMPORARY_MILLIS = 60_000;

    private static final char SEPARATOR = '-';
    private static final int DECIMAL = 10;
    private static final int HEX = 16;

    private static final AtomicLong FILE_COUNT = new AtomicLong();
    private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();
    private static final Set<Path> DIRECTORIES = ConcurrentHashMap.newKeySet();
    private static final List<Runnable> LAST_USERS = new CopyOnWriteArrayList<>();
    private static final List<Runnable> DELETERS = new CopyOnWriteArrayList<>();

    private RuntimeDirectory() {
    }

    /**
     * The directory, made and checked. It may go again at any time, with the last file of another process, until there
     * is a file in it: who then finds no directory calls this once more.
     */
    public static Path path() {
        Path directory = choose();
        while (true) {
            try {
                Files.createDirectory(directory, PRIVATE_DIRECTORY);
                DIRECTORIES.add(directory);
                return directory;
            } catch (FileAlreadyExistsException e) {
                if (exists(directory)) {
                    if (System.getProperty(PROPERTY) == null) {
                        DIRECTORIES.add(directory);
                    }
                    return directory;
                }
            } catch (IOException e) {
                throw inaccessible(directory, e);
            }
        }
    }

    /**
     * A name for a new file in the directory, that no file of any process has had: deleted when this process ends,
     * unless {@link #delete} has been called before.
     *
     * @throws IllegalStateException if this process is ending, and nothing has asked for a file, or for {@link
     *     #beforeEnd}, before: the file would stay
     */
    public static Path newFile(String prefix) {
        if (!End.install()) {
            throw new IllegalStateException("this process is ending: the file \"" + prefix
                + "...\" would not be deleted");
        }
        Path file = path().resolve(prefix + ThisProcess.pid() + SEPARATOR + Long.toHexString(System.nanoTime())
            + SEPARATOR + FILE_COUNT.incrementAndGet());
        FILES.add(file);
        return file;
    }

    /** Whether a file has a name that {@link #newFile} gives, in any process: prefix, process id, number, count. */
    static boolean isNewFile(Path file, String prefix) {
        String name = file.getFileName().toString();
        int first = name.indexOf(SEPARATOR, prefix.length());
        int second = name.indexOf(SEPARATOR, first + 1);
        return name.startsWith(prefix) && first >= 0 && second >= 0
            && isNumber(name, prefix.length(), first, DECIMAL)
            && isNumber(name, first + 1, second, HEX)
            && isNumber(name, second + 1, name.length(), DECIMAL);
    }

    /** Whether a part of a name is a number, as {@link Long} writes it without a sign. */
    static boolean isNumber(String name, int from, int to, int radix) {
        for (int i = from; i < to; i++) {
            int value = Character.digit(name.charAt(i), radix);
            if (value < 0 || name.charAt(i) != Character.forDigit(value, radix)) {
                return false;
            }
        }
        return from < to;
    }

    /** Deletes a file that {@link #newFile} has named, if it was made at all. */
    public static void delete(Path file) {
        file.toFile().delete();
        FILES.remove(file);
    }

    /**
     * Makes a directory in {@code java.io.tmpdir}, of this process' own, for what must be a file to be executed: shared
     * memory may be mounted so that nothing in it can be.
     *
     * @throws IOException if it cannot be made, also because there is one
     */
    static File makeTemporary() throws IOException {
        Path directory = temporary(ThisProcess.pid());
        sweepTemporary(directory.getParent());
        return Files.createDirectory(directory, PRIVATE_DIRECTORY).toFile();
    }

    /** What is loaded is loaded within milliseconds: a directory that is older was left by a process that was killed. */
    private static void sweepTemporary(Path parent) throws IOException {
        long now = System.currentTimeMillis();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, TEMPORARY_PREFIX + "*")) {
            for (Path directory : directories) {
                if (now - directory.toFile().lastModified() > TEMPORARY_MILLIS) {
                    deleteTemporary(directory);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Deletes that directory of a process of this user, which has just been killed, with the files in it. */
    public static void deleteTemporary(long pid) {
        deleteTemporary(temporary(pid));
    }

    private static void deleteTemporary(Path directory) {
        try {
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Ownership.check(directory, "700");
                File[] files = directory.toFile().listFiles();
                for (File file : files == null ? new File[0] : files) {
                    Files.delete(file.toPath());
                }
                Files.delete(directory);
            }
        } catch (IOException | RegionAccessException e) {
            // Somebody else's, or not to be deleted: it stays.
        }
    }

    private static Path temporary(long pid) {
        return Path.of(System.getProperty("java.io.tmpdir"), TEMPORARY_PREFIX + pid);
    }

    /**
     * Has something run when this process ends, before its files go: what waits for those who use them. False, and it
     * is not run, if this process is ending already.
     */
    public static boolean beforeEnd(Runnable lastUser) {
        return End.add(LAST_USERS, lastUser);
    }

    /**
     * Has something run when this process ends, after all of {@link #beforeEnd}: what deletes more than files. False,
     * and it is not run, if this process is ending already.
     */
    public static boolean atEnd(Runnable deleter) {
        return End.add(DELETERS, deleter);
    }

    /**
     * What runs when this process ends. Not a lambda: those cost milliseconds to make, and most processes end unasked.
     */
    private static final class End extends Thread {

        private static boolean installed;
        private static boolean begun;

        End() {
            super(null, null, "procession-exit", 0, false);
        }

        /** False if it is too late: a JVM that ends takes no more hooks. */
        static synchronized boolean install() {
            if (!installed) {
                try {
                    Runtime.getRuntime().addShutdownHook(new End());
                } catch (IllegalStateException e) {
                    return false;
                }
                installed = true;
            }
            return true;
        }

        /** False if it is too late. */
        static synchronized boolean add(List<Runnable> all, Runnable one) {
            return !begun && install() && all.add(one);
        }

        private static synchronized void begin() {
            begun = true;
        }

        @Override
        public void run() {
            begin();
            runAll(LAST_USERS);
            runAll(DELETERS);
            for (Path file : FILES) {
                delete(file);
            }
            for (Path directory : DIRECTORIES) {
                // Fails, as it should, while other processes have files there.
                directory.toFile().delete();
            }
        }

        private void runAll(List<Runnable> all) {
            for (Runnable one : all) {
                try {
                    one.run();
                } catch (RuntimeException | Error e) {
                    // Its own failure, told as that of any thread: the files go all the same.
                    getUncaughtExceptionHandler().uncaughtException(this, e);
                }
            }
        }
    }

    private static Path choose() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Path.of(named).toAbsolutePath();
        }
        Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("procession-" + System.getProperty("user.name").replace('/', '_'));
    }

    /** Checks a directory; false if it has gone meanwhile. */
    private static boolean exists(Path directory) {
        try {
            check(directory);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw inaccessible(directory, e);
        }
    }

    private static RegionAccessException inaccessible(Path directory, IOException cause) {
        return new RegionAccessException(directory, "cannot make this directory, or read who owns it (" + cause
            + "); name another with the system property " + PROPERTY, cause);
    }

    private static void check(Path directory) throws IOException {
        BasicFileAttributes attributes =
            Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw new RegionAccessException(directory, "expected a directory, found another kind of file or a link");
        }
        Ownership.check(directory, "700");
    }
}
