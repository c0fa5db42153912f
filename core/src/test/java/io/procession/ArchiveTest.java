package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Lock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives of workers: when they are made and used, what is in them, and that none of their troubles is anybody's. */
@Timeout(120)
class ArchiveTest {

    /** More than a worker with a lock loads today, before its task runs: 17 and 25 differ. */
    private static final int MAX_CLASSES_BEFORE_24 = 750;
    private static final int MAX_CLASSES_SINCE_24 = 950;

    @TempDir
    private static Path shared;
    private static String classPath;
    private static Path whole;

    @TempDir
    private Path directory;
    private Path cache;

    /** What a user's class path has: jars. And an archive of it, made once for these tests. */
    @BeforeAll
    static void makeJarsAndArchive() throws Exception {
        classPath = JarredClassPath.pack(Files.createDirectory(shared.resolve("jars")));
        Path run = Files.createDirectory(shared.resolve("first"));
        Path made = shared.resolve("archives");
        try (Program program = start(run, made, StartsTwo.class, "wait")) {
            assertEquals(0, program.awaitEnd(Duration.ofMinutes(1)), program::err);
            assertEquals(List.of("false", "false", "true"), program.lines());
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
        }
        try (Stream<Path> files = Files.list(made)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            whole = all.get(0);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(whole)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }

    @BeforeEach
    void copyArchive() throws IOException {
        cache = Files.createDirectory(directory.resolve("archives"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.copy(whole, cache.resolve(whole.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Program start(Path run, Path archives, Class<?> main, String... arguments) throws IOException {
        return Program.start(run, List.of("-Dprocession.archive=" + archives, "-Dprocession.spares=0"), classPath, main,
            arguments);
    }

    /** What a program prints whose second process is to have started quietly. */
    private List<String> linesOf(String... arguments) throws Exception {
        try (Program program = start(directory, cache, StartsTwo.class, arguments)) {
            assertEquals(0, program.await(), program::err);
            assertEquals("", program.err());
            assertEquals(List.of(), program.leftBehind());
            return program.lines();
        }
    }

    /** Prints, from two processes, whether each has mapped an archive; if told so, from a third when there is one. */
    static final class StartsTwo {
        public static void main(String[] arguments) throws Exception {
            tell();
            tell();
            if (arguments.length > 0) {
                long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
                while (Archive.current().isLacking() && System.nanoTime() < deadline) {
                    Thread.sleep(10);
                }
                tell();
            }
        }

        private static void tell() throws InterruptedException {
            Process process = Process.start(() ->
                System.out.println(Files.readString(Path.of("/proc/self/maps")).contains("/archives/")));
            process.join();
            if (process.exitCode().getAsInt() != 0) {
                throw new AssertionError(process.toString());
            }
        }
    }

    @Test
    void isUsedByTheNextProgram() throws Exception {
        assertEquals(List.of("true", "true"), linesOf());
    }

    @Test
    void isMadeAgainWhenAJarHasChanged() throws Exception {
        Path jar = Path.of(classPath.split(File.pathSeparator)[0]);
        FileTime time = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(100)));
        try {
            assertEquals(List.of("false", "false", "true"), linesOf("wait"));
        } finally {
            Files.setLastModifiedTime(jar, time);
        }
    }

    /** Would catch that a JVM maps what is not what was written, and so may crash. */
    @Test
    void isNotUsedIfOneBitIsOther() throws Exception {
        Path archive = cache.resolve(whole.getFileName());
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
        assertEquals(List.of("false", "false"), linesOf());
        assertTrue(Files.notExists(archive));
    }

    @Test
    void isNotUsedIfCutShort() throws Exception {
        Path archive = cache.resolve(whole.getFileName());
        Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 100_000));
        assertEquals(List.of("false", "false"), linesOf());
    }

    /** What the JVM finds in it is not for it to talk about. */
    @Test
    void ofAForeignFormatItIsNoTroubleEither() throws Exception {
        Path archive = cache.resolve(whole.getFileName());
        Files.delete(archive);
        byte[] foreign = "no archive at all".repeat(1000).getBytes();
        Path other = write(foreign);
        assertEquals(List.of("false", "false"), linesOf());
        assertTrue(Files.exists(other));
    }

    /** As that of another class path, under this one's name. */
    @Test
    void ofAnotherClassPathItIsNoTroubleEither() throws Exception {
        Path jar = Path.of(classPath.split(File.pathSeparator)[0]);
        FileTime time = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(200)));
        Path made;
        try {
            Files.delete(cache.resolve(whole.getFileName()));
            linesOf("wait");
            made = archives().get(0);
            assertNotEquals(key(whole), key(made));
        } finally {
            Files.setLastModifiedTime(jar, time);
        }
        byte[] stale = Files.readAllBytes(made);
        Files.delete(made);
        write(stale);
        List<String> lines = linesOf();
        assertEquals(2, lines.size(), lines::toString);
    }

