package io.procession.bench;

import io.procession.Task;
import io.procession.bench.SharedObjects.Sample;
import io.procession.shm.Barrier;
import io.procession.shm.Condition;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import io.procession.shm.Semaphore;
import io.procession.shm.Value;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a worker JVM does in a {@link Contest}: batches of an operation, and after each a note on the {@link Board}.
 *
 * @param peer whose objects: this project's, or others of the JVM
 * @param shared this project's
 * @param board the board's file
 * @param process this worker's number on the board
 * @param processes how many there are
 */
record JvmWorker(Peer peer, Work work, SharedObjects shared, String board, int process, int processes)
    implements Task {

    /** Where sums go, so that no operation's result is unused. */
    private static long sink;

    /** Does the work so many times. */
    private interface Operation {

        void repeat(int times) throws Exception;
    }

    @Override
    public void run() throws Exception {
        Board notes = new Board(Path.of(board));
        Operation operation = operation();
        int batch = work.batch();
        long done = 0;
        while (!notes.isOver()) {
            operation.repeat(batch - 1);
            if (process == 0) {
                notes.endIfStopped();
            }
            operation.repeat(1);
            done += batch;
            notes.setTally(process, done);
        }
    }

    private Operation operation() throws Exception {
        return switch (peer) {
            case PROCESSION -> switch (work) {
                case LOCK -> times -> lockAndUnlock(shared.lock(), times);
                case COUNTER -> times -> count(shared.lock(), shared.counter(), times);
                case ADD -> times -> add(shared.counter(), times);
                case RLOCK -> times -> lockAndUnlock(shared.rlock(), times);
                case RCOUNTER -> times -> count(shared.rlock(), shared.counter(), times);
                case SEMAPHORE -> times -> acquireAndRelease(shared.semaphore(), times);
                case CONDITION -> times -> takeTurns(shared.lock(), shared.turn(), shared.counter(), times);
                case BARRIER -> times -> meet(shared.barrier(), shared.counter(), times);
                case GET -> process == 0 ? times -> get(shared.sample(), times) : times -> set(shared.sample(), times);
                case SET -> times -> set(shared.sample(), times);
                case UPDATE -> times -> update(shared.sample(), times);
            };
            case JUC -> {
                java.util.concurrent.locks.Lock reentrant = new ReentrantLock();
                AtomicLong atomic = new AtomicLong();
                yield work == Work.LOCK ? times -> lockAndUnlock(reentrant, times) : times -> add(atomic, times);
            }
            case CHRONICLE -> {
                ChroniclePair pair = new ChroniclePair(Path.of(board).resolveSibling("chronicle"));
                yield times -> swapTwice(pair, times);
            }
            default -> throw new IllegalArgumentException(peer + " is no JVM");
        };
    }

    private static void lockAndUnlock(java.util.concurrent.locks.Lock lock, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            lock.unlock();
        }
    }

    private static void count(java.util.concurrent.locks.Lock lock, LongValue counter, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            counter.setRelease(counter.get() + 1);
            lock.unlock();
        }
    }

    private static void add(LongValue counter, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += counter.getAndAdd(1);
        }
        sink = sum;
    }

    private static void acquireAndRelease(Semaphore semaphore, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            semaphore.acquire();
            semaphore.release();
        }
    }

    private void takeTurns(Lock lock, Condition turn, LongValue token, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            lock.lock();
            while (token.get() % processes != process) {
                turn.await();
            }
            token.setRelease(token.get() + 1);
            if (processes > 2) {
                turn.signalAll();
            } else {
                turn.signal();
            }
            lock.unlock();
        }
    }

    private static void meet(Barrier barrier, LongValue counter, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            if (barrier.await() == 0) {
                counter.setRelease(counter.get() + 1);
            }
        }
    }

    private static void get(Value<Sample> value, int times) {
        for (int i = 0; i < times; i++) {
            Sample sample = value.get();
            if (!sample.isWhole()) {
                throw new IllegalStateException("torn: " + sample);
            }
        }
    }

    private static void set(Value<Sample> value, int times) {
        for (int i = 0; i < times; i++) {
            value.set(Sample.of(i));
        }
    }

    private static void update(Value<Sample> value, int times) {
        for (int i = 0; i < times; i++) {
            value.update(Sample::next);
        }
    }

    private static void add(AtomicLong counter, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += counter.getAndAdd(1);
        }
        sink = sum;
    }

    private static void swapTwice(ChroniclePair pair, int times) {
        for (int i = 0; i < times; i++) {
            pair.swapTwice();
        }
    }
}
