package io.procession;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Variables in their server, guarded by themselves. */
final class ServedNamespace implements Namespace, Served {

    private final Map<String, Object> variables = new TreeMap<>();

    @Override
    public Class<?> face() {
        return Namespace.class;
    }

    @SuppressWarnings("unchecked")
    @Override
    public synchronized <T> T get(String name) {
        if (!variables.containsKey(name)) {
            throw new NoSuchElementException("no variable \"" + name + "\", but " + variables.keySet());
        }
        return (T) variables.get(name);
    }

    @Override
    public synchronized void set(String name, Object value) {
        variables.put(name, value);
    }

    @Override
    public synchronized boolean delete(String name) {
        boolean isThere = variables.containsKey(name);
        variables.remove(name);
        return isThere;
    }

    @Override
    public synchronized Set<String> names() {
        return new TreeSet<>(variables.keySet());
    }

    @Override
    public synchronized String toString() {
        return "Namespace" + variables;
    }
}
