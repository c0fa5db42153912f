package io.procession.shm;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a {@link Value} or the elements of an {@link Array} are: numbers of a given width, characters, booleans, text of
 * a limited size, and records of these.
 *
 * <pre>{@code
 * record Point(int x, int y) { }
 * record Sample(long nanos, Point at, @Type.Unsigned short level, @Type.MaxBytes(16) String unit) { }
 *
 * Value<Sample> latest = Value.create(Type.of(Sample.class), new Sample(0, new Point(0, 0), (short) 255, "dB"));
 * }</pre>
 *
 * <p>An unsigned number is carried by the next larger type of Java. A value that is out of range, text that is too long
 * or has half a surrogate pair, is an {@link IllegalArgumentException} when it is to be stored; null is a
 * {@link NullPointerException}, also within a record.
 *
 * <p><b>A record</b> has components of {@code byte short int long float double char boolean}, {@code String} with
 * {@link MaxBytes}, and other such records; {@code short}, {@code int} and {@code long} may be {@link Unsigned}. It
 * lies in memory as a C compiler would lay out the structure: components in the order of their declaration, each
 * aligned to its own size, or a record to the greatest one in it. It is stored by its accessors and made anew, by its
 * constructor, at each reading, also of the zeros that a new array is full of: what the constructor throws, the reader
 * gets. It need not be public, but its module must open its package if it is in a named one.
 *
 * <p>{@link #toString()} is what stands in a region's file for the type, and what is compared when a name is opened:
 * {@code INT32}, {@code text(32)}, {@code com.acme.Point{INT32 x, INT32 y}}. A value or an array that arrives as a
 * handle finds its type by it: a record by its class' name, which the class loader of the thread's context must know,
 * or that of this class, and with that layout. Types are equal if that is equal and they are of one class. They are
 * thread-safe.
 */
public final class Type<T> implements Serializable {

    private static final long serialVersionUID = 1L;

    /** -128 to 127. */
    public static final Type<Byte> INT8 = new Type<>(Scalar.INT8);
    /** 0 to 255. */
    public static final Type<Short> UINT8 = new Type<>(Scalar.UINT8);
    /** -32768 to 32767. */
    public static final Type<Short> INT16 = new Type<>(Scalar.INT16);
    /** 0 to 65535. */
    public static final Type<Integer> UINT16 = new Type<>(Scalar.UINT16);
    public static final Type<Integer> INT32 = new Type<>(Scalar.INT32);
    /** 0 to 4294967295. */
    public static final Type<Long> UINT32 = new Type<>(Scalar.UINT32);
    /** For one without a sign, use {@link Long#toUnsignedString(long)} and its like on these. */
    public static final Type<Long> INT64 = new Type<>(Scalar.INT64);
    public static final Type<Float> FLOAT32 = new Type<>(Scalar.FLOAT32);
    public static final Type<Double> FLOAT64 = new Type<>(Scalar.FLOAT64);
    /** A unit of UTF-16. */
    public static final Type<Character> CHAR = new Type<>(Scalar.CHAR);
    public static final Type<Boolean> BOOL = new Type<>(Scalar.BOOL);

    /** The most that one value of any type may take, in bytes. */
    public static final int MAX_BYTES = 1 << 28;

    private static final Type<?>[] SCALARS =
        {INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, FLOAT32, FLOAT64, CHAR, BOOL};
    private static final String TEXT_START = "text(";
    private static final String TEXT_END = ")";
    private static final char RECORD_START = '{';
    private static final String RECORD_END = "}";

    private final transient Layout<T> layout;

    private Type(Layout<T> layout) {
        this.layout = layout;
    }

    /** On a component of a record: that many bytes of UTF-8 are the most that its text may take. */
    @Target(ElementType.RECORD_COMPONENT)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface MaxBytes {
        /** At least 1. */
        int value();
    }

    /**
     * On a component of a record: it is a {@link #UINT8} if it is a {@code short}, a {@link #UINT16} if an {@code int},
     * a {@link #UINT32} if a {@code long}.
     */
    @Target(ElementType.RECORD_COMPONENT)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Unsigned {
    }

    /**
     * Text.
     *
     * @param maxBytes the most that it may take in UTF-8, at least 1
     */
    public static Type<String> text(int maxBytes) {
        return new Type<>(textLayout(maxBytes));
    }

    /**
     * A record.
     *
     * @throws IllegalArgumentException if it cannot be laid out, which says why and names the component, or if its
     *     module does not open it
     */
    @SuppressWarnings("unchecked")
    public static <R extends Record> Type<R> of(Class<R> record) {
        return (Type<R>) Records.TYPES.get(record);
    }

    /**
     * The type that stands in a file.
     *
     * @throws RegionException if this process has no such type
     */
    static Type<?> named(Path file, String text) {
        if (text.indexOf(RECORD_START) > 0 && text.endsWith(RECORD_END)) {
            return record(file, text);
        }
        Type<?> found = simple(text);
        if (found == null) {
            throw new RegionFormatException(file, "corrupt block: expected a type, found \"" + text
                + "\"; restore the file or delete it");
        }
        return found;
    }

    /** A scalar or text; null if there is no such type. */
    private static Type<?> simple(String text) {
        for (Type<?> scalar : SCALARS) {
            if (scalar.toString().equals(text)) {
                return scalar;
            }
        }
        try {
            if (text.startsWith(TEXT_START) && text.endsWith(TEXT_END)) {
                Type<?> found = text(Integer.parseInt(text.substring(TEXT_START.length(), text.length() - 1)));
                return found.toString().equals(text) ? found : null;
            }
        } catch (IllegalArgumentException e) {
            // No such type, as below.
        }
        return null;
    }

    private static Type<?> record(Path file, String text) {
        String name = text.substring(0, text.indexOf(RECORD_START));
        Type<?> found;
        try {
            found = Records.TYPES.get(load(name));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new RegionException(file, "holds records of class " + name + ", which this process cannot load (" + e
                + "); put it on the class path", e);
        } catch (IllegalArgumentException e) {
            throw mismatch(file, text, name, e);
        }
        if (!found.toString().equals(text)) {
            throw mismatch(file, text, found.toString(), null);
        }
        return found;
    }

    private static ObjectMismatchException mismatch(Path file, String expected, String found, Throwable cause) {
        return new ObjectMismatchException(file, "expected a record " + expected + ", found in this process " + found
            + (cause == null ? "" : " (" + cause.getMessage() + ")")
            + "; use the version of the class that the object was made with", cause);
    }

    /** By the class loader of the thread's context or, if it knows no such class, by that of this class. */
    private static Class<?> load(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            try {
                return Class.forName(name, false, context);
            } catch (ClassNotFoundException e) {
                // By the other one.
            }
        }
        return Class.forName(name, false, Type.class.getClassLoader());
    }

    Layout<T> layout() {
        return layout;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Type<?> type && type.layout.carrier() == layout.carrier()
            && type.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** What stands in a region's file for this type. */
    @Override
    public String toString() {
        return layout.toString();
    }

    private Object writeReplace() {
        return new Sent(layout.carrier().isRecord() ? layout.carrier() : null, toString());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a type travels by its name");
    }

    /** What serialization writes of a type. */
    private record Sent(Class<?> record, String text) implements Serializable {

        private Object readResolve() throws InvalidObjectException {
            Type<?> type = record != null && record.isRecord() ? Records.TYPES.get(record) : simple(text);
            if (type == null || !type.toString().equals(text)) {
                throw new InvalidObjectException("expected the type " + text + ", found in this process " + type);
            }
            return type;
        }
    }

    private static Text textLayout(int maxBytes) {
        if (maxBytes < 1 || maxBytes > MAX_BYTES) {
            throw new IllegalArgumentException("expected a text of 1 to " + MAX_BYTES + " bytes, found " + maxBytes);
        }
        return new Text(maxBytes);
    }

    /** The types of records, and how they are found. Loaded by who has a record. */
    private static final class Records {

        /** What a method may have, less what the JVM's method handles take of it for themselves. */
        private static final int MAX_SLOTS = 250;

        static final ClassValue<Type<?>> TYPES = new ClassValue<>() {
            @Override
            protected Type<?> computeValue(Class<?> record) {
                return new Type<>(layout(record, new ArrayDeque<>()));
            }
        };

        /** @param outer the records that this one is a part of */
        private static <R> Layout<R> layout(Class<R> record, Deque<Class<?>> outer) {
            RecordComponent[] components = record.getRecordComponents();
            if (components == null) {
                throw refusal(record, "it is no record");
            }
            if (components.length == 0) {
                throw refusal(record, "it has no components");
            }
            if (slots(components) > MAX_SLOTS) {
                throw refusal(record, "it has too many components: up to " + MAX_SLOTS + " can be, each long and double"
                    + " counted twice; make some a record of their own");
            }
            outer.push(record);
            Layout<?>[] layouts = new Layout<?>[components.length];
            for (int i = 0; i < layouts.length; i++) {
                layouts[i] = layout(components[i], outer);
            }
            outer.pop();
            return structure(record, components, layouts);
        }

        private static int slots(RecordComponent[] components) {
            int slots = 0;
            for (RecordComponent component : components) {
                slots += component.getType() == long.class || component.getType() == double.class ? 2 : 1;
            }
            return slots;
        }

        private static <R> Layout<R> structure(Class<R> record, RecordComponent[] components, Layout<?>[] layouts) {
            try {
                Structure<R> structure = Structure.of(record, components, layouts);
                int textBytes = Block.bytes(structure.toString()).length;
                if (textBytes > Block.MAX_TYPE_BYTES) {
                    throw refusal(record, "the names of its components and their types take " + textBytes
                        + " bytes, more than " + Block.MAX_TYPE_BYTES);
                }
                if (structure.bytes() > MAX_BYTES) {
                    throw new ArithmeticException();
                }
                return structure;
            } catch (ArithmeticException e) {
                throw refusal(record, "it takes more than " + MAX_BYTES + " bytes");
            } catch (InaccessibleObjectException e) {
                throw new IllegalArgumentException(record.getName() + " cannot be read: " + record.getModule()
                    + " does not open it; add \"opens " + record.getPackageName() + "\" to its module-info.java", e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(record.getName() + " cannot be read: " + e, e);
            }
        }

        private static Layout<?> layout(RecordComponent component, Deque<Class<?>> outer) {
            Class<?> type = component.getType();
            MaxBytes maxBytes = component.getAnnotation(MaxBytes.class);
            boolean unsigned = component.isAnnotationPresent(Unsigned.class);
            if (type == String.class && maxBytes != null && !unsigned) {
                return text(component, maxBytes.value());
            }
            if (type == String.class) {
                throw refusal(component, unsigned ? "text has no @Unsigned" : "text needs a @Type.MaxBytes(n)");
            }
            if (maxBytes != null) {
                throw refusal(component, "@MaxBytes is for text");
            }
            for (Type<?> scalar : SCALARS) {
                if (scalar.layout.carrier() == type && ((Scalar<?>) scalar.layout).isUnsigned() == unsigned) {
                    return scalar.layout;
                }
            }
            if (unsigned) {
                throw refusal(component, "@Unsigned is for short, int and long");
            }
            if (!type.isRecord()) {
                throw refusal(component, "expected byte, short, int, long, float, double, char, boolean, String or a"
                    + " record of these");
            }
            if (outer.contains(type)) {
                throw refusal(component, "a record cannot be a part of itself");
            }
            return layout(type, outer);
        }

        private static Layout<String> text(RecordComponent component, int maxBytes) {
            try {
                return textLayout(maxBytes);
            } catch (IllegalArgumentException e) {
                throw refusal(component, e.getMessage());
            }
        }

        private static IllegalArgumentException refusal(RecordComponent component, String why) {
            return refusal(component.getDeclaringRecord(),
                component.getType().getSimpleName() + " " + component.getName() + ": " + why);
        }

        private static IllegalArgumentException refusal(Class<?> record, String why) {
            return new IllegalArgumentException(record.getName() + " cannot be laid out: " + why);
        }
    }
}
