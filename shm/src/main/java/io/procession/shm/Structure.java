package io.procession.shm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Objects;

/**
 * A record, as a structure of C: its components in the order of their declaration, each at the next offset that suits
 * it, and at the end what makes the size a multiple of the greatest alignment among them.
 *
 * <p>One method handle writes a record, nested ones and all, and another one reads it: each is a tree of accessors or
 * constructors and of the components' own {@link Layout.Simple#put} and {@link Layout.Simple#get}, at offsets known
 * beforehand, which the JVM compiles as if it had been written out.
 */
final class Structure<R> extends Layout<R> {

    private static final MethodHandle PUT;
    private static final MethodHandle GET;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUT = lookup.findVirtual(Simple.class, "put",
                MethodType.methodType(void.class, byte[].class, int.class, Object.class));
            GET = lookup.findVirtual(Simple.class, "get",
                MethodType.methodType(Object.class, byte[].class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private final MethodHandle[] accessors;
    private final MethodHandle constructor;
    private final Layout<?>[] layouts;
    private final int[] offsets;
    /** From an array of bytes and a record, to nothing: writes the record at 0. */
    private final MethodHandle writer;
    /** From an array of bytes to a record: reads it at 0. */
    private final MethodHandle reader;

    private Structure(Class<R> type, String text, int bytes, int alignment, MethodHandle[] accessors,
        MethodHandle constructor, Layout<?>[] layouts, int[] offsets) {
        super(text, type, bytes, alignment);
        this.accessors = accessors;
        this.constructor = constructor;
        this.layouts = layouts;
        this.offsets = offsets;
        this.writer = writer(0).asType(MethodType.methodType(void.class, byte[].class, Object.class));
        this.reader = reader(0).asType(MethodType.methodType(Object.class, byte[].class));
    }

    /**
     * The layout of a record of components that are laid out already.
     *
     * @throws ArithmeticException if it is larger than an {@code int} can say
     * @throws java.lang.reflect.InaccessibleObjectException if the record's module does not open it
     * @throws IllegalAccessException never, once that was not thrown
     */
    static <R> Structure<R> of(Class<R> type, RecordComponent[] components, Layout<?>[] layouts)
        throws IllegalAccessException, NoSuchMethodException {
        MethodHandle[] accessors = new MethodHandle[components.length];
        Class<?>[] types = new Class<?>[components.length];
        int[] offsets = new int[components.length];
        StringBuilder text = new StringBuilder(type.getName()).append('{');
        long end = 0;
        int alignment = 1;
        for (int i = 0; i < components.length; i++) {
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            accessors[i] = MethodHandles.lookup().unreflect(accessor);
            types[i] = components[i].getType();
            offsets[i] = Math.toIntExact(RegionLayout.align(end, layouts[i].alignment()));
            end = (long) offsets[i] + layouts[i].bytes();
            alignment = Math.max(alignment, layouts[i].alignment());
            text.append(i == 0 ? "" : ", ").append(layouts[i]).append(' ').append(components[i].getName());
        }
        Constructor<R> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        int bytes = Math.toIntExact(RegionLayout.align(end, alignment));
        return new Structure<>(type, text.append('}').toString(), bytes, alignment, accessors,
            MethodHandles.lookup().unreflectConstructor(constructor), layouts, offsets);
    }

    @Override
    byte[] encode(R value) {
        Objects.requireNonNull(value);
        byte[] encoded = new byte[bytes()];
        try {
            writer.invokeExact(encoded, (Object) value);
        } catch (Throwable e) {
            throw unchecked(e);
        }
        return encoded;
    }

    @Override
    @SuppressWarnings("unchecked")
    R decode(byte[] encoded) {
        try {
            return (R) (Object) reader.invokeExact(encoded);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Writes this record, in bytes that it is a part of. */
    private MethodHandle writer(int offset) {
        MethodHandle[] steps = new MethodHandle[layouts.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = MethodHandles.filterArguments(writer(layouts[i], offset + offsets[i]), 1, accessors[i]);
        }
        return sequence(steps, 0, steps.length);
    }

    /** Does one step after another, in a tree as flat as can be. */
    private static MethodHandle sequence(MethodHandle[] steps, int from, int to) {
        if (to - from == 1) {
            return steps[from];
        }
        int middle = (from + to) >>> 1;
        return MethodHandles.foldArguments(sequence(steps, middle, to), sequence(steps, from, middle));
    }

    /** Reads this record, in bytes that it is a part of. */
    private MethodHandle reader(int offset) {
        MethodHandle[] steps = new MethodHandle[layouts.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = reader(layouts[i], offset + offsets[i]);
        }
        MethodHandle ofAll = MethodHandles.filterArguments(constructor, 0, steps);
        return MethodHandles.permuteArguments(ofAll, MethodType.methodType(carrier(), byte[].class),
            new int[steps.length]);
    }

    private static MethodHandle writer(Layout<?> layout, int offset) {
        if (layout instanceof Structure<?> structure) {
            return structure.writer(offset);
        }
        return MethodHandles.insertArguments(PUT.bindTo(layout), 1, offset)
            .asType(MethodType.methodType(void.class, byte[].class, layout.carrier()));
    }

    private static MethodHandle reader(Layout<?> layout, int offset) {
        if (layout instanceof Structure<?> structure) {
            return structure.reader(offset);
        }
        MethodType read = MethodType.methodType(layout.carrier(), byte[].class);
        return MethodHandles.insertArguments(GET.bindTo(layout), 1, offset).asType(read.wrap()).asType(read);
    }

    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException unchecked ? unchecked : new UndeclaredThrowableException(e);
    }
}
