package io.procession;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A queue in its server, in the order of some other queue. What was taken for a client that never got it comes back; in
 * a joinable one also what a client has taken and died before it was done with it.
 */
final class ServedQueue<E> extends AbstractQueue<E> implements RemoteQueue<E>, Served, Session.Holding {

    private final Queue<E> items;
    private final int max;
    private final boolean joinable;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition notEmpty = guard.newCondition();
    private final Condition notFull = guard.newCondition();
    private final Condition allDone = guard.newCondition();
    /** By client; of a joinable one. */
    private final Map<Session, Deque<E>> unfinished = new HashMap<>();

    /** @param items in an order of its own; empty */
    ServedQueue(Queue<E> items, int max, boolean joinable) {
        if (max < 1) {
            throw new IllegalArgumentException("expected room for 1 item or more, found " + max);
        }
        this.items = items;
        this.max = max;
        this.joinable = joinable;
    }

    @Override
    public Class<?> face() {
        return RemoteQueue.class;
    }

    @Override
    public boolean offer(E item) {
        Objects.requireNonNull(item);
        guard.lock();
        try {
            return items.size() < max && insert(item);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void put(E item) throws InterruptedException {
        offer(item, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(item);
        long left = unit.toNanos(time);
        guard.lockInterruptibly();
        try {
            while (items.size() >= max) {
                if (left <= 0) {
                    return false;
                }
                Caller.aboutToWait();
                left = notFull.awaitNanos(left);
            }
            return insert(item);
        } finally {
            guard.unlock();
        }
    }

    private boolean insert(E item) {
        items.add(item);
        notEmpty.signal();
        return true;
    }

    @Override
    public E poll() {
        guard.lock();
        try {
            return items.isEmpty() ? null : extract();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public E take() throws InterruptedException {
        return poll(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public E poll(long time, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(time);
        guard.lockInterruptibly();
        try {
            while (items.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                Caller.aboutToWait();
                left = notEmpty.awaitNanos(left);
            }
            return extract();
        } finally {
            guard.unlock();
        }
    }

    private E extract() {
        Caller caller = Caller.current();
        E item = items.peek();
        if (joinable) {
            caller.holds(this);
            unfinished.computeIfAbsent(caller.session(), any -> new ArrayDeque<>()).add(item);
        }
        items.remove();
        notFull.signal();
        caller.ifLost(() -> putBack(caller.session(), item));
        return item;
    }

    private void putBack(Session session, E item) {
        guard.lock();
        try {
            if (joinable) {
                Deque<E> taken = unfinished.get(session);
                if (taken == null || !taken.removeLastOccurrence(item)) {
                    return;
                }
                forgetIfEmpty(session, taken);
            }
            restore(item);
        } finally {
            guard.unlock();
        }
    }

    /** There may be more items than there is room for then. */
    private void restore(E item) {
        if (items instanceof Deque<E> deque) {
            deque.addFirst(item);
        } else {
            items.add(item);
        }
        notEmpty.signal();
    }

    private void forgetIfEmpty(Session session, Deque<E> taken) {
        if (taken.isEmpty()) {
            unfinished.remove(session);
            if (session != null) {
                session.drop(this);
            }
        }
    }

    @Override
    public void left(Session session) {
        guard.lock();
        try {
            Deque<E> taken = unfinished.remove(session);
            while (taken != null && !taken.isEmpty()) {
                restore(taken.removeLast());
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void taskDone() {
        Session session = Caller.current().session();
        guard.lock();
        try {
            Deque<E> taken = unfinished.get(session);
            if (taken == null) {
                throw new IllegalStateException(joinable ? "taskDone was called more often than items were taken"
                    : "not a joinable queue");
            }
            taken.removeFirst();
            forgetIfEmpty(session, taken);
            if (isDone()) {
                allDone.signalAll();
            }
        } finally {
            guard.unlock();
        }
    }

    private boolean isDone() {
        return items.isEmpty() && unfinished.isEmpty();
    }

    @Override
    public void join() throws InterruptedException {
        join(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean join(long time, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(time);
        guard.lockInterruptibly();
        try {
            while (!isDone()) {
                if (left <= 0) {
                    return false;
                }
                Caller.aboutToWait();
                left = allDone.awaitNanos(left);
            }
            return true;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public E peek() {
        guard.lock();
        try {
            return items.peek();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int size() {
        guard.lock();
        try {
            return items.size();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int remainingCapacity() {
        guard.lock();
        try {
            return max == Integer.MAX_VALUE ? max : Math.max(0, max - items.size());
        } finally {
            guard.unlock();
        }
    }

    @Override
    public Object[] drain(int limit) {
        List<E> drained = new ArrayList<>();
        guard.lock();
        try {
            while (drained.size() < limit && !items.isEmpty()) {
                drained.add(extract());
            }
        } finally {
            guard.unlock();
        }
        return drained.toArray();
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @SuppressWarnings("unchecked")
    @Override
    public int drainTo(Collection<? super E> target, int limit) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        Object[] drained = drain(limit);
        target.addAll((List<E>) Arrays.asList(drained));
        return drained.length;
    }

    @Override
    public boolean contains(Object item) {
        guard.lock();
        try {
            return items.contains(item);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean remove(Object item) {
        return change(all -> all.remove(item));
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        List<Object> asked = Arrays.asList(others.toArray());
        return change(all -> all.removeAll(asked));
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        List<Object> asked = Arrays.asList(others.toArray());
        return change(all -> all.retainAll(asked));
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        return change(all -> all.removeIf(filter));
    }

    @Override
    public void clear() {
        change(all -> all.removeIf(any -> true));
    }

    private boolean change(Predicate<Queue<E>> removal) {
        guard.lock();
        try {
            boolean isChanged = removal.test(items);
            if (isChanged) {
                notFull.signalAll();
            }
            if (isDone()) {
                allDone.signalAll();
            }
            return isChanged;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public Object[] snapshot() {
        guard.lock();
        try {
            return items.toArray();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public Object[] toArray() {
        return snapshot();
    }

    @Override
    public Iterator<E> iterator() {
        return new SnapshotIterator<>(snapshot(), this::remove);
    }

    @Override
    public String toString() {
        return Arrays.toString(snapshot());
    }
}
