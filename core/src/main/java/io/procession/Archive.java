package io.procession;

import io.procession.shm.Ownership;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;

/**
 * Class-data archives of workers: what they load of the JDK, of Procession and of what that uses, as the JVM maps it
 * (JEP 350). There are two for each class path and JDK, one for programs that use queues, since a JVM has to go through
 * the whole of an archive that it maps. An {@link ArchiveMaker} makes them.
 *
 * <p>They lie in {@code procession} in the user's cache directory, {@code $XDG_CACHE_HOME} or {@code ~/.cache}, or where
 * the system property {@value #PROPERTY} says; {@code off} there does without them. Files are named
 *
 * <pre>
 *   key-checksum.jsa     key: of the JDK, the class path, each file's size and time, options for modules
 *                        checksum: of what is in it
 *   key.claim            one is being made, or making it was tried in vain not long ago
 *   key.unfinished       what there is of it
 * </pre>
 *
 * and an archive gets its name when it is whole. The JVM itself makes sure that one fits its class path, and runs
 * without it if not; but it does not look whether one is damaged, so each process that starts workers does, once, by the
 * checksum. None is used from a directory that others may write to.
 *
 * <p>The JVM archives no classes of directories: a class path with one has no archive. Nothing here ever fails: what
 * cannot be had costs the time that it would have saved.
 */
final class Archive {

    /** The system property that names another directory, or {@value #OFF}. */
    static final String PROPERTY = "procession.archive";
    private static final String OFF = "off";

    private static final String DIRECTORY = "procession";
    private static final String SUFFIX = ".jsa";
    private static final String CLAIM = ".claim";
    private static final String UNFINISHED = ".unfinished";

    /** When one is used that was not for so long, that is noted. */
    private static final Duration NOTED = Duration.ofDays(1);

    /** From here on the JVM speaks of archives under another tag. */
    private static final int AOT_RELEASE = 24;
    private static final int BUFFER_BYTES = 1 << 16;

    /** An archive that is mapped where it was written need not be changed: on releases before that the faster way. */
    private static final List<String> MAPPED_AS_WRITTEN =
        List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    private static Archive withQueue;
    private static Archive withoutQueue;

    private final boolean hasQueue;
    private final Path directory;
    private final String key;
    private List<String> options;
    private Path file;
    private boolean isTried;

    private Archive(boolean hasQueue, Path directory, String key) {
        this.hasQueue = hasQueue;
        this.directory = directory;
        this.key = key;
    }

    /** Options for the JVM of a launch, to come first: none if there is no archive for it. */
    static List<String> options(Launch launch) {
        return launch.isDiscreet() ? current().options() : List.of();
    }

    /** That of this process' workers: another one from when it first uses a queue. */
    static synchronized Archive current() {
        if (Rehearsal.isQueueExpected()) {
            withQueue = withQueue == null ? of(true) : withQueue;
            return withQueue;
        }
        withoutQueue = withoutQueue == null ? of(false) : withoutQueue;
        return withoutQueue;
    }

    private static Archive of(boolean hasQueue) {
        try {
            Path directory = directory();
            String key = directory == null ? null : key(System.getProperty("java.class.path"), hasQueue);
            return new Archive(hasQueue, key == null ? null : directory, key);
        } catch (IOException | RuntimeException e) {
            return new Archive(hasQueue, null, null);
        }
    }

    /** What its maker is to do. */
    byte[] rehearsal() {
        return Rehearsal.message(true, hasQueue);
    }

    /** One that was deleted meanwhile is looked for anew: a JVM that does not find it does without the JDK's too. */
    private synchronized List<String> options() {
        if (options == null || file != null && !file.toFile().exists()) {
            file = null;
            options = find();
        }
        return options;
    }

    private List<String> find() {
        if (directory == null) {
            return List.of();
        }
        try {
            for (Path found : all(directory, SUFFIX)) {
                if (found.getFileName().toString().startsWith(key + "-") && isWhole(found)) {
                    if (lastUsed(found).isBefore(Instant.now().minus(NOTED))) {
                        Files.setLastModifiedTime(found, FileTime.from(Instant.now()));
                    }
                    file = found;
                    return with("-XX:SharedArchiveFile=" + found);
                }
            }
        } catch (IOException | RuntimeException e) {
            // None, then.
        }
        return List.of();
    }

    /** Whether there could be one, and is none. */
    boolean isLacking() {
        return directory != null && options().isEmpty();
    }

    /** Whether this process has tried to make it. */
    synchronized boolean isTried() {
        return isTried;
    }

    /** Whether it is lacking, and this the first call. */
    synchronized boolean tryOnce() {
        boolean isFirst = !isTried && isLacking();
        isTried = true;
        return isFirst;
    }

    /** Whoever makes this file makes the archive. */
    Path claim() {
        return directory.resolve(key + CLAIM);
    }

