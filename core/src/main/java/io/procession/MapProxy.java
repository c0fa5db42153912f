package io.procession;

import java.io.IOException;
import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A map, as its clients have it: {@link ManagedMap} says how it behaves. */
final class MapProxy<K, V> extends AbstractMap<K, V> implements ManagedMap<K, V>, Proxies.Travelling {

    private static final long serialVersionUID = 1L;

    private final transient RemoteMap<K, V> remote;
    private final transient RemoteReference reference;

    MapProxy(RemoteMap<K, V> remote, RemoteReference reference) {
        this.remote = remote;
        this.reference = reference;
    }

    @Override
    public Object writeReplace() {
        return new ObjectHandle(reference);
    }

    @Override
    public V get(Object key) {
        return remote.get(key);
    }

    @Override
    public V getOrDefault(Object key, V other) {
        V value = remote.get(key);
        return value == null ? other : value;
    }

    @Override
    public V put(K key, V value) {
        return remote.put(key, value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        remote.putAll(map instanceof Proxies.Travelling ? map : new LinkedHashMap<>(map));
    }

    @Override
    public V putIfAbsent(K key, V value) {
        return remote.putIfAbsent(key, value);
    }

    @Override
    public V remove(Object key) {
        return remote.remove(key);
    }

    @Override
    public boolean remove(Object key, Object value) {
        return remote.remove(key, value);
    }

    @Override
    public V replace(K key, V value) {
        return remote.replace(key, value);
    }

    @Override
    public boolean replace(K key, V old, V value) {
        return remote.replace(key, old, value);
    }

    @Override
    public boolean containsKey(Object key) {
        return remote.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return remote.containsValue(value);
    }

    @Override
    public int size() {
        return remote.size();
    }

    @Override
    public boolean isEmpty() {
        return remote.isEmpty();
    }

    @Override
    public void clear() {
        remote.clear();
    }

    @Override
    public V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function);
        return function instanceof Serializable ? remote.compute(key, function)
            : computeHere(key, old -> function.apply(key, old));
    }

    @Override
    public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        Objects.requireNonNull(function);
        return function instanceof Serializable ? remote.computeIfAbsent(key, function)
            : computeHere(key, old -> old == null ? function.apply(key) : old);
    }

    @Override
    public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function);
        return function instanceof Serializable ? remote.computeIfPresent(key, function)
            : computeHere(key, old -> old == null ? null : function.apply(key, old));
    }

    @Override
    public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
        Objects.requireNonNull(value);
        Objects.requireNonNull(function);
        return function instanceof Serializable ? remote.merge(key, value, function)
            : computeHere(key, old -> old == null ? value : function.apply(old, value));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        if (function instanceof Serializable) {
            remote.replaceAll(function);
        } else {
            Objects.requireNonNull(function);
            for (K key : keySet()) {
                computeHere(key, old -> old == null ? null : Objects.requireNonNull(function.apply(key, old)));
            }
        }
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action);
        entrySet().forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }

    /** Computes here, again and again until nobody has come in between. */
    private V computeHere(K key, Function<V, V> function) {
        while (true) {
            V old = get(key);
            V value = function.apply(old);
            boolean isDone = value == old || (value == null ? remove(key, old)
                : old == null ? putIfAbsent(key, value) == null : replace(key, old, value));
            if (isDone) {
                return value;
            }
            if (old != null && !isEqualToItsCopy(old)) {
                throw new IllegalArgumentException("cannot tell whether others have come in between, since "
                    + old.getClass().getName() + " has no equals of its own; have the function travel, as a "
                    + "Portable one");
            }
        }
    }

    private static boolean isEqualToItsCopy(Object value) {
        try {
            return value.equals(Values.decode(Values.encode(value), null));
        } catch (IOException | ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public Set<K> keySet() {
        return new Keys();
    }

    @Override
    public Collection<V> values() {
        return new ValueView();
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Entries();
    }

    private final class Keys extends AbstractSet<K> {

        @Override
        public Iterator<K> iterator() {
            return new Snapshot<>() {
                @Override
                K make(K key, V value) {
                    return key;
                }
            };
        }

        @Override
        public int size() {
            return MapProxy.this.size();
        }

        @Override
        public boolean contains(Object key) {
            return containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return MapProxy.this.remove(key) != null;
        }

        @Override
        public void clear() {
            MapProxy.this.clear();
        }
    }

    private final class ValueView extends AbstractCollection<V> {

        @Override
        public Iterator<V> iterator() {
            return new Snapshot<>() {
                @Override
                V make(K key, V value) {
                    return value;
                }
            };
        }

        @Override
        public int size() {
            return MapProxy.this.size();
        }

        @Override
        public boolean contains(Object value) {
            return containsValue(value);
        }

        @Override
        public void clear() {
            MapProxy.this.clear();
        }
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new Snapshot<>() {
                @Override
                Map.Entry<K, V> make(K key, V value) {
                    return new SimpleEntry<>(key, value) {

                        private static final long serialVersionUID = 1L;

                        @Override
                        public V setValue(V other) {
                            put(key, other);
                            return super.setValue(other);
                        }
                    };
                }
            };
        }

        @Override
        public int size() {
            return MapProxy.this.size();
        }

        @Override
        public boolean contains(Object object) {
            return object instanceof Map.Entry<?, ?> entry && entry.getKey() != null && entry.getValue() != null
                && entry.getValue().equals(get(entry.getKey()));
        }

        @Override
        public boolean remove(Object object) {
            return object instanceof Map.Entry<?, ?> entry && entry.getKey() != null && entry.getValue() != null
                && MapProxy.this.remove(entry.getKey(), entry.getValue());
        }

        @Override
        public void clear() {
            MapProxy.this.clear();
        }
    }

    /** Of what was there when it was made. */
    private abstract class Snapshot<T> implements Iterator<T> {

        private final Object[] all = remote.snapshot();
        private int next;
        private boolean canRemove;

        abstract T make(K key, V value);

        @Override
        public boolean hasNext() {
            return next < all.length;
        }

        @SuppressWarnings("unchecked")
        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            T made = make((K) all[next], (V) all[next + 1]);
            next += 2;
            canRemove = true;
            return made;
        }

        @Override
        public void remove() {
            if (!canRemove) {
                throw new IllegalStateException("remove comes after next, once");
            }
            canRemove = false;
            MapProxy.this.remove(all[next - 2]);
        }
    }
}
