package io.procession.examples;

import io.procession.Process;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The workers, seen by the parent: starts them, replaces those that die, hands on what they leave, tells of failures,
 * and shows the progress.
 */
final class Crew {

    private static final long POLL_MILLIS = 50;
    /** A file that so many workers have died of is left alone. */
    private static final int DEATHS_OF_A_FILE = 10;
    /** After so many workers have died without a file in their hands, no more are started. */
    private static final int DEATHS_IN_VAIN = 20;
    private static final Duration LAST_WAIT = Duration.ofSeconds(8);

    private final Board board;
    private final Progress progress;
    private final Process[] workers;
    private final Map<Integer, Integer> deathsOfFile = new HashMap<>();
    private final BitSet told = new BitSet();
    private final BitSet dead = new BitSet();
    private int deathsInVain;
    private int lost;
    private boolean running = true;
    private boolean interrupted;

    Crew(Board board, Progress progress, int size) {
        this.board = board;
        this.progress = progress;
        this.workers = new Process[size];
    }

    /** Has the board's files copied. Returns when no worker is left. */
    void run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "copy-leave"));
        for (int slot = 0; slot < workers.length; slot++) {
            start(slot);
        }
        while (look()) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** How many workers have died. */
    int lost() {
        return lost;
    }

    /** Looks at everything once; false if no worker is left. */
    private synchronized boolean look() throws InterruptedException {
        while (interrupted) {
            wait();
        }
        running = false;
        for (int slot = 0; slot < workers.length; slot++) {
            if (workers[slot] != null && hasEnded(slot)) {
                ended(slot);
            }
            running |= workers[slot] != null;
        }
        tellFailures();
        progress.show(board.sum(Board.FILES), board.bytesDone());
        return running;
    }

    /** Believes in a death at the second look only: what has ended the worker may be about to end this process too. */
    private boolean hasEnded(int slot) {
        OptionalInt exitCode = workers[slot].exitCode();
        if (exitCode.isEmpty() || exitCode.getAsInt() != 0 && !dead.get(slot)) {
            dead.set(slot, exitCode.isPresent());
            return false;
        }
        return true;
    }

    private void start(int slot) {
        try {
            Board shared = board;
            workers[slot] = Process.builder().name("copy-" + (slot + 1)).daemon(true)
                .jvmOptions("-XX:+UseSerialGC", "-Xmx64m").start(() -> new CopyWorker(shared, slot).run());
        } catch (IllegalStateException e) {
            progress.say("copy: cannot start a worker: " + Text.reason(e));
        }
    }

    private void ended(int slot) {
        Process worker = workers[slot];
        int exitCode = worker.exitCode().getAsInt();
        int file = board.claimedBy(slot);
        workers[slot] = null;
        dead.clear(slot);
        if (exitCode == 0 && file < 0) {
            return;
        }
        lost++;
        deleteTemporary(file);
        boolean hopeless = file >= 0 && deathsOfFile.merge(file, 1, Integer::sum) == DEATHS_OF_A_FILE;
        if (hopeless) {
            board.fail(file, slot, "cannot copy " + Text.of(board.source(file)) + ": " + DEATHS_OF_A_FILE
                + " workers have died of it");
        }
        board.release(file, slot);
        deathsInVain += file < 0 ? 1 : 0;
        progress.say("copy: worker " + (slot + 1) + " (process " + worker.pid() + ") "
            + (exitCode < 0 ? "was ended by signal " + -exitCode : "ended with exit code " + exitCode)
            + (file < 0 || hopeless ? "" : "; " + Text.of(board.source(file)) + " is done again"));
        if (deathsInVain < DEATHS_IN_VAIN && hasUnclaimed()) {
            start(slot);
        }
    }

    private boolean hasUnclaimed() {
        for (int file = 0; file < board.files() && !board.isStopped(); file++) {
            if (board.isUnclaimed(file)) {
                return true;
            }
        }
        return false;
    }

    private void tellFailures() {
        if (board.sum(Board.FAILURES) == told.cardinality()) {
            return;
        }
        for (int file = 0; file < board.files(); file++) {
            if (board.isFailed(file) && !told.get(file)) {
                told.set(file);
                progress.say("copy: " + board.reason(file));
            }
        }
    }

    private void deleteTemporary(int file) {
        try {
            if (file >= 0) {
                Files.deleteIfExists(board.temporary(file));
            }
        } catch (IOException e) {
            progress.say("copy: cannot delete " + Text.of(board.temporary(file)) + ": " + Text.reason(e));
        }
    }

    /** At shutdown, when a signal ends this process: leaves no worker, and nothing half done. */
    private synchronized void leave() {
        if (!running) {
            return;
        }
        interrupted = true;
        progress.close();
        board.stop();
        long verified = board.sum(Board.FILES);
        for (int slot = 0; slot < workers.length; slot++) {
            if (workers[slot] != null) {
                leave(slot);
            }
        }
        progress.say("copy: interrupted; " + verified + " of " + Text.count(board.files(), "file")
            + " had been copied and verified");
    }

    private void leave(int slot) {
        workers[slot].terminate();
        try {
            workers[slot].join(LAST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteTemporary(board.claimedBy(slot));
    }
}