    /** Where it is written. */
    Path unfinished() {
        return directory.resolve(key + UNFINISHED);
    }

    /** Deletes all claims of that age, and what there is for them. */
    void forgetUnfinished(Duration age) throws IOException {
        for (String suffix : List.of(UNFINISHED, CLAIM)) {
            for (Path old : all(directory, suffix)) {
                if (lastUsed(old).isBefore(Instant.now().minus(age))) {
                    Files.deleteIfExists(old);
                }
            }
        }
    }

    /** Gives one that was made its name. Those of a directory are then as many, and as large, as they may be. */
    void made(Path unfinished, int maxCount, long maxBytes) throws IOException {
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
        Files.move(unfinished, directory.resolve(key + "-" + checksum(unfinished) + SUFFIX),
            StandardCopyOption.ATOMIC_MOVE);
        long bytes = 0;
        int count = 0;
        List<Path> archives = all(directory, SUFFIX);
        archives.sort(Comparator.comparing(Archive::lastUsed).reversed());
        for (Path kept : archives) {
            count++;
            bytes += Files.size(kept);
            if (count > maxCount || bytes > maxBytes) {
                Files.deleteIfExists(kept);
            }
        }
        synchronized (this) {
            options = null;
        }
    }

    /** With an option about archives: whatever the JVM has to say of them, nobody has asked. */
    static List<String> with(String option) {
        List<String> options = new ArrayList<>(List.of("-Xshare:auto", "-Xlog:cds*=off"));
        if (Runtime.version().feature() >= AOT_RELEASE) {
            options.add("-Xlog:aot*=off");
        } else {
            options.addAll(MAPPED_AS_WRITTEN);
        }
        options.add(option);
        return List.copyOf(options);
    }

    /** Null if there is to be none. */
    private static Path directory() throws IOException {
        String named = System.getProperty(PROPERTY);
        if (OFF.equals(named) || System.getProperty("java.vm.name").contains("OpenJ9")) {
            return null;
        }
        Path directory = named != null ? Path.of(named).toAbsolutePath() : cache().resolve(DIRECTORY);
        if (!directory.isAbsolute()) {
            return null;
        }
        Files.createDirectories(directory.getParent());
        try {
            Files.createDirectory(directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
        }
        Ownership.check(directory, "700");
        return directory;
    }

    /** Relative if the user has no home. */
    private static Path cache() {
        String named = System.getenv("XDG_CACHE_HOME");
        return named != null && Path.of(named).isAbsolute() ? Path.of(named)
            : Path.of(System.getProperty("user.home"), ".cache");
    }

    /** Eight digits. Not by a format, which a program would have to load before it can start its first process. */
    private static String hex(CRC32 sum) {
        return Long.toHexString(1L << Integer.SIZE | sum.getValue()).substring(1);
    }

    /** Of all that an archive depends on; null if the JVM could make none. */
    private static String key(String classPath, boolean hasQueue) throws IOException {
        if (System.getProperty("jdk.module.path") != null) {
            return null;
        }
        CRC32 sum = new CRC32();
        String[] places = classPath.split(File.pathSeparator);
        for (String place : places) {
            Path file = Path.of(place);
            if (Files.isDirectory(file) || places.length == 1 && namesOthers(file)) {
                return null;
            }
            add(sum, file);
        }
        add(sum, Path.of(System.getProperty("java.home"), "lib", "modules"));
        add(sum, System.getProperty("java.vm.version"));
        for (String word : Launch.plain().command()) {
            if (!word.startsWith("-D")) {
                add(sum, word);
            }
        }
        add(sum, hasQueue ? "queue" : "");
        return hex(sum);
    }

    /** Whether a jar, as of {@code java -jar}, says that others belong to the class path: they may change by themselves. */
    private static boolean namesOthers(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            return manifest != null && manifest.getMainAttributes().containsKey(Attributes.Name.CLASS_PATH);
        }
    }

    private static void add(CRC32 sum, Path file) throws IOException {
        if (Files.exists(file)) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            add(sum, attributes.size() + " " + attributes.lastModifiedTime().toMillis());
        }
    }

    private static void add(CRC32 sum, String text) {
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        sum.update(0);
    }

    /** The files of a directory whose names end so. */
    private static List<Path> all(Path directory, String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (file.toString().endsWith(suffix)) {
                    found.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static Instant lastUsed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /** Whether a file has the checksum that its name says; one that has not is deleted. */
    private static boolean isWhole(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Ownership.check(file, "600");
        if (file.toString().endsWith("-" + checksum(file) + SUFFIX)) {
            return true;
        }
        Files.deleteIfExists(file);
        return false;
    }

    private static String checksum(Path file) throws IOException {
        CRC32 sum = new CRC32();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        }
        return hex(sum);
    }
}
