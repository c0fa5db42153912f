package io.procession.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Processes of one peer that do the same work at the same time, and the count of what they do.
 *
 * <p>They work from the moment they are started until the contest is closed. What is measured lies within a time in
 * which all of them are at it, so that neither a start nor a straggler is in the figure.
 */
final class Contest implements AutoCloseable {

    private static final long START_TIMEOUT_SECONDS = 30;
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 2;

    private final Peer peer;
    private final Work work;
    private final int processes;
    private final Path file;
    private final Board board;
    private final Peer.Contestants contestants;

    /** Starts the processes, and returns when each has noted its first operations. */
    Contest(Peer peer, Work work, int processes) throws IOException, InterruptedException {
        if (peer.missing() != null) {
            throw new IllegalStateException(peer + " skipped: " + peer.missing());
        }
        this.peer = peer;
        this.work = work;
        this.processes = processes;
        this.file = Programs.directory().resolve("board");
        Files.deleteIfExists(file);
        this.board = new Board(file);
        this.contestants = peer.start(work, processes, file, board);
        awaitStart();
    }

    private void awaitStart() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
        for (int i = 0; i < processes; i++) {
            while (board.tally(i) == 0) {
                if (!contestants.areAlive() || System.nanoTime() > end) {
                    contestants.kill();
                    throw new IllegalStateException(this + ": process " + i + " did not start");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** How many operations were done until now. */
    long operations() {
        long sum = 0;
        for (int i = 0; i < (work.isOfFirst() ? 1 : processes); i++) {
            sum += board.tally(i);
        }
        return sum;
    }

    /** Waits until so many operations were done since the contest began. */
    void await(long operations) throws InterruptedException {
        while (operations() < operations) {
            checkAlive();
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Operations per second, all processes together, during a time from now on. */
    double throughput(double seconds) throws InterruptedException {
        long operations = operations();
        long start = System.nanoTime();
        Thread.sleep((long) (seconds * TimeUnit.SECONDS.toMillis(1)));
        checkAlive();
        return (operations() - operations) * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
    }

    private void checkAlive() {
        if (!contestants.areAlive()) {
            throw new IllegalStateException(this + ": a process ended early");
        }
    }

    /**
     * Ends the processes.
     *
     * @throws IllegalStateException if one failed or did not end, the counter is not what they say they have done, or
     *     they say different things though none can be ahead of the others
     */
    @Override
    public void close() throws IOException {
        board.stop();
        boolean ended = false;
        try {
            ended = contestants.join(END_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + this + " ended", e);
        } finally {
            contestants.kill();
            Files.deleteIfExists(file);
        }
        check(ended, "a process failed, or did not end within " + END_TIMEOUT);
        check(!work.counts() || !peer.isShared() || board.counter() == operations(),
            "expected a counter of " + operations() + ", found " + board.counter());
        for (int i = 1; i < processes && work.isInStep(); i++) {
            check(board.tally(i) == board.tally(0), "process 0 did " + board.tally(0) + ", process " + i + " "
                + board.tally(i));
        }
    }

    private void check(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalStateException(this + ": " + otherwise);
        }
    }

    @Override
    public String toString() {
        return peer + " " + work.word() + " x" + processes;
    }
}
