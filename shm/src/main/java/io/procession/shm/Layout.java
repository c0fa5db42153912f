package io.procession.shm;

/**
 * How the values of a type lie in memory: flat, in the byte order of the machine, each scalar at a multiple of its own
 * size, as a C compiler lays out a structure.
 *
 * <p>A value is written to, and read from, bytes of this process' own: what lies in shared memory may change while it
 * is looked at.
 */
abstract class Layout<T> {

    private final String text;
    private final Class<?> carrier;
    private final int bytes;
    private final int alignment;

    /**
     * @param text what stands in a file for the type
     * @param carrier the class of a record's component of the type
     */
    Layout(String text, Class<?> carrier, int bytes, int alignment) {
        this.text = text;
        this.carrier = carrier;
        this.bytes = bytes;
        this.alignment = alignment;
    }

    /**
     * The bytes of a value; those that are missing at the end do not matter.
     *
     * @throws IllegalArgumentException if it is out of the type's range
     */
    abstract byte[] encode(T value);

    /**
     * The value that was encoded.
     *
     * @throws Corruption if none was
     */
    abstract T decode(byte[] encoded);

    /** How many bytes of a value in shared memory matter. */
    int encodedBytes(Memory memory, long offset) {
        return bytes;
    }

    final Class<?> carrier() {
        return carrier;
    }

    final int bytes() {
        return bytes;
    }

    final int alignment() {
        return alignment;
    }

    /** What stands in a file for the type. */
    @Override
    public final String toString() {
        return text;
    }

    /** Of what is not made of parts. */
    abstract static class Simple<T> extends Layout<T> {

        Simple(String text, Class<?> carrier, int bytes, int alignment) {
            super(text, carrier, bytes, alignment);
        }

        /** Writes a value, as {@link #encode} does, over zeros. */
        abstract void put(byte[] target, int offset, T value);

        /** The value that was written, as {@link #decode} does. */
        abstract T get(byte[] source, int offset);

        @Override
        byte[] encode(T value) {
            byte[] encoded = new byte[bytes()];
            put(encoded, 0, value);
            return encoded;
        }

        @Override
        final T decode(byte[] encoded) {
            return get(encoded, 0);
        }
    }

    /** Bytes that no value was written as. */
    static final class Corruption extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Corruption(String message) {
            super(message);
        }
    }
}
