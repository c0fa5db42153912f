package io.procession;

import java.util.Objects;

/** A variable in its server, guarded by itself. */
final class ServedValue<T> implements ManagedValue<T>, Served {

    private T value;

    ServedValue(T value) {
        this.value = value;
    }

    @Override
    public Class<?> face() {
        return ManagedValue.class;
    }

    @Override
    public synchronized T get() {
        return value;
    }

    @Override
    public synchronized void set(T other) {
        value = other;
    }

    @Override
    public synchronized T getAndSet(T other) {
        T old = value;
        value = other;
        return old;
    }

    @Override
    public synchronized boolean compareAndSet(T expected, T other) {
        boolean isEqual = Objects.equals(value, expected);
        if (isEqual) {
            value = other;
        }
        return isEqual;
    }

    @Override
    public synchronized T update(Portable.UnaryOperator<T> function) {
        value = function.apply(value);
        return value;
    }

    @Override
    public synchronized String toString() {
        return "Value[" + value + "]";
    }
}
