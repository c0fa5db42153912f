package io.procession;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * The orders that are in a worker's hands: an order's work is in a slot from before the order is sent until its report
 * has been received, or it is revoked, or the worker has died. It leaves the slot by one {@code getAndSet}: so it is
 * seen to once, by who has received the report, who has revoked the order, or who has seen the worker die.
 *
 * <p>An order that has no room in the ring is kept as {@code unsent}, and the worker gets no other, until it is alone:
 * then the worker does nothing but receive, and whoever sends may wait for it. Revoked before, it is forgotten.
 *
 * <p>All but what is said to be for anybody is within one lock, the hand's.
 */
final class Load {

    private final WorkerLink link;
    private final ReentrantLock lock;
    private final AtomicReferenceArray<Work> slots = new AtomicReferenceArray<>(WorkerLink.SLOTS);
    private final AtomicInteger inFlight = new AtomicInteger();
    /** The definitions that the worker has, by their places. */
    private final int[] known = new int[Order.PLACES];
    private long next = 1;
    private volatile int given;
    private volatile byte[] unsent;
    private long unsentNumber;
    private boolean isSending;

    Load(WorkerLink link, ReentrantLock lock) {
        this.link = link;
        this.lock = lock;
    }

    /** How many orders are in slots. For anybody. */
    int inFlight() {
        return inFlight.get();
    }

    /** How many orders were given and not taken back. For anybody. */
    int given() {
        return given;
    }

    /** Whether an order waits until it can be sent. For anybody. */
    boolean hasUnsent() {
        return unsent != null;
    }

    /** Whether the next order has a slot: one that runs for long may hold it. */
    boolean hasFreeSlot() {
        return slots.get(WorkerLink.slot(next)) == null;
    }

    /**
     * Gives work to the worker.
     *
     * @param arguments its own, encoded
     * @return whether it is the only one
     */
    boolean give(Work work, Work.Keeper keeper, byte[] arguments) {
        long number = next;
        int id = work.function().definition().id();
        int place = Order.place(id);
        byte[] message = Order.encode(number, work.function(), known[place] != id, work.calls(), work.arity(),
            arguments);
        next++;
        work.give(keeper, number);
        slots.set(WorkerLink.slot(number), work);
        boolean isFirst = inFlight.getAndIncrement() == 0;
        given++;
        known[place] = id;
        if (!trySend(message)) {
            unsentNumber = number;
            unsent = message;
        }
        return isFirst;
    }

    private boolean trySend(byte[] message) {
        try {
            return link.orders().trySend(message);
        } catch (IOException e) {
            // The worker has died, and gives all back that is in its slots.
            return true;
        }
    }

    /** Sends what was unsent, if it is alone. Takes the lock itself, and waits without it. */
    void sendUnsent() throws IOException, InterruptedException {
        byte[] message;
        lock.lock();
        try {
            isSending = unsent != null && inFlight.get() == 1 && slots.get(WorkerLink.slot(unsentNumber)) != null;
            message = unsent;
        } finally {
            lock.unlock();
        }
        if (!isSending) {
            return;
        }
        boolean isSent = false;
        try {
            link.orders().send(message);
            isSent = true;
        } finally {
            lock.lock();
            isSending = false;
            if (isSent) {
                unsent = null;
            }
            lock.unlock();
        }
    }

    /** The work whose report has come; null if that was not in its slot. For anybody, once. */
    Work take(long number) {
        Work work = slots.getAndSet(WorkerLink.slot(number), null);
        if (work != null) {
            inFlight.decrementAndGet();
        }
        return work;
    }

    /** The work of an order; null if it is no longer here. */
    Work get(long number) {
        return slots.get(WorkerLink.slot(number));
    }

    /** Takes an order back, if it has not begun. */
    boolean revoke(Work work, long number) {
        if (!link.revoke(number) || !slots.compareAndSet(WorkerLink.slot(number), work, null)) {
            return false;
        }
        given--;
        inFlight.decrementAndGet();
        if (unsent != null && unsentNumber == number && !isSending) {
            unsent = null;
            // It may have been to define what the next ones refer to.
            Arrays.fill(known, 0);
        }
        return true;
    }

    /** Takes orders back, the newest first, up to so many that have not begun; in their order. */
    List<Work> revokeNewest(int most) {
        List<Work> revoked = new ArrayList<>();
        for (long number = next - 1; number >= oldest() && revoked.size() < most; number--) {
            Work work = get(number);
            if (work != null) {
                if (!revoke(work, number)) {
                    break;
                }
                revoked.add(0, work);
            }
        }
        return revoked;
    }

    /** Tells of each order that is here. */
    void forEach(BiConsumer<Work, Long> action) {
        for (long number = oldest(); number < next; number++) {
            Work work = get(number);
            if (work != null) {
                action.accept(work, number);
            }
        }
    }

    /** Takes all out, when the worker has died: what it had begun, and what it had not. */
    void settle(List<Work> begun, List<Work> unbegun) {
        for (long number = oldest(); number < next; number++) {
            Work work = take(number);
            if (work != null) {
                (link.isBegun(number) ? begun : unbegun).add(work);
            }
        }
    }

    private long oldest() {
        return Math.max(1, next - WorkerLink.SLOTS);
    }
}
