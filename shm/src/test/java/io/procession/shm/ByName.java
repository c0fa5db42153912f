package io.procession.shm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** Calls public methods that differ from type to type in the primitive only, as if it were {@code long} everywhere. */
final class ByName {

    private ByName() {
    }

    /** The method of a name that takes so many arguments. */
    static Method method(Class<?> type, String name, int arguments) {
        return Arrays.stream(type.getMethods())
            .filter(method -> method.getName().equals(name) && method.getParameterCount() == arguments
                && !method.isBridge())
            .findFirst().orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + "." + name));
    }

    /** What a method returns: a number as a {@link Long}, all else as it is; or throws. */
    static Object call(Class<?> type, Object target, String name, Object... arguments) {
        Method method = method(type, name, arguments.length);
        Object[] converted = new Object[arguments.length];
        for (int i = 0; i < converted.length; i++) {
            converted[i] = convert(arguments[i], method.getParameterTypes()[i]);
        }
        try {
            Object result = method.invoke(target, converted);
            return result instanceof Number number ? (Object) number.longValue() : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** A number, or a function of numbers, as another type has it; all else as it is. */
    static Object convert(Object argument, Class<?> type) {
        if (argument instanceof Number number) {
            return convert(number, type);
        } else if (argument instanceof LongUnaryOperator function && type == IntUnaryOperator.class) {
            return (IntUnaryOperator) x -> (int) function.applyAsLong(x);
        } else if (argument instanceof LongUnaryOperator function && type == DoubleUnaryOperator.class) {
            return (DoubleUnaryOperator) x -> function.applyAsLong((long) x);
        } else if (argument instanceof LongBinaryOperator function && type == IntBinaryOperator.class) {
            return (IntBinaryOperator) (x, y) -> (int) function.applyAsLong(x, y);
        } else if (argument instanceof LongBinaryOperator function && type == DoubleBinaryOperator.class) {
            return (DoubleBinaryOperator) (x, y) -> function.applyAsLong((long) x, (long) y);
        }
        return argument;
    }

    private static Number convert(Number number, Class<?> type) {
        if (type == byte.class) {
            return number.byteValue();
        } else if (type == int.class) {
            return number.intValue();
        } else if (type == double.class) {
            return number.doubleValue();
        }
        return number.longValue();
    }
}
