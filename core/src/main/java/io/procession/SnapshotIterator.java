package io.procession;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** Goes through what was there once, and removes from what is there now. */
final class SnapshotIterator<E> implements Iterator<E> {

    private final Object[] all;
    private final Consumer<Object> remover;
    private int next;
    private boolean canRemove;

    /** @param remover what is to be done to remove an element */
    SnapshotIterator(Object[] all, Consumer<Object> remover) {
        this.all = all;
        this.remover = remover;
    }

    @Override
    public boolean hasNext() {
        return next < all.length;
    }

    @SuppressWarnings("unchecked")
    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        canRemove = true;
        return (E) all[next++];
    }

    @Override
    public void remove() {
        if (!canRemove) {
            throw new IllegalStateException("remove comes after next, once");
        }
        canRemove = false;
        remover.accept(all[next - 1]);
    }
}
