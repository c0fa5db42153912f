package io.procession.bench;

import io.procession.Task;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a worker JVM does in a {@link Contest}: batches of an operation, and after each a note on the {@link Board}.
 *
 * @param peer whose lock and counter: this project's, or another of the JVM
 * @param lock this project's
 * @param counter this project's
 * @param board the board's file
 * @param process this worker's number on the board
 */
record JvmWorker(Peer peer, Work work, Lock lock, LongValue counter, String board, int process) implements Task {

    /** Operations between two notes. C and Python do as many, so that noting costs each of them as little. */
    private static final int BATCH = 64;

    /** Where sums go, so that no operation's result is unused. */
    private static long sink;

    @Override
    public void run() throws Exception {
        Board notes = new Board(Path.of(board));
        Runnable batch = batch();
        long done = 0;
        while (!notes.isStopped()) {
            batch.run();
            done += BATCH;
            notes.setTally(process, done);
        }
    }

    private Runnable batch() throws Exception {
        return switch (peer) {
            case PROCESSION -> switch (work) {
                case LOCK -> () -> lockAndUnlock(lock);
                case COUNTER -> () -> count(lock, counter);
                case ADD -> () -> add(counter);
            };
            case JUC -> {
                java.util.concurrent.locks.Lock reentrant = new ReentrantLock();
                AtomicLong atomic = new AtomicLong();
                yield work == Work.LOCK ? () -> lockAndUnlock(reentrant) : () -> add(atomic);
            }
            case CHRONICLE -> {
                ChroniclePair pair = new ChroniclePair(Path.of(board).resolveSibling("chronicle"));
                yield () -> swapTwice(pair);
            }
            default -> throw new IllegalArgumentException(peer + " is no JVM");
        };
    }

    private static void lockAndUnlock(java.util.concurrent.locks.Lock lock) {
        for (int i = 0; i < BATCH; i++) {
            lock.lock();
            lock.unlock();
        }
    }

    private static void count(Lock lock, LongValue counter) {
        for (int i = 0; i < BATCH; i++) {
            lock.lock();
            counter.setRelease(counter.get() + 1);
            lock.unlock();
        }
    }

    private static void add(LongValue counter) {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += counter.getAndAdd(1);
        }
        sink = sum;
    }

    private static void add(AtomicLong counter) {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += counter.getAndAdd(1);
        }
        sink = sum;
    }

    private static void swapTwice(ChroniclePair pair) {
        for (int i = 0; i < BATCH; i++) {
            pair.swapTwice();
        }
    }
}
