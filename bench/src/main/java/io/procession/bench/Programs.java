package io.procession.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The peers' sources: taken from the jar, compiled, kept in a temporary directory for as long as this JVM runs. */
final class Programs {

    private static Path directory;
    private static Path diskDirectory;

    private Programs() {
    }

    /** The command of a program in C, of that name, of {@code name.c} and other files. */
    static synchronized List<String> c(String name, String... others) throws IOException {
        Path program = directory().resolve(name);
        if (Files.notExists(program)) {
            Path source = extract(name + ".c");
            List<String> compile = new ArrayList<>(List.of("cc", "-O2", "-std=gnu11", "-Wall", "-Wextra", "-pthread",
                "-o", program.toString(), source.toString()));
            for (String other : others) {
                Path file = extract(other);
                if (other.endsWith(".c")) {
                    compile.add(file.toString());
                }
            }
            if (exitCode(compile) != 0) {
                throw new IOException(compile + " failed");
            }
        }
        return List.of(program.toString());
    }

    /** The command of a program in Python, of that name, which imports other files. */
    static synchronized List<String> python(String name, String... others) throws IOException {
        for (String other : others) {
            extract(other + ".py");
        }
        return List.of("python3", "-B", extract(name + ".py").toString());
    }

    /** The command of a JVM with this one's class path that runs a program. */
    static List<String> jvm(Class<?> program) {
        return List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
            "-cp", System.getProperty("java.class.path"), program.getName());
    }

    /** A program on the path; null if it is not there. */
    static Path find(String name) {
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            Path program = Path.of(place, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }

    /** Where this run's files go, in shared memory if there is some; deleted at this JVM's end. */
    static synchronized Path directory() throws IOException {
        if (directory == null) {
            Path memory = Path.of("/dev/shm");
            directory = Files.isWritable(memory) ? Files.createTempDirectory(memory, "procession-bench-")
                : Files.createTempDirectory("procession-bench-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
        }
        return directory;
    }

    /** The same on a disk, for what is slow in shared memory: archives of classes. */
    static synchronized Path diskDirectory() throws IOException {
        if (diskDirectory == null) {
            diskDirectory = Files.createTempDirectory("procession-bench-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(diskDirectory)));
        }
        return diskDirectory;
    }

    private static Path extract(String name) throws IOException {
        Path file = directory().resolve(name);
        if (Files.notExists(file)) {
            try (InputStream in = Programs.class.getResourceAsStream(name)) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    private static int exitCode(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command + " ran", e);
        }
    }

    /** Deletes a directory with all in it, if it is there; says so if it cannot. */
    static void delete(Path tree) {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("not deleted: " + tree + ": " + e);
        }
    }
}
