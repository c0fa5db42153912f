package io.procession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes an {@link Archive} that is lacking: a JVM {@linkplain Rehearsal rehearses} what a worker may do, and writes what
 * it has loaded when it ends. That takes a second or two, once, at the lowest priority.
 *
 * <p>Of the processes that find it lacking the one that makes the {@linkplain Archive#claim claim} begins. When that
 * process ends before the archive is made, it ends the JVM too, and the claim stays: the next try is some minutes later.
 * When it is killed, the JVM comes to its end by itself.
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

    /** Begins, if that archive may be lacking which this process' workers would have now; tries each only once. */
    static synchronized void begin() {
        if (!ended && (last == null || !last.isAlive()) && !Archive.current().isTried() && Launch.plain().isDiscreet()) {
            last = new ArchiveMaker(Archive.current());
            last.start();
        }
    }

    @Override
    public void run() {
        Path made = null;
        try {
            if (archive.tryOnce()) {
                archive.forgetUnfinished(RETRY);
                Files.createFile(archive.claim());
                made = archive.unfinished();
                if (make(made)) {
                    archive.made(made, MAX_ARCHIVES, MAX_BYTES);
                    Files.delete(archive.claim());
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Somebody else makes it, or nobody can: what there is of it goes.
        } catch (InterruptedException e) {
            // Nobody does that.
        } finally {
            if (made != null) {
                made.toFile().delete();
            }
        }
    }

    private boolean make(Path file) throws IOException, InterruptedException {
        java.lang.Process started;
        synchronized (ArchiveMaker.class) {
            if (ended) {
                return false;
            }
            started = Launch.plain().startUnseen(Archive.with("-XX:ArchiveClassesAtExit=" + file));
            jvm = started;
        }
        try {
            started.getOutputStream().write(archive.rehearsal());
            started.getOutputStream().close();
            return started.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && started.exitValue() == 0 && Files.size(file) > 0;
        } finally {
            synchronized (ArchiveMaker.class) {
                jvm = null;
            }
            started.destroyForcibly();
        }
    }

    /** This process ends: none is made from now on. Returns the JVM that makes one now, to be killed. */
    static synchronized List<java.lang.Process> end() {
        ended = true;
        return last == null || last.jvm == null ? List.of() : List.of(last.jvm);
    }
}
