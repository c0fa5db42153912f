package io.procession;

import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Predicate;

/**
 * A set, as its clients have it. Every method is one call of the server, and atomic there, but for a {@code removeIf}
 * with a predicate that cannot travel. An iterator is of what was there when it began; its {@code remove} is a call.
 */
final class SetProxy<E> extends AbstractSet<E> implements Proxies.Travelling {

    private static final long serialVersionUID = 1L;

    private final transient RemoteSet<E> remote;
    private final transient RemoteReference reference;

    SetProxy(RemoteSet<E> remote, RemoteReference reference) {
        this.remote = remote;
        this.reference = reference;
    }

    @Override
    public Object writeReplace() {
        return new ObjectHandle(reference);
    }

    @Override
    public boolean add(E element) {
        return remote.add(element);
    }

    @Override
    public boolean remove(Object element) {
        return remote.remove(element);
    }

    @Override
    public boolean contains(Object element) {
        return remote.contains(element);
    }

    @Override
    public int size() {
        return remote.size();
    }

    @Override
    public void clear() {
        remote.clear();
    }

    @SuppressWarnings("unchecked")
    @Override
    public boolean addAll(Collection<? extends E> others) {
        return remote.addAll((Collection<? extends E>) ListProxy.travelling(others));
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

    @Override
    public String toString() {
        return reference.toString();
    }
}
