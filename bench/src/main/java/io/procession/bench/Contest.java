package io.procession.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Processes of one peer at work together, and the count of what they do.
 *
 * <p>They work from the moment they are started until the contest is closed. What is measured lies within a time in
 * which all of them are at it, so that neither a start nor a straggler is in the figure.
 */
final class Contest implements AutoCloseable {

    private static final long START_TIMEOUT_SECONDS = 30;
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 2;

    private final Discipline discipline;
    private final Path file;
    private final Board board;
    private final Contestants contestants;

    /** Starts the processes, and returns when each has noted its first operations. */
    Contest(Discipline discipline) throws IOException, InterruptedException {
        if (discipline.missing() != null) {
            throw new IllegalStateException(discipline + " skipped: " + discipline.missing());
        }
        this.discipline = discipline;
        this.file = Programs.directory().resolve("board");
        Files.deleteIfExists(file);
        this.board = new Board(file);
        this.contestants = discipline.start(file, board);
        awaitStart();
    }

    /** Adds contests of which each is one measurement. */
    static void addTo(Table table, Discipline discipline, Unit unit, Effort effort) {
        Peer peer = discipline.peer();
        double warmUp = discipline.warmUpSeconds(effort);
        double seconds = peer.startSeconds(discipline.processes()) + warmUp + effort.seconds();
        table.add(peer.name(), discipline.standing(), discipline.missing(), seconds, () -> {
            try (Contest contest = new Contest(discipline)) {
                contest.throughput(warmUp);
                return unit.ofThroughput(contest.throughput(effort.seconds()));
            }
        });
    }

    private void awaitStart() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
        for (int i = 0; i < discipline.processes(); i++) {
            while (board.tally(i) == 0) {
                if (!contestants.areAlive() || System.nanoTime() > end) {
                    contestants.kill();
                    throw new IllegalStateException(discipline + ": process " + i + " did not start");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** How many operations were done until now. */
    long operations() {
        long sum = 0;
        for (int i = 0; i < discipline.processes(); i++) {
            if (discipline.isCounted(i)) {
                sum += board.tally(i);
            }
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
            throw new IllegalStateException(discipline + ": a process ended early");
        }
    }

    /**
     * Ends the processes.
     *
     * @throws IllegalStateException if one failed or did not end, or the board shows a flaw
     */
    @Override
    public void close() throws IOException {
        board.stop();
        boolean ended = false;
        try {
            ended = contestants.join(END_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + discipline + " ended", e);
        } finally {
            contestants.kill();
            Files.deleteIfExists(file);
        }
        String flaw = ended ? discipline.flaw(board) : "a process failed, or did not end within " + END_TIMEOUT;
        if (flaw != null) {
            throw new IllegalStateException(discipline + ": " + flaw);
        }
    }
}
