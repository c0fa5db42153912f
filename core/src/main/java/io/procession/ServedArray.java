package io.procession;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An array in its server, guarded by itself. */
final class ServedArray<E> implements ManagedArray<E>, Served {

    private final Object[] elements;

    ServedArray(Object[] elements) {
        this.elements = elements;
    }

    @Override
    public Class<?> face() {
        return ManagedArray.class;
    }

    @Override
    public int length() {
        return elements.length;
    }

    @SuppressWarnings("unchecked")
    @Override
    public synchronized E get(int index) {
        return (E) elements[index];
    }

    @Override
    public synchronized void set(int index, E element) {
        elements[index] = element;
    }

    @Override
    public synchronized E update(int index, Portable.UnaryOperator<E> function) {
        E updated = function.apply(get(index));
        elements[index] = updated;
        return updated;
    }

    @SuppressWarnings("unchecked")
    @Override
    public synchronized List<E> toList() {
        return (List<E>) new ArrayList<>(Arrays.asList(elements));
    }

    @Override
    public synchronized String toString() {
        return Arrays.toString(elements);
    }
}
