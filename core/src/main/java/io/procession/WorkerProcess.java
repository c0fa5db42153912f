package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.LongArray;
import java.time.Duration;

/** A pool's worker as a process, and what it shares with the pool. */
final class WorkerProcess implements AutoCloseable {

    /** One that was told to end, and runs others' shutdown hooks, has so long. */
    private static final Duration END_GRACE = Duration.ofSeconds(5);

    /** In the place of a task that is not made yet. */
    private static final Task NOTHING = () -> { };

    private final Process process;
    private volatile WorkerLink link;
    private volatile boolean exited;

    /** Starts one; {@code onExit} is run when it has ended. */
    WorkerProcess(PoolSettings settings, String name, Runnable onExit) {
        process = Process.builder().name(name).daemon(true)
            .jvmOptions(settings.jvmOptions().toArray(String[]::new)).build(NOTHING);
        boolean isStarted = false;
        try {
            process.startMaking(() -> work(settings));
            isStarted = true;
        } finally {
            if (!isStarted && link != null) {
                link.close();
            }
        }
        process.onExit().thenRun(() -> {
            exited = true;
            link.ended();
            onExit.run();
        });
    }

    /** What is shared is made while the JVM starts. */
    private Task work(PoolSettings settings) {
        link = Family.make(WorkerLink::new);
        byte[] ends = link.workerEnds();
        LongArray words = link.words();
        EventCount interrupts = link.interrupts();
        Codec codec = settings.codec() == Codec.standard() ? null : settings.codec();
        byte[] initializer = settings.initializer();
        return PoolWorker.task(ends, words, interrupts, codec, initializer);
    }

    WorkerLink link() {
        return link;
    }

    long pid() {
        return process.pid();
    }

    boolean isExited() {
        return exited;
    }

    /** Once it has ended. */
    int exitCode() {
        return process.exitCode().getAsInt();
    }

    void kill() {
        process.kill();
    }

    /** Waits until it has ended; kills it if it is not about to, or takes too long, or this thread is interrupted. */
    void end(boolean isAboutTo) {
        boolean isEnded = false;
        boolean isInTime = isAboutTo;
        while (!isEnded) {
            try {
                isEnded = process.join(isInTime ? END_GRACE : Duration.ZERO);
                if (!isEnded) {
                    process.kill();
                    process.join();
                }
            } catch (InterruptedException e) {
                isInTime = false;
            }
        }
    }

    /** Gives back what is shared. */
    @Override
    public void close() {
        link.close();
    }
}
