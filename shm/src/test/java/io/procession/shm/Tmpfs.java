package io.procession.shm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of 1 MiB, mounted for a test that is skipped where that is not permitted. */
final class Tmpfs implements AutoCloseable {

    static final int BYTES = 1 << 20;

    private final Path directory;

    Tmpfs(Path directory) {
        this.directory = directory;
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "procession-test", directory.toString()),
            "mounting is not permitted");
    }

    Path directory() {
        return directory;
    }

    /** Leaves so many bytes, in whole pages. */
    void fillBut(int bytes) throws IOException {
        Path filler = directory.resolve("filler");
        Files.deleteIfExists(filler);
        long free = directory.toFile().getUsableSpace();
        Files.write(filler, new byte[(int) Math.max(0, free - bytes)]);
    }

    void free() throws IOException {
        Files.delete(directory.resolve("filler"));
    }

    long usable() {
        return directory.toFile().getUsableSpace();
    }

    /** Lazily, since this JVM may have a file of it mapped. */
    @Override
    public void close() {
        run("umount", "-l", directory.toString());
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(Child.DEADLINE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
