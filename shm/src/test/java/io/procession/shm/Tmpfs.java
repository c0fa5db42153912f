package io.procession.shm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system, mounted for a test that is skipped where that is not permitted. */
public final class Tmpfs implements AutoCloseable {

    /** Of one whose size does not matter. */
    static final int BYTES = 1 << 20;

    private final Path directory;

    Tmpfs(Path directory) {
        this(directory, BYTES);
    }

    public Tmpfs(Path directory, int bytes) {
        this.directory = directory;
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=700", "procession-test",
            directory.toString()), "mounting is not permitted");
    }

    public Path directory() {
        return directory;
    }

    /** Leaves so many bytes, in whole pages. */
    public void fillBut(int bytes) throws IOException {
        Path filler = directory.resolve("filler");
        Files.deleteIfExists(filler);
        long free = directory.toFile().getUsableSpace();
        Files.write(filler, new byte[(int) Math.max(0, free - bytes)]);
    }

    public void free() throws IOException {
        Files.delete(directory.resolve("filler"));
    }

    public long usable() {
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
