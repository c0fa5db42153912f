package io.procession;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which objects of a manager's server travel as proxies, and with which interface: its own, and registered ones. */
final class Faces {

    private final List<Face> registered = new CopyOnWriteArrayList<>();
    private final Map<Class<?>, Optional<Face>> known = new ConcurrentHashMap<>();

    /** Objects that have an interface are managed from now on, unless they have one that was registered before. */
    void register(Face face) {
        registered.add(face);
        known.clear();
    }

    /** The face of an object; null if it travels as a copy. */
    Face of(Object object) {
        if (object instanceof Served served) {
            return Face.of(served.face());
        }
        if (registered.isEmpty() || object instanceof String) {
            return null;
        }
        return known.computeIfAbsent(object.getClass(), this::find).orElse(null);
    }

    private Optional<Face> find(Class<?> type) {
        return registered.stream().filter(face -> face.type().isAssignableFrom(type)).findFirst();
    }
}
