package io.procession;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An interface as both sides of a call know it: its methods, in the order of their signatures, by their numbers, and a
 * fingerprint of all of them, by which one side notices that the other one's class path has another version.
 */
final class Face {

    /** The most methods that an interface may have: their numbers are two bytes. */
    private static final int MAX_METHODS = 1 << 15;

    private static final ClassValue<Face> FACES = new ClassValue<>() {
        @Override
        protected Face computeValue(Class<?> type) {
            return new Face(type);
        }
    };

    private final Class<?> type;
    private final Method[] methods;
    private final boolean[] interruptible;
    private final Map<Method, Integer> numbers = new HashMap<>();
    private final int fingerprint;

    private Face(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException("expected an interface, found " + type.getName()
                + ": a proxy is made of an interface");
        }
        this.type = type;
        this.methods = Stream.of(type.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()))
            .sorted(Comparator.comparing(Face::signature)).toArray(Method[]::new);
        if (methods.length > MAX_METHODS) {
            throw new IllegalArgumentException(type.getName() + ": expected up to " + MAX_METHODS + " methods, found "
                + methods.length);
        }
        this.interruptible = new boolean[methods.length];
        StringBuilder text = new StringBuilder(type.getName());
        for (int i = 0; i < methods.length; i++) {
            numbers.put(methods[i], i);
            interruptible[i] = Stream.of(methods[i].getExceptionTypes())
                .anyMatch(thrown -> thrown.isAssignableFrom(InterruptedException.class));
            text.append('\n').append(signature(methods[i]));
            methods[i].trySetAccessible();
        }
        this.fingerprint = text.toString().hashCode();
    }

    /**
     * That of an interface.
     *
     * @throws IllegalArgumentException if the class is none
     */
    static Face of(Class<?> type) {
        return FACES.get(type);
    }

    private static String signature(Method method) {
        return method.getName() + method.getReturnType().descriptorString() + Stream.of(method.getParameterTypes())
            .map(Class::descriptorString).toList();
    }

    Class<?> type() {
        return type;
    }

    int fingerprint() {
        return fingerprint;
    }

    /** The number of one of the interface's methods. */
    int number(Method method) {
        Integer number = numbers.get(method);
        if (number == null) {
            throw new IllegalArgumentException(method + " is no method of " + type.getName());
        }
        return number;
    }

    /** The method of a number; null if there is none. */
    Method method(int number) {
        return number >= 0 && number < methods.length ? methods[number] : null;
    }

    /** Whether a method says that it can be interrupted. */
    boolean isInterruptible(int number) {
        return interruptible[number];
    }

    /** As messages name a method. */
    String describe(int number) {
        return type.getSimpleName() + "." + methods[number].getName();
    }
}
