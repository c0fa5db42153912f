package io.procession;

/**
 * What a proxy of a list calls. Changes are counted: what is based on a count is done if that is still the present one.
 */
interface RemoteList<E> extends ManagedList<E> {

    /** All elements as they are now, behind the count of changes, a {@code Long}. */
    Object[] snapshot();

    /** Sets an element; the count then, or -1 if another count was the present one. */
    long setIf(long changes, int index, E element);

    /** Inserts an element, as {@link #setIf}. */
    long addIf(long changes, int index, E element);

    /** Removes an element, as {@link #setIf}. */
    long removeIf(long changes, int index);

    /** Replaces all elements, as {@link #setIf}. */
    long replaceIf(long changes, Object[] elements);

    /** Inserts elements; whether there were any. */
    boolean insert(int index, Object[] elements);

    /** Adds elements at the end; whether there were any. */
    boolean append(Object[] elements);

    /** Removes some elements by their indices. */
    void cut(int from, int to);
}
