package io.procession;

import java.io.Serializable;
import java.util.AbstractQueue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A queue, as its clients have it. Every method is one call of the server, and atomic there; who waits in one waits
 * there. An iterator is of what was there when it began; its {@code remove} is a call that removes an equal item.
 */
final class QueueProxy<E> extends AbstractQueue<E> implements ManagedJoinableQueue<E>, Proxies.Travelling {

    private static final long serialVersionUID = 1L;

    private final transient RemoteQueue<E> remote;
    private final transient RemoteReference reference;

    QueueProxy(RemoteQueue<E> remote, RemoteReference reference) {
        this.remote = remote;
        this.reference = reference;
    }

    @Override
    public Object writeReplace() {
        return new ObjectHandle(reference);
    }

    @Override
    public boolean offer(E item) {
        return remote.offer(item);
    }

    @Override
    public void put(E item) throws InterruptedException {
        remote.put(item);
    }

    @Override
    public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        return remote.offer(item, time, unit);
    }

    @Override
    public E poll() {
        return remote.poll();
    }

    @Override
    public E take() throws InterruptedException {
        return remote.take();
    }

    @Override
    public E poll(long time, TimeUnit unit) throws InterruptedException {
        return remote.poll(time, unit);
    }

    @Override
    public E peek() {
        return remote.peek();
    }

    @Override
    public void taskDone() {
        remote.taskDone();
    }

    @Override
    public void join() throws InterruptedException {
        remote.join();
    }

    @Override
    public boolean join(long time, TimeUnit unit) throws InterruptedException {
        return remote.join(time, unit);
    }

    @Override
    public int size() {
        return remote.size();
    }

    @Override
    public int remainingCapacity() {
        return remote.remainingCapacity();
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @SuppressWarnings("unchecked")
    @Override
    public int drainTo(Collection<? super E> target, int max) {
        Objects.requireNonNull(target);
        if (equals(target)) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        Object[] drained = remote.drain(max);
        target.addAll((List<E>) Arrays.asList(drained));
        return drained.length;
    }

    @Override
    public boolean contains(Object item) {
        return remote.contains(item);
    }

    @Override
    public boolean remove(Object item) {
        return remote.remove(item);
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        return remote.containsAll(ListProxy.travelling(others));
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        return remote.removeAll(ListProxy.travelling(others));
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        return remote.retainAll(ListProxy.travelling(others));
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        return filter instanceof Serializable ? remote.removeIf(filter) : super.removeIf(filter);
    }

    @Override
    public void clear() {
        remote.clear();
    }

    @Override
    public Object[] toArray() {
        return remote.snapshot();
    }

    @Override
    public <T> T[] toArray(T[] target) {
        return Arrays.asList(remote.snapshot()).toArray(target);
    }

    @Override
    public Iterator<E> iterator() {
        return new SnapshotIterator<>(remote.snapshot(), remote::remove);
    }

    /** Two proxies are equal if their object is the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof QueueProxy<?> queue && reference.equals(queue.reference);
    }

    @Override
    public int hashCode() {
        return reference.hashCode();
    }

    @Override
    public String toString() {
        return reference.toString();
    }
}
