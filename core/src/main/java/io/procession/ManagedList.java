package io.procession;

import java.util.List;

/**
 * A list in a manager's server: Python's {@code Manager().list()}.
 *
 * <pre>{@code
 * ManagedList<Integer> numbers = manager.list();
 * numbers.addAll(List.of(3, 1, 2));
 * numbers.removeIf(number -> number > 2);
 * }</pre>
 *
 * <p>Every method is one call of the server, and atomic there; those that take a function too, for it travels and is
 * run there. One that is not {@link java.io.Serializable} is run here instead, on all elements, again if others have
 * changed the list meanwhile.
 *
 * <p>Elements travel as copies, but for managed objects, which stay what they are. An <em>iterator</em>, a stream and
 * {@code forEach} are of what was there when they began; who changes the list through an iterator gets a {@link
 * java.util.ConcurrentModificationException} if others have changed it since. A {@code subList} is a view by indices,
 * of whatever stands there.
 */
public interface ManagedList<E> extends List<E> {

    /** Removes those elements of which a predicate is true in the server. */
    default boolean removeIf(Portable.Predicate<? super E> filter) {
        return removeIf((java.util.function.Predicate<? super E>) filter);
    }

    /** Replaces all elements in the server. */
    default void replaceAll(Portable.UnaryOperator<E> operator) {
        replaceAll((java.util.function.UnaryOperator<E>) operator);
    }

    /** Sorts in the server, as {@link List#sort}. */
    default void sort(Portable.Comparator<? super E> order) {
        sort((java.util.Comparator<? super E>) order);
    }
}
