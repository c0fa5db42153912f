package io.procession.bench;

import io.procession.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * What one worker JVM does with {@code java.util.concurrent} in a {@link Contest}, by as many threads as others have
 * processes.
 *
 * @param board the board's file
 */
record JucWorkers(Work work, String board, int threads) implements Task {

    @Override
    public void run() throws Exception {
        Board notes = new Board(Path.of(board));
        Objects shared = new Objects(threads);
        List<Task> tasks = IntStream.range(0, threads)
            .<Task>mapToObj(i -> () -> shared.operation(work, i).repeat(work.batch(), i, notes)).toList();
        Threads.run(tasks);
        notes.setCounter(shared.counted());
    }

    /** What the threads share: the twin of {@link SharedObjects}. */
    private static final class Objects {

        private static volatile long sink;

        private final int threads;
        private final Lock lock = new ReentrantLock();
        private final Condition turn = lock.newCondition();
        private final Semaphore semaphore;
        private final CyclicBarrier barrier;
        private final AtomicLong counter = new AtomicLong();
        private final AtomicLongArray array = new AtomicLongArray(Work.ELEMENTS);

        Objects(int threads) {
            this.threads = threads;
            this.semaphore = new Semaphore(threads == 1 ? 1 : 2);
            this.barrier = new CyclicBarrier(threads);
        }

        long counted() {
            return counter.get() + IntStream.range(0, Work.ELEMENTS).mapToLong(array::get).sum();
        }

        Operation operation(Work work, int thread) {
            return switch (work) {
                case LOCK, RLOCK -> times -> JvmWorker.lockAndUnlock(lock, times);
                case COUNTER, RCOUNTER -> this::count;
                case ADD -> this::add;
                case SEMAPHORE -> this::acquireAndRelease;
                case CONDITION -> times -> takeTurns(thread, times);
                case BARRIER -> this::meet;
                case ARRAY_GET -> Elements.inTurn(this::getElements);
                case ARRAY_SET -> Elements.inTurn(this::setElements);
                case ARRAY_ADD -> Elements.inTurn(this::addToElements);
                case GET, SET, UPDATE -> throw new IllegalArgumentException(work.toString());
            };
        }

        private void count(int times) {
            for (int i = 0; i < times; i++) {
                lock.lock();
                counter.setPlain(counter.getPlain() + 1);
                lock.unlock();
            }
        }

        private void add(int times) {
            long sum = 0;
            for (int i = 0; i < times; i++) {
                sum += counter.getAndAdd(1);
            }
            sink = sum;
        }

        private void acquireAndRelease(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                semaphore.acquire();
                semaphore.release();
            }
        }

        private void takeTurns(int thread, int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                lock.lock();
                while (counter.getPlain() % threads != thread) {
                    turn.await();
                }
                counter.setPlain(counter.getPlain() + 1);
                if (threads > 2) {
                    turn.signalAll();
                } else {
                    turn.signal();
                }
                lock.unlock();
            }
        }

        private void meet(int times) throws Exception {
            for (int i = 0; i < times; i++) {
                if (barrier.await() == 0) {
                    counter.setRelease(counter.get() + 1);
                }
            }
        }

        private void getElements(int from, int to) {
            long sum = 0;
            for (int i = from; i < to; i++) {
                sum += array.getAcquire(i & Elements.MASK);
            }
            sink = sum;
        }

        private void setElements(int from, int to) {
            for (int i = from; i < to; i++) {
                array.setRelease(i & Elements.MASK, i);
            }
        }

        private void addToElements(int from, int to) {
            long sum = 0;
            for (int i = from; i < to; i++) {
                sum += array.getAndAdd(i & Elements.MASK, 1);
            }
            sink = sum;
        }
    }
}
