package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.LongArray;
import io.procession.shm.Region;
import io.procession.shm.RingBuffer;
import io.procession.shm.RingEnd;
import io.procession.shm.RingReceiver;
import io.procession.shm.RingSender;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a pool and one of its workers share, in a region of their own: a ring of {@link Order orders}, a ring of {@link
 * Report reports}, and words:
 *
 * <pre>
 *   0 .. SLOTS - 1   claims: which order with a number of this remainder was begun, or revoked
 *   RUNNING          the number of the order that the worker runs; 0 for none
 *   BEGUN_AT         when it began, by {@link System#nanoTime}, which all processes of a machine share
 *   DONE             how many orders have ended
 *   BUSY_NANOS       how long these took
 *   INTERRUPTED      the number of the order whose thread is to be interrupted: written by the pool, then a signal
 * </pre>
 *
 * <p>Orders are numbered from 1. The worker takes them one by one, and may begin that of number {@code n} if it swaps
 * its claim from something less than {@code 2n} to {@code 2n + 1}. The pool revokes it by swapping the claim to {@code
 * 2n}. So each order is begun or revoked, never both, and a revoked one may be given to another worker; claims only
 * grow, and one left by another order of this remainder says as much. When the worker has died, the claims tell for
 * each order without a report whether it was begun.
 *
 * <p>{@code BEGUN_AT} is written before {@code RUNNING}, and {@code RUNNING} is 0 before the next {@code BEGUN_AT}: who
 * finds the same number before and after has read its time.
 */
final class WorkerLink implements AutoCloseable {

    /** How many orders can be on their way. */
    static final int SLOTS = 1024;

    /**
     * For so long after its start a worker polls, and so do those who wait for it: whoever sleeps in the system, or
     * wakes one who does, must first have loaded what it takes to, which costs more than a worker with little to do.
     */
    static final long YOUNG_NANOS = TimeUnit.MILLISECONDS.toNanos(600);
    /** For so long it pauses at first, while nothing comes, and then longer and longer: see {@link #pause}. */
    static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PAUSE_PARTS = 8;

    private static final int RING_BYTES = 256 * 1024;
    /** Words that two write lie as far apart as lines of the cache are long, two of them since they are fetched so. */
    private static final int LINE = 16;
    private static final int RUNNING = SLOTS + LINE;
    private static final int BEGUN_AT = RUNNING + 1;
    private static final int DONE = RUNNING + 2;
    private static final int BUSY_NANOS = RUNNING + 3;
    /** In the place of a number to be interrupted. */
    static final long END_OF_INTERRUPTS = Long.MAX_VALUE;

    private static final int INTERRUPTED = RUNNING + LINE;
    private static final int WORDS = INTERRUPTED + LINE;

    private final Region region;
    private final LongArray words;
    private final EventCount interrupts;
    private final RingSender orders;
    private final RingReceiver reports;
    private final byte[] workerEnds;
    private final List<RingEnd.Passage> passages = new ArrayList<>();

    WorkerLink() {
        region = Region.create(RingBuffer.regionCapacity(2, RING_BYTES) + 2L * WORDS * Long.BYTES
            + Region.MIN_CAPACITY);
        boolean made = false;
        try {
            words = LongArray.create(region, WORDS);
            interrupts = EventCount.create(region);
            RingBuffer down = RingBuffer.create(region, RING_BYTES);
            RingBuffer up = RingBuffer.create(region, RING_BYTES);
            orders = down.sender();
            reports = up.receiver();
            workerEnds = pass(down.receiver(), up.sender());
            made = true;
        } finally {
            if (!made) {
                region.close();
            }
        }
    }

    /** Not as a connection, since a worker would have to load the JDK's serialization to read it. */
    private byte[] pass(RingEnd... ends) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (RingEnd end : ends) {
                passages.add(end.pass(out));
                end.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    RingSender orders() {
        return orders;
    }

    RingReceiver reports() {
        return reports;
    }

    /** The worker's ends: a {@link RingReceiver} of orders and a {@link RingSender} of reports. */
    byte[] workerEnds() {
        return workerEnds;
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

    /**
     * Pauses between two looks for what another process sends.
     *
     * @return for how long to pause the next time: so that whoever has waited for long looks seldom, and is late by a
     *     small part of what it has waited
     */
    static long pause(long nanos) {
        LockSupport.parkNanos(nanos);
        return Math.min(nanos + nanos / PAUSE_PARTS, LAST_PAUSE_NANOS);
    }

    /** Has the thread that runs an order interrupted, if it still does. One before the last named has ended. */
    void interrupt(long number) {
        long last = words.get(INTERRUPTED);
        while (last < number && !words.compareAndSet(INTERRUPTED, last, number)) {
            last = words.get(INTERRUPTED);
        }
        interrupts.signal();
    }

    /** For the worker: nothing is to be interrupted any more. */
    static void endInterrupts(LongArray words, EventCount interrupts) {
        words.getAndSet(INTERRUPTED, END_OF_INTERRUPTS);
        interrupts.signal();
    }

    /** For the worker: the order last to be interrupted. */
    static long interrupted(LongArray words) {
        return words.get(INTERRUPTED);
    }

    /** The worker has ended. */
    void ended() {
        for (RingEnd.Passage passage : passages) {
            passage.cancel();
        }
    }

    /** Nobody uses it any more. */
    @Override
    public void close() {
        orders.close();
        reports.close();
        region.close();
    }
}
