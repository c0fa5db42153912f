package io.procession;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

/** Objects as bytes, by the JDK's serialization behind a first byte of the caller's, and back through a filter. */
final class Serialization {

    private Serialization() {
    }

    /**
     * An object as bytes.
     *
     * @throws NotSerializableException if something in it cannot be serialized, with the path there
     */
    static byte[] encode(byte first, Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        try (ObjectOutputStream out = new Output(bytes)) {
            write(object, out);
        }
        return bytes.toByteArray();
    }

    /**
     * Some objects of an array as bytes, behind their count. What several of them refer to is written once.
     *
     * @throws NotSerializableException if something in one cannot be serialized, with the path there from that one
     */
    static byte[] encodeAll(byte first, Object[] objects, int from, int to) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        new DataOutputStream(bytes).writeInt(to - from);
        try (ObjectOutputStream out = new Output(bytes)) {
            for (int i = from; i < to; i++) {
                write(objects[i], out);
            }
        }
        return bytes.toByteArray();
    }

    private static void write(Object object, ObjectOutputStream out) throws IOException {
        try {
            out.writeObject(object);
        } catch (NotSerializableException e) {
            throw ObjectPath.explain(object, e);
        } catch (StackOverflowError e) {
            throw new InvalidObjectException("its objects refer to one another in a chain too long for serialization");
        }
    }

    /** The object behind the first byte. Whatever fails, but for memory, is one of the exceptions declared here. */
    static Object decode(byte[] bytes, SerialFilter filter) throws IOException, ClassNotFoundException {
        return read(new ByteArrayInputStream(bytes, 1, bytes.length - 1), 1, filter)[0];
    }

    /** The objects in a range of bytes, which begins with their count. Fails as {@link #decode} does. */
    static Object[] decodeAll(byte[] bytes, int from, int to, SerialFilter filter)
        throws IOException, ClassNotFoundException {
        ByteArrayInputStream source = new ByteArrayInputStream(bytes, from, to - from);
        int count = new DataInputStream(source).readInt();
        if (count < 0 || count > source.available()) {
            throw Damage.found("expected up to " + source.available() + " objects, found a count of " + count);
        }
        return read(source, count, filter);
    }

    private static Object[] read(ByteArrayInputStream source, int count, SerialFilter filter)
        throws IOException, ClassNotFoundException {
        Object[] objects = new Object[count];
        try (Input in = new Input(source, filter)) {
            for (int i = 0; i < count; i++) {
                objects[i] = in.readFiltered();
            }
            if (source.available() > 0) {
                throw Damage.found("expected " + (count == 1 ? "one object" : count + " objects") + ", found "
                    + source.available() + " bytes behind");
            }
            return objects;
        } catch (StackOverflowError e) {
            throw Damage.invalid("its objects refer to one another in a chain too long for this thread's stack", e);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw Damage.invalid("cannot be deserialized here: " + e, e);
        }
    }

    /** Lets a {@link Crossing}, if there is one, put something else in an object's place. */
    private static final class Output extends ObjectOutputStream {

        private final Crossing crossing = Crossing.current();

        Output(OutputStream out) throws IOException {
            super(out);
            if (crossing != null) {
                enableReplaceObject(true);
            }
        }

        @Override
        protected Object replaceObject(Object object) {
            return crossing.replace(object);
        }
    }

    /** Finds classes as the calling thread would. */
    private static final class Input extends ObjectInputStream {

        private final SerialFilter.Watch watch;

        Input(InputStream in, SerialFilter filter) throws IOException {
            super(in);
            watch = filter.watch(getObjectInputFilter(), in.available());
            setObjectInputFilter(watch);
        }

        Object readFiltered() throws IOException, ClassNotFoundException {
            try {
                return readObject();
            } catch (InvalidClassException e) {
                InvalidClassException refusal = watch.refusal();
                if (refusal == null) {
                    throw e;
                }
                refusal.initCause(e);
                throw refusal;
            }
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }

        /** As the JDK's, but that it begins with the calling thread's class loader. */
        @SuppressWarnings("deprecation")
        @Override
        protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            ClassLoader definer = loader;
            Class<?>[] interfaces = new Class<?>[names.length];
            try {
                for (int i = 0; i < names.length; i++) {
                    interfaces[i] = Class.forName(names[i], false, loader);
                    if (!Modifier.isPublic(interfaces[i].getModifiers())) {
                        definer = interfaces[i].getClassLoader();
                    }
                }
                return Proxy.getProxyClass(definer, interfaces);
            } catch (ClassNotFoundException | IllegalArgumentException e) {
                return super.resolveProxyClass(names);
            }
        }
    }
}
