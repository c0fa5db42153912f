package io.procession;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/**
 * Objects as bytes, by the JDK's serialization, and back through a filter: the JVM's own, if the system property
 * {@code jdk.serialFilter} sets one, and in any case one that ends absurd depths before the stack does.
 */
final class Serialization {

    private static final long MAX_DEPTH = 10_000;

    private Serialization() {
    }

    static byte[] encode(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (StackOverflowError e) {
            throw new InvalidObjectException("its objects refer to one another in a chain too long for serialization");
        }
        return bytes.toByteArray();
    }

    static Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
        try (Input in = new Input(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /** Finds classes as the calling thread would. */
    private static final class Input extends ObjectInputStream {

        Input(InputStream in) throws IOException {
            super(in);
            setObjectInputFilter(new Filter(getObjectInputFilter()));
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
    }

    private static final class Filter implements ObjectInputFilter {

        private final ObjectInputFilter jvmWide;

        Filter(ObjectInputFilter jvmWide) {
            this.jvmWide = jvmWide;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            if (info.depth() > MAX_DEPTH) {
                return Status.REJECTED;
            }
            return jvmWide == null ? Status.UNDECIDED : jvmWide.checkInput(info);
        }
    }
}
