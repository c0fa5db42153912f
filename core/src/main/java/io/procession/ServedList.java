package io.procession;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A list in its server, guarded by itself. What other collections have to say is asked before. */
final class ServedList<E> extends AbstractList<E> implements RemoteList<E>, Served {

    private static final long NONE = -1;

    private final List<E> elements = new ArrayList<>();
    private long changes;

    @Override
    public Class<?> face() {
        return RemoteList.class;
    }

    @Override
    public synchronized E get(int index) {
        return elements.get(index);
    }

    @Override
    public synchronized int size() {
        return elements.size();
    }

    @Override
    public synchronized E set(int index, E element) {
        changes++;
        return elements.set(index, element);
    }

    @Override
    public synchronized boolean add(E element) {
        changes++;
        return elements.add(element);
    }

    @Override
    public synchronized void add(int index, E element) {
        elements.add(index, element);
        changes++;
    }

    @Override
    public synchronized E remove(int index) {
        changes++;
        return elements.remove(index);
    }

    @Override
    public synchronized boolean remove(Object element) {
        changes++;
        return elements.remove(element);
    }

    @Override
    public synchronized boolean contains(Object element) {
        return elements.contains(element);
    }

    @Override
    public synchronized int indexOf(Object element) {
        return elements.indexOf(element);
    }

    @Override
    public synchronized int lastIndexOf(Object element) {
        return elements.lastIndexOf(element);
    }

    @Override
    public synchronized void clear() {
        changes++;
        elements.clear();
    }

    @Override
    public boolean addAll(Collection<? extends E> others) {
        return append(others.toArray());
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> others) {
        return insert(index, others.toArray());
    }

    @Override
    public synchronized boolean append(Object[] others) {
        return insert(elements.size(), others);
    }

    @SuppressWarnings("unchecked")
    @Override
    public synchronized boolean insert(int index, Object[] others) {
        changes++;
        return elements.addAll(index, (List<E>) Arrays.asList(others));
    }

    @Override
    public synchronized void cut(int from, int to) {
        elements.subList(from, to).clear();
        changes++;
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        List<Object> asked = Arrays.asList(others.toArray());
        synchronized (this) {
            return elements.containsAll(asked);
        }
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        List<Object> asked = Arrays.asList(others.toArray());
        synchronized (this) {
            changes++;
            return elements.removeAll(asked);
        }
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        List<Object> asked = Arrays.asList(others.toArray());
        synchronized (this) {
            changes++;
            return elements.retainAll(asked);
        }
    }

    @Override
    public synchronized boolean removeIf(Predicate<? super E> filter) {
        changes++;
        return elements.removeIf(filter);
    }

    @Override
    public synchronized void replaceAll(UnaryOperator<E> operator) {
        changes++;
        elements.replaceAll(operator);
    }

    @Override
    public synchronized void sort(Comparator<? super E> order) {
        changes++;
        elements.sort(order);
    }

    @Override
    public synchronized Object[] snapshot() {
        Object[] all = new Object[1 + elements.size()];
        all[0] = changes;
        System.arraycopy(elements.toArray(), 0, all, 1, elements.size());
        return all;
    }

    @Override
    public synchronized long setIf(long expected, int index, E element) {
        if (changes != expected) {
            return NONE;
        }
        set(index, element);
        return changes;
    }

    @Override
    public synchronized long addIf(long expected, int index, E element) {
        if (changes != expected) {
            return NONE;
        }
        add(index, element);
        return changes;
    }

    @Override
    public synchronized long removeIf(long expected, int index) {
        if (changes != expected) {
            return NONE;
        }
        remove(index);
        return changes;
    }

    @SuppressWarnings("unchecked")
    @Override
    public synchronized long replaceIf(long expected, Object[] all) {
        if (changes != expected) {
            return NONE;
        }
        elements.clear();
        elements.addAll((List<E>) Arrays.asList(all));
        return ++changes;
    }

    @Override
    public synchronized Object[] toArray() {
        return elements.toArray();
    }

    @SuppressWarnings("unchecked")
    private List<E> copy() {
        return (List<E>) Collections.unmodifiableList(Arrays.asList(toArray()));
    }

    @Override
    public Iterator<E> iterator() {
        return copy().iterator();
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        return copy().listIterator(index);
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        copy().forEach(action);
    }

    @Override
    public boolean equals(Object other) {
        return other == this || other instanceof List<?> && copy().equals(other);
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    @Override
    public String toString() {
        return copy().toString();
    }
}
