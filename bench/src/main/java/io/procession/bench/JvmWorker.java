package io.procession.bench;

import io.procession.Task;
import io.procession.bench.SharedObjects.Sample;
import io.procession.shm.Barrier;
import io.procession.shm.Condition;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Semaphore;
import io.procession.shm.Value;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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

    @Override
    public void run() throws Exception {
        operation().repeat(work.batch(), process, new Board(Path.of(board)));
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
                case ARRAY_GET -> Elements.inTurn((from, to) -> get(shared.array(), from, to));
                case ARRAY_SET -> Elements.inTurn((from, to) -> set(shared.array(), from, to));
                case ARRAY_ADD -> Elements.inTurn((from, to) -> add(shared.array(), from, to));
            };
            case FILE_LOCK -> {
                FileChannel channel = FileChannel.open(Path.of(board).resolveSibling("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
                yield work == Work.LOCK ? times -> lockAndUnlock(channel, times)
                    : times -> count(channel, shared.counter(), times);
            }
            case CHRONICLE -> {
                ChroniclePair pair = new ChroniclePair(Path.of(board).resolveSibling("chronicle"));
                yield times -> swapTwice(pair, times);
            }
            default -> throw new IllegalArgumentException(peer + " has no such workers");
        };
    }

    static void lockAndUnlock(java.util.concurrent.locks.Lock lock, int times) {
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

    private static void get(LongArray array, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += array.get(i & Elements.MASK);
        }
        sink = sum;
    }

    private static void set(LongArray array, int from, int to) {
        for (int i = from; i < to; i++) {
            array.set(i & Elements.MASK, i);
        }
    }

    private static void add(LongArray array, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += array.getAndAdd(i & Elements.MASK, 1);
        }
        sink = sum;
    }

    private static void lockAndUnlock(FileChannel channel, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            channel.lock().release();
        }
    }

    private static void count(FileChannel channel, LongValue counter, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            FileLock lock = channel.lock();
            counter.setRelease(counter.get() + 1);
            lock.release();
        }
    }

    private static void swapTwice(ChroniclePair pair, int times) {
        for (int i = 0; i < times; i++) {
            pair.swapTwice();
        }
    }
}
