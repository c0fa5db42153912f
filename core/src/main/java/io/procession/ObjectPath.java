package io.procession;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Finds where in an object the one is that cannot be serialized: of that serialization tells the class alone.
 *
 * <p>A second serialization gets hold of the culprit, and a search, breadth first, finds a shortest way to it: through
 * the fields that serialization writes, and where these cannot be read, as in the JDK's own classes, through what a
 * collection gives out.
 */
final class ObjectPath {

    /** What is looked at, and what is remembered, before the search is given up. */
    private static final int MAX_STEPS = 10_000_000;
    private static final int MAX_NODES = 500_000;

    /** Of a longer path the middle is left out. */
    private static final int MAX_SEGMENTS = 20;
    private static final int MAX_KEY = 40;

    private static final Set<Class<?>> LEAVES = Set.of(String.class, Long.class, Integer.class, Double.class,
        Boolean.class, Float.class, Byte.class, Short.class, Character.class, Class.class);

    private final Object culprit;
    private final String culpritName;
    private final boolean transientToo;
    private final Map<Object, Object> seen = new IdentityHashMap<>();
    private final Queue<Node> waiting = new ArrayDeque<>();
    private Node found;
    private int steps;

    private ObjectPath(Object culprit, String culpritName, boolean transientToo) {
        this.culprit = culprit;
        this.culpritName = culpritName;
        this.transientToo = transientToo;
    }

    /** The same failure with the path in its message, as {@code Order.customer.session (com.example.Session)}. */
    static NotSerializableException explain(Object root, NotSerializableException failure) {
        String className = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        if (className.equals(root.getClass().getName())) {
            return failure;
        }
        Object culprit = culprit(root, className);
        Node node = new ObjectPath(culprit, className, false).search(root);
        if (node == null) {
            node = new ObjectPath(culprit, className, true).search(root);
        }
        NotSerializableException explained = new NotSerializableException(node == null
            ? className + ", somewhere in " + name(root) : name(root) + node.path() + " (" + className + ")");
        explained.initCause(failure);
        return explained;
    }

    private static Object culprit(Object root, String className) {
        Recorder recorder = null;
        try {
            recorder = new Recorder(className);
            recorder.writeObject(root);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // As the first time, most likely.
        }
        return recorder == null ? null : recorder.last;
    }

    /** A field's value; null if it cannot be read. */
    static Object read(Field field, Object object) {
        try {
            return field.trySetAccessible() ? field.get(object) : null;
        } catch (IllegalAccessException | RuntimeException e) {
            return null;
        }
    }

    private static String name(Object root) {
        Class<?> type = root.getClass();
        return type.isArray() ? "array" : type.getName().substring(type.getName().lastIndexOf('.') + 1);
    }

    private Node search(Object root) {
        visit(null, null, root);
        while (found == null && !waiting.isEmpty() && steps < MAX_STEPS) {
            Node node = waiting.remove();
            try {
                visitFields(node);
                visitElements(node);
            } catch (RuntimeException e) {
                // A collection that is being changed, or does not like to be asked.
            }
        }
        return found;
    }

    private void visit(Node parent, Object label, Object object) {
        steps++;
        if (object == null || found != null || LEAVES.contains(object.getClass())) {
            return;
        }
        if (object == culprit || culprit == null && object.getClass().getName().equals(culpritName)) {
            found = new Node(parent, label, object);
        } else if (seen.size() < MAX_NODES && seen.put(object, object) == null) {
            waiting.add(new Node(parent, label, object));
        }
    }

    private void visitFields(Node node) {
        for (Class<?> type = node.object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!field.getType().isPrimitive() && !Modifier.isStatic(modifiers)
                    && (transientToo || !Modifier.isTransient(modifiers))) {
                    visit(node, field, read(field, node.object));
                }
            }
        }
    }

    private void visitElements(Node node) {
        Object object = node.object;
        if (object instanceof Object[] array) {
            for (int i = 0; i < array.length && !ended(); i++) {
                visit(node, i, array[i]);
            }
        } else if (!isOfTheJdk(object)) {
            return;
        } else if (object instanceof Map<?, ?> map) {
            visitMap(node, map);
        } else if (object instanceof Collection<?> collection) {
            int i = 0;
            for (Object element : collection) {
                visit(node, i++, element);
                if (ended()) {
                    return;
                }
            }
        } else if (object instanceof Map.Entry<?, ?> entry) {
            visit(node, ".getKey()", entry.getKey());
            visit(node, ".getValue()", entry.getValue());
        } else if (object instanceof AtomicReference<?> reference) {
            visit(node, ".get()", reference.get());
        } else if (object instanceof Throwable thrown) {
            visit(node, ".getCause()", thrown.getCause());
            visit(node, ".getSuppressed()", thrown.getSuppressed());
        }
    }

    private void visitMap(Node node, Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            visit(node, new Key(entry.getKey()), entry.getValue());
            visit(node, ".keySet()", entry.getKey());
            if (ended()) {
                return;
            }
        }
    }

    private boolean ended() {
        return found != null || steps >= MAX_STEPS;
    }

    /**
     * Whether it is an object of a class of the JDK, or of one derived from such: a collection made elsewhere may be
     * endless, or do anything when asked for its elements, but has fields that can be read.
     */
    private static boolean isOfTheJdk(Object object) {
        for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
            ClassLoader loader = type.getClassLoader();
            if ((loader == null || loader == ClassLoader.getPlatformClassLoader())
                && !Modifier.isAbstract(type.getModifiers())) {
                return true;
            }
        }
        return false;
    }

    /** An object, and how it was come by; the label is a field, an index, a key of a map, or text. */
    private record Node(Node parent, Object label, Object object) {

        String path() {
            List<String> segments = new ArrayList<>();
            for (Node node = this; node.parent != null; node = node.parent) {
                segments.add(node.segment());
            }
            Collections.reverse(segments);
            int size = segments.size();
            if (size <= MAX_SEGMENTS) {
                return String.join("", segments);
            }
            return String.join("", segments.subList(0, MAX_SEGMENTS / 2)) + " ... "
                + String.join("", segments.subList(size - MAX_SEGMENTS / 2, size));
        }

        private String segment() {
            return label instanceof Field field ? "." + field.getName()
                : label instanceof Integer index ? "[" + index + "]" : label.toString();
        }
    }

    private record Key(Object key) {

        /** Of a key whose text might be anything, or never end, the class. */
        @Override
        public String toString() {
            if (key instanceof String text) {
                return "[\"" + (text.length() > MAX_KEY ? text.substring(0, MAX_KEY) + "..." : text) + "\"]";
            }
            return key == null || LEAVES.contains(key.getClass()) ? "[" + key + "]"
                : key instanceof Enum<?> constant ? "[" + constant.name() + "]"
                : "[" + key.getClass().getName() + "]";
        }
    }

    /** Keeps the object of a class that was come by last: if serialization has ended with it, the culprit. */
    private static final class Recorder extends ObjectOutputStream {

        private final String className;
        private Object last;

        Recorder(String className) throws IOException {
            super(OutputStream.nullOutputStream());
            this.className = className;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object.getClass().getName().equals(className)) {
                last = object;
            }
            return object;
        }
    }
}
