package io.procession;

import java.util.List;

/**
 * Elements of a fixed number in a manager's server: Python's {@code Manager().Array()}.
 *
 * <pre>{@code
 * ManagedArray<Integer> scores = manager.array(List.of(0, 0, 0));
 * scores.update(1, old -> old + 10);
 * }</pre>
 */
public interface ManagedArray<E> {

    /** How many elements there are. */
    int length();

    /** An element; a copy, unless it is a managed object. */
    E get(int index);

    /** Sets an element. */
    void set(int index, E element);

    /** Sets an element to what a function makes of the present one, in the server, as one step; the element then. */
    E update(int index, Portable.UnaryOperator<E> function);

    /** All elements as they are now. */
    List<E> toList();
}
