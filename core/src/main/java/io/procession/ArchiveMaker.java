package io.procession;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Makes an {@link Archive} that is lacking: a JVM {@linkplain Rehearsal rehearses} what a worker may do, and writes what
 * it has loaded when it ends. That takes a second or two, once, at the lowest priority.
 *
 * <p>Of the processes that find it lacking the one that makes the {@linkplain Archive#making file} begins. When it is
 * killed, or ends before the archive is made, the JVM ends too, and the file stays: the next try is some minutes later.
 */
final class ArchiveMaker extends Thread {

    private static final Duration RETRY = Duration.ofMinutes(10);
    private static final long LIMIT_SECONDS = 60;

    private static final int MAX_ARCHIVES = 8;
    private static final long MAX_BYTES = 256L << 20;

    private static ArchiveMaker last;
    private static boolean ended;

    private final Archive archive;
    private java.lang.Process jvm;

    private ArchiveMaker(Archive archive) {
        super(null, null, "procession-archive", 0, false);
        this.archive = archive;
        setDaemon(true);
    }

    /** Begins, if that archive is lacking which this process' workers would have now; tries each only once. */
    static synchronized void begin() {
        if (!ended && (last == null || !last.isAlive()) && Launch.plain().isDiscreet()
                && Archive.current().tryOnce()) {
            last = new ArchiveMaker(Archive.current());
            last.start();
        }
    }

    @Override
    public void run() {
        try {
            Path file = archive.making();
            if (claim(file) && make(file)) {
                archive.made(file, MAX_ARCHIVES, MAX_BYTES);
            }
        } catch (IOException | RuntimeException e) {
            // None is made.
        } catch (InterruptedException e) {
            // Nobody does that.
        }
    }

    private static boolean claim(Path file) throws IOException {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(RETRY))) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // It is not there.
        }
        try {
            Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private boolean make(Path file) throws IOException, InterruptedException {
        synchronized (ArchiveMaker.class) {
            if (ended) {
                return false;
            }
            jvm = Launch.plain().startUnseen(Archive.with("-XX:ArchiveClassesAtExit=" + file));
        }
        try {
            jvm.getOutputStream().write(archive.rehearsal());
            jvm.getOutputStream().close();
            return jvm.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && jvm.exitValue() == 0 && Files.size(file) > 0;
        } finally {
            Launch.discard(jvm);
        }
    }

    /** This process ends: so does the making, before this returns. */
    static void end() {
        java.lang.Process unfinished;
        synchronized (ArchiveMaker.class) {
            ended = true;
            unfinished = last == null ? null : last.jvm;
        }
        if (unfinished != null) {
            Launch.discardNow(unfinished);
        }
    }
}
