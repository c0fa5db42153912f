package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every public method of every type, after the region was closed. */
class ClosedRegionTest {

    /** What tells of an object without looking into it. */
    private static final Set<String> HARMLESS =
        Set.of("region", "name", "length", "file", "isOpen", "close", "type", "asList", "isWholeInHandle", "bound",
            "parties");
    /** These print what was, not what is. */
    private static final Set<Class<?>> PRINTABLE = Set.of(Region.class, Array.class);

    private static final Set<Class<?>> PARENTS = Set.of(SharedArray.class, SharedLock.class, Semaphore.class);

    private static final Type<String> TEXT = Type.text(8);

    private final Region region = Region.create();

    @TestFactory
    Stream<DynamicTest> everyMethodRefuses() {
        List<Object> objects = List.of(region, LongValue.create(region, 0), IntValue.create(region, 0),
            DoubleValue.create(region, 0), LongArray.create(region, 2), IntArray.create(region, 2),
            DoubleArray.create(region, 2), ByteArray.create(region, 2), Lock.create(region), Event.create(region),
            EventCount.create(region), Value.create(region, TEXT, "text"), Array.create(region, TEXT, 2),
            RLock.create(region), RLock.create(region).newCondition(), Semaphore.create(region, 0),
            BoundedSemaphore.create(region, 0),
            Barrier.create(region, 1), RingBuffer.create(region, 1));
        region.close();
        List<DynamicTest> tests = new ArrayList<>();
        for (Object object : objects) {
            for (Method method : methods(object.getClass())) {
                tests.add(DynamicTest.dynamicTest(object.getClass().getSimpleName() + "." + method.getName()
                    + Arrays.toString(method.getParameterTypes()), () -> assertRefuses(object, method)));
            }
        }
        assertFalse(tests.size() < 200, "the methods of all types");
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> nothingIsMadeOrFound() {
        region.close();
        return Stream.of(LongValue.class, IntValue.class, DoubleValue.class, LongArray.class, IntArray.class,
            DoubleArray.class, ByteArray.class, Lock.class, Event.class, EventCount.class, Value.class, Array.class,
            RLock.class, Semaphore.class, BoundedSemaphore.class, Barrier.class, RingBuffer.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
            .filter(method -> method.getParameterCount() > 0 && method.getParameterTypes()[0] == Region.class)
            .map(method -> DynamicTest.dynamicTest(method.toString(), () -> assertRefuses(null, method)));
    }

    @Test
    void closingAgainHasNoEffect() {
        region.close();
        assertDoesNotThrow(region::close);
        assertFalse(region.isOpen());
    }

    @Test
    void theExceptionNamesTheFile() {
        LongValue value = LongValue.create(region, 1);
        region.close();
        RegionClosedException e = assertThrows(RegionClosedException.class, value::get);
        assertEquals(region.file() + ": used after close()", e.getMessage());
    }

    private static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
            .filter(method -> method.getDeclaringClass() == type || PARENTS.contains(method.getDeclaringClass()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
            .filter(method -> !HARMLESS.contains(method.getName()))
            .filter(method -> !SharedLock.class.isAssignableFrom(method.getReturnType()))
            .filter(method -> !method.getName().equals("toString") || !PRINTABLE.contains(type))
            .toList();
    }

    private void assertRefuses(Object object, Method method) {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
            .map(type -> object == null && type == int.class ? (Object) 1 : argument(type)).toArray();
        InvocationTargetException e =
            assertThrows(InvocationTargetException.class, () -> method.invoke(object, arguments));
        assertInstanceOf(RegionClosedException.class, e.getCause());
    }

    private Object argument(Class<?> type) {
        if (type == Region.class) {
            return region;
        } else if (type == int.class) {
            return 0;
        } else if (type == long.class) {
            return 1L;
        } else if (type == byte.class) {
            return (byte) 1;
        } else if (type == double.class) {
            return 1.0;
        } else if (type == long[].class) {
            return new long[1];
        } else if (type == int[].class) {
            return new int[1];
        } else if (type == double[].class) {
            return new double[1];
        } else if (type == byte[].class) {
            return new byte[1];
        } else if (type == String.class || type == Object.class) {
            return "name";
        } else if (type == Type.class) {
            return TEXT;
        } else if (type == TimeUnit.class) {
            return TimeUnit.MILLISECONDS;
        } else if (type == java.time.Duration.class) {
            return java.time.Duration.ZERO;
        } else if (type == Date.class) {
            return new Date(0);
        } else if (type == Region.Entry.class) {
            return new Region.Entry("name", "LongValue", "", 1, 0, 0);
        }
        return function(type);
    }

    private static Object function(Class<?> type) {
        if (type == LongUnaryOperator.class) {
            return (LongUnaryOperator) x -> x;
        } else if (type == LongBinaryOperator.class) {
            return (LongBinaryOperator) (x, y) -> x;
        } else if (type == IntUnaryOperator.class) {
            return (IntUnaryOperator) x -> x;
        } else if (type == IntBinaryOperator.class) {
            return (IntBinaryOperator) (x, y) -> x;
        } else if (type == DoubleUnaryOperator.class) {
            return (DoubleUnaryOperator) x -> x;
        } else if (type == DoubleBinaryOperator.class) {
            return (DoubleBinaryOperator) (x, y) -> x;
        } else if (type == UnaryOperator.class) {
            return UnaryOperator.identity();
        } else if (type == BooleanSupplier.class) {
            return (BooleanSupplier) () -> false;
        } else if (type == Runnable.class) {
            return (Runnable & Serializable) () -> { };
        }
        throw new AssertionError("no argument of " + type);
    }
}
