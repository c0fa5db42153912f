package io.procession;

import java.io.Serializable;

/**
 * The functions of {@code java.util.function} that can travel to another process, with what they capture: what the
 * overloads of {@link ManagedMap} and its like take, so that a lambda written in the call travels by itself.
 *
 * <p>To be named only where a function is kept in a variable first:
 *
 * <pre>{@code
 * Portable.BiFunction<Long, Long, Long> sum = Long::sum;
 * manager.<String, Long>dict().merge("requests", 1L, sum);
 * }</pre>
 */
public final class Portable {

    private Portable() {
    }

    /** A {@link java.util.function.Function} that can travel. */
    @FunctionalInterface
    public interface Function<T, R> extends java.util.function.Function<T, R>, Serializable { }

    /** A {@link java.util.function.BiFunction} that can travel. */
    @FunctionalInterface
    public interface BiFunction<T, U, R> extends java.util.function.BiFunction<T, U, R>, Serializable { }

    /** A {@link java.util.function.UnaryOperator} that can travel. */
    @FunctionalInterface
    public interface UnaryOperator<T> extends java.util.function.UnaryOperator<T>, Serializable { }

    /** A {@link java.util.function.Predicate} that can travel. */
    @FunctionalInterface
    public interface Predicate<T> extends java.util.function.Predicate<T>, Serializable { }

    /** A {@link java.util.Comparator} that can travel. */
    @FunctionalInterface
    public interface Comparator<T> extends java.util.Comparator<T>, Serializable { }
}