    @Test
    void isNotUsedFromADirectoryThatOthersMayWriteTo() throws Exception {
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals(List.of("false", "false"), linesOf());
    }

    @Test
    void placeThatCannotBeADirectoryIsNoTrouble() throws Exception {
        cache = Files.createFile(directory.resolve("a file"));
        assertEquals(List.of("false", "false"), linesOf());
    }

    @Test
    void oldestGoWhenThereAreTooMany() throws Exception {
        Files.delete(cache.resolve(whole.getFileName()));
        for (int i = 0; i < 10; i++) {
            Path old = Files.createFile(cache.resolve("0000000" + i + "-00000000.jsa"));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(1000 + i)));
        }
        assertEquals(List.of("false", "false", "true"), linesOf("wait"));
        List<String> left = archives().stream().map(ArchiveTest::key).sorted().toList();
        assertEquals(8, left.size(), left::toString);
        assertEquals(Stream.of("00000000", "00000001", "00000002", "00000003", "00000004", "00000005", "00000006",
            key(whole)).sorted().toList(), left);
    }

    /** Ends while one is being made, or a moment before. */
    @Test
    void endOfTheProgramIsTheEndOfTheMaking() throws Exception {
        Files.delete(cache.resolve(whole.getFileName()));
        linesOf();
        assertEquals(List.of(), archives());
        try (Program program = start(directory, cache, StartsTwo.class)) {
            program.await();
            program.awaitNobodyLeft();
        }
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    private static String key(Path archive) {
        return archive.getFileName().toString().substring(0, 8);
    }

    /** Writes what passes for the archive of these tests' class path. */
    private Path write(byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        Path file = cache.resolve(String.format("%s-%08x.jsa", key(whole), sum.getValue()));
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /** Of its own file: the JVM notes when it is loaded, and that is when the task begins. */
    static final class FirstLine {
        static void begin() {
        }
    }

    /** Starts a worker whose JVM notes what it loads. */
    static final class Notes {
        public static void main(String[] arguments) throws Exception {
            Lock lock = Lock.create();
            Task task = () -> {
                FirstLine.begin();
                lock.lock();
                lock.unlock();
            };
            List<String> options = new ArrayList<>(Archive.options(Launch.plain()));
            options.add("-Xlog:class+load:file=" + arguments[0]);
            java.lang.Process jvm = Launch.plain().start(options);
            jvm.getOutputStream().write(new Assignment("noted", "1", false, "notes", ProcessHandle.current().pid(),
                ExitNote.newName(ProcessHandle.current().pid(), 1)).encode(task));
            jvm.getOutputStream().flush();
            System.out.println(jvm.waitFor());
        }
    }

    private List<String> loaded() throws Exception {
        Path log = directory.resolve("classes");
        try (Program program = start(directory, cache, Notes.class, log.toString())) {
            assertEquals(0, program.await(), program::err);
            assertEquals(List.of("0"), program.lines());
        }
        return Files.readAllLines(log);
    }

    /** Would catch that something a worker does is not rehearsed. Events of the JDK's no archive has. */
    @Test
    void hasAllThatAWorkerWithALockLoads() throws Exception {
        Pattern expected = Pattern.compile("shared objects file|LambdaForm\\$|jdk\\.internal\\.event\\.|"
            + Pattern.quote(ArchiveTest.class.getName()));
        assertEquals(List.of(), loaded().stream().filter(Predicate.not(expected.asPredicate())).toList());
    }

    /** Would catch that workers load more and more. */
    @Test
    void workerLoadsLittleBeforeItsTask() throws Exception {
        List<String> lines = loaded();
        int before = 0;
        while (!lines.get(before).contains(FirstLine.class.getName() + " ")) {
            before++;
        }
        int most = Runtime.version().feature() < 24 ? MAX_CLASSES_BEFORE_24 : MAX_CLASSES_SINCE_24;
        assertTrue(before <= most, "expected at most " + most + " classes, found " + before);
    }
}
