package io.procession;

/**
 * A variable in a manager's server: Python's {@code Manager().Value()}, with methods of an {@code AtomicReference}.
 *
 * <pre>{@code
 * ManagedValue<List<String>> log = manager.value(List.of());
 * log.update(old -> Stream.concat(old.stream(), Stream.of("started")).toList());
 * }</pre>
 */
public interface ManagedValue<T> {

    /** The value; a copy, unless it is a managed object. */
    T get();

    /** Sets the value. */
    void set(T value);

    /** Sets the value; the one before. */
    T getAndSet(T value);

    /** Sets the value if the present one is equal to another; whether it was. */
    boolean compareAndSet(T expected, T value);

    /** Sets the value to what a function makes of the present one, in the server, as one step; the value then. */
    T update(Portable.UnaryOperator<T> function);
}
