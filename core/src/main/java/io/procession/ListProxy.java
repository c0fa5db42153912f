package io.procession;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A list, as its clients have it: {@link ManagedList} says how it behaves. */
final class ListProxy<E> extends AbstractList<E> implements ManagedList<E>, Proxies.Travelling {

    private static final long serialVersionUID = 1L;

    private final transient RemoteList<E> remote;
    private final transient RemoteReference reference;

    ListProxy(RemoteList<E> remote, RemoteReference reference) {
        this.remote = remote;
        this.reference = reference;
    }

    @Override
    public Object writeReplace() {
        return new ObjectHandle(reference);
    }

    @Override
    public E get(int index) {
        return remote.get(index);
    }

    @Override
    public int size() {
        return remote.size();
    }

    @Override
    public E set(int index, E element) {
        return remote.set(index, element);
    }

    @Override
    public boolean add(E element) {
        return remote.add(element);
    }

    @Override
    public void add(int index, E element) {
        remote.add(index, element);
    }

    @Override
    public E remove(int index) {
        return remote.remove(index);
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
    public int indexOf(Object element) {
        return remote.indexOf(element);
    }

    @Override
    public int lastIndexOf(Object element) {
        return remote.lastIndexOf(element);
    }

    @Override
    public void clear() {
        remote.clear();
    }

    @Override
    protected void removeRange(int from, int to) {
        remote.cut(from, to);
    }

    @Override
    public boolean addAll(Collection<? extends E> others) {
        return remote.append(others.toArray());
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> others) {
        return remote.insert(index, others.toArray());
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        return remote.containsAll(travelling(others));
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        return remote.removeAll(travelling(others));
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        return remote.retainAll(travelling(others));
    }

    /** What can travel, whatever collection it is. */
    static Collection<?> travelling(Collection<?> others) {
        return others instanceof Proxies.Travelling ? others : Arrays.asList(others.toArray());
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter);
        if (filter instanceof Serializable) {
            return remote.removeIf(filter);
        }
        while (true) {
            Copy copy = new Copy();
            Object[] left = copy.elements().stream().filter(filter.negate()).toArray();
            if (left.length == copy.elements().size()) {
                return false;
            }
            if (remote.replaceIf(copy.changes, left) >= 0) {
                return true;
            }
        }
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        Objects.requireNonNull(operator);
        if (operator instanceof Serializable) {
            remote.replaceAll(operator);
        } else {
            changeHere(all -> all.replaceAll(operator));
        }
    }

    @Override
    public void sort(Comparator<? super E> order) {
        if (order == null || order instanceof Serializable) {
            remote.sort(order);
        } else {
            changeHere(all -> all.sort(order));
        }
    }

    private void changeHere(Consumer<List<E>> change) {
        while (true) {
            Copy copy = new Copy();
            List<E> all = copy.elements();
            change.accept(all);
            if (remote.replaceIf(copy.changes, all.toArray()) >= 0) {
                return;
            }
        }
    }

    @Override
    public Object[] toArray() {
        return new Copy().elements().toArray();
    }

    @Override
    public <T> T[] toArray(T[] target) {
        return new Copy().elements().toArray(target);
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        new Copy().elements().forEach(action);
    }

    @Override
    public Iterator<E> iterator() {
        return new Cursor(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        return new Cursor(index);
    }

    @Override
    public boolean equals(Object other) {
        return other == this || other instanceof List<?> && new Copy().elements().equals(other);
    }

    @Override
    public int hashCode() {
        return new Copy().elements().hashCode();
    }

    @Override
    public String toString() {
        return reference.toString();
    }

    /** The list as it was when this was made. */
    private final class Copy {

        private final Object[] all = remote.snapshot();
        private final long changes = (long) all[0];

        @SuppressWarnings("unchecked")
        List<E> elements() {
            return (List<E>) Arrays.asList(all).subList(1, all.length);
        }
    }

    /** Goes through a copy, and changes the list as long as nobody else has. */
    private final class Cursor implements ListIterator<E> {

        private static final int NONE = -1;

        private final List<E> elements;
        private long changes;
        private int next;
        private int last = NONE;

        Cursor(int index) {
            Copy copy = new Copy();
            elements = new ArrayList<>(copy.elements());
            changes = copy.changes;
            next = Objects.checkIndex(index, elements.size() + 1);
        }

        @Override
        public boolean hasNext() {
            return next < elements.size();
        }

        @Override
        public boolean hasPrevious() {
            return next > 0;
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            last = next++;
            return elements.get(last);
        }

        @Override
        public E previous() {
            if (!hasPrevious()) {
                throw new NoSuchElementException();
            }
            last = --next;
            return elements.get(last);
        }

        @Override
        public int nextIndex() {
            return next;
        }

        @Override
        public int previousIndex() {
            return next - 1;
        }

        @Override
        public void set(E element) {
            checkLast();
            changed(remote.setIf(changes, last, element));
            elements.set(last, element);
        }

        @Override
        public void remove() {
            checkLast();
            changed(remote.removeIf(changes, last));
            elements.remove(last);
            next = last;
            last = NONE;
        }

        @Override
        public void add(E element) {
            changed(remote.addIf(changes, next, element));
            elements.add(next++, element);
            last = NONE;
        }

        private void checkLast() {
            if (last == NONE) {
                throw new IllegalStateException("comes after next or previous, and before add or remove");
            }
        }

        private void changed(long count) {
            if (count < 0) {
                throw new ConcurrentModificationException("others have changed the list since this iterator was made");
            }
            changes = count;
        }
    }
}
