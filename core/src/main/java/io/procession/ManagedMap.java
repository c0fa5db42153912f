package io.procession;

import java.util.concurrent.ConcurrentMap;

/**
 * A map in a manager's server: Python's {@code Manager().dict()}.
 *
 * <pre>{@code
 * ManagedMap<String, Long> counts = manager.dict();
 * counts.merge("requests", 1L, Long::sum);               // right, from any number of processes
 * counts.put("requests", counts.get("requests") + 1);    // wrong: others may have put meanwhile
 * }</pre>
 *
 * <p>Every method is one call of the server, and atomic there; those that take a function too, for it travels and is
 * run there. It should be short and not call this map. A function that is not {@link java.io.Serializable}, as one that
 * was declared as a plain {@code java.util.function}'s, is run here instead, as often as others come in between; that
 * needs values with an {@code equals} of their own.
 *
 * <p>Keys and values travel as copies, but for managed objects, which stay what they are: to change a plain list that
 * {@code get} has returned changes that copy alone, while a {@link ManagedList} in a map is changed for all. Null is
 * neither a key nor a value.
 *
 * <p>{@code keySet}, {@code values} and {@code entrySet} are views, as any map's; their <em>iterators</em>, streams and
 * {@code forEach} are of what was there when they began, and their {@code remove} and {@code setValue} are calls.
 */
public interface ManagedMap<K, V> extends ConcurrentMap<K, V> {

    /** Computes a value in the server. */
    default V compute(K key, Portable.BiFunction<? super K, ? super V, ? extends V> function) {
        return compute(key, (java.util.function.BiFunction<? super K, ? super V, ? extends V>) function);
    }

    /** Computes a value in the server, if there is none. */
    default V computeIfAbsent(K key, Portable.Function<? super K, ? extends V> function) {
        return computeIfAbsent(key, (java.util.function.Function<? super K, ? extends V>) function);
    }

    /** Computes a value in the server, if there is one. */
    default V computeIfPresent(K key, Portable.BiFunction<? super K, ? super V, ? extends V> function) {
        return computeIfPresent(key, (java.util.function.BiFunction<? super K, ? super V, ? extends V>) function);
    }

    /** Puts a value, or what a function makes in the server of the one that is there and this one. */
    default V merge(K key, V value, Portable.BiFunction<? super V, ? super V, ? extends V> function) {
        return merge(key, value, (java.util.function.BiFunction<? super V, ? super V, ? extends V>) function);
    }

    /** Replaces all values in the server; each by itself. */
    default void replaceAll(Portable.BiFunction<? super K, ? super V, ? extends V> function) {
        replaceAll((java.util.function.BiFunction<? super K, ? super V, ? extends V>) function);
    }
}
