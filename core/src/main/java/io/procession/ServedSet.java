package io.procession;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A set in its server, in the order in which its elements came, guarded by itself. */
final class ServedSet<E> extends AbstractSet<E> implements RemoteSet<E>, Served {

    private final Set<E> elements = new LinkedHashSet<>();

    @Override
    public Class<?> face() {
        return RemoteSet.class;
    }

    @Override
    public synchronized boolean add(E element) {
        return elements.add(element);
    }

    @Override
    public synchronized boolean remove(Object element) {
        return elements.remove(element);
    }

    @Override
    public synchronized boolean contains(Object element) {
        return elements.contains(element);
    }

    @Override
    public synchronized int size() {
        return elements.size();
    }

    @Override
    public synchronized void clear() {
        elements.clear();
    }

    @Override
    public boolean addAll(Collection<? extends E> others) {
        List<E> added = copy(others);
        synchronized (this) {
            return elements.addAll(added);
        }
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        List<?> asked = copy(others);
        synchronized (this) {
            return elements.containsAll(asked);
        }
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        List<?> asked = copy(others);
        synchronized (this) {
            return elements.removeAll(asked);
        }
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        List<?> asked = copy(others);
        synchronized (this) {
            return elements.retainAll(asked);
        }
    }

    @Override
    public synchronized boolean removeIf(Predicate<? super E> filter) {
        return elements.removeIf(filter);
    }

    @Override
    public synchronized Object[] snapshot() {
        return elements.toArray();
    }

    @Override
    public Object[] toArray() {
        return snapshot();
    }

    @Override
    public Iterator<E> iterator() {
        return Collections.unmodifiableList(copy(this)).iterator();
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> copy(Collection<? extends T> elements) {
        return (List<T>) Arrays.asList(elements.toArray());
    }
}
