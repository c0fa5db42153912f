package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.LongArray;
import io.procession.shm.Region;
import io.procession.shm.RingBuffer;
import io.procession.shm.RingReceiver;
import io.procession.shm.RingSender;

/**
 * What a pool and one of its workers share, in a region of their own: a ring of {@link Order orders}, a ring of {@link
 * Report reports}, and a few words.
 *
 * <p>Orders are numbered from 1. The worker takes them one by one, and may begin the one of number {@code n} if it swaps
 * {@code claims[n % SLOTS]} from something less than {@code 2n} to {@code 2n + 1}. The pool revokes it by swapping that
 * word to {@code 2n}. So each order is begun or revoked, never both, and a revoked one may be given to another worker;
 * words only grow, and one left by an order before or behind says as much. When the worker has died, its words tell for
 * each order without a report whether it was begun.
 *
 * <p>{@code RUNNING} is the number of the order that the worker runs, 0 for none, and {@code BEGUN_AT} when it began, by
 * {@link System#nanoTime}, which all processes of a machine share; it is written before. {@code DONE} and {@code
 * BUSY_NANOS} count what has ended. {@code INTERRUPTED} is written by the pool, before a signal: the number of the order
 * whose thread is to be interrupted.
 */
final class WorkerLink implements AutoCloseable {

    /** How many orders can be on their way. */
    static final int SLOTS = 1024;

    private static final int RING_BYTES = 256 * 1024;
    /** Words that two write lie as far apart as lines of the cache are long, two of them since they are fetched so. */
    private static final int LINE = 16;
    private static final int RUNNING = SLOTS + LINE;
    private static final int BEGUN_AT = RUNNING + 1;
    private static final int DONE = RUNNING + 2;
    private static final int BUSY_NANOS = RUNNING + 3;
    private static final int INTERRUPTED = RUNNING + LINE;
    private static final int WORDS = INTERRUPTED + LINE;

    private final Region region;
    private final LongArray words;
    private final EventCount interrupts;
    private final RingSender orders;
    private final RingReceiver reports;
    private final Connection workerEnd;

    WorkerLink() {
        region = Region.create(RingBuffer.regionCapacity(2, RING_BYTES) + 2L * WORDS * Long.BYTES + Region.MIN_CAPACITY);
        boolean made = false;
        try {
            words = LongArray.create(region, WORDS);
            interrupts = EventCount.create(region);
            RingBuffer down = RingBuffer.create(region, RING_BYTES);
            RingBuffer up = RingBuffer.create(region, RING_BYTES);
            orders = down.sender();
            reports = up.receiver();
            workerEnd = new Connection(Codec.standard(), down.receiver(), up.sender());
            made = true;
        } finally {
            if (!made) {
                region.close();
            }
        }
    }

    RingSender orders() {
        return orders;
    }

    RingReceiver reports() {
        return reports;
    }

    /** The worker's end of the rings: to be sent to it, and then closed here. */
    Connection workerEnd() {
        return workerEnd;
    }

    LongArray words() {
        return words;
    }

    EventCount interrupts() {
        return interrupts;
    }

    static int slot(long number) {
        return (int) (number % SLOTS);
    }

    /** For the worker: whether it may begin an order. */
    static boolean claim(LongArray words, long number) {
        int slot = slot(number);
        long word = words.get(slot);
        return word < 2 * number && words.compareAndSet(slot, word, 2 * number + 1);
    }

    /** For the pool: whether an order will not be begun. */
    boolean revoke(long number) {
        int slot = slot(number);
        long word = words.get(slot);
        return word < 2 * number && words.compareAndSet(slot, word, 2 * number);
    }

    /** Whether the worker has begun an order. */
    boolean isBegun(long number) {
        return words.get(slot(number)) == 2 * number + 1;
    }

    /** For the worker: it begins an order, which it has claimed. */
    static void begin(LongArray words, long number, long now) {
        words.set(BEGUN_AT, now);
        words.set(RUNNING, number);
    }

    /** For the worker: it has ended an order. */
    static void end(LongArray words, long begunAt, long now) {
        words.set(RUNNING, 0);
        words.set(DONE, words.get(DONE) + 1);
        words.set(BUSY_NANOS, words.get(BUSY_NANOS) + now - begunAt);
    }

    /** The number of the order that the worker runs; 0 for none. */
    long running() {
        return words.get(RUNNING);
    }

    /** When the order that runs has begun. */
    long begunAt() {
        return words.get(BEGUN_AT);
    }

    /** How many orders have ended. */
    long done() {
        return words.get(DONE);
    }

    /** How long the worker has run those that have ended. */
    long busyNanos() {
        return words.get(BUSY_NANOS);
    }

    /** Has the thread that runs an order interrupted, if it still does. */
    void interrupt(long number) {
        interrupt(words, interrupts, number);
    }

    static void interrupt(LongArray words, EventCount interrupts, long number) {
        words.getAndSet(INTERRUPTED, number);
        interrupts.signal();
    }

    /** For the worker: the order last to be interrupted. */
    static long interrupted(LongArray words) {
        return words.get(INTERRUPTED);
    }

    /** Nobody uses it any more. */
    @Override
    public void close() {
        workerEnd.close();
        orders.close();
        reports.close();
        region.close();
    }
}
