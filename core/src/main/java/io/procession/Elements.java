package io.procession;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of one size behind a kind: the arrays of primitives as bytes. The lowest byte is first. */
final class Elements {

    /** Some JVMs cannot make an array of quite {@link Integer#MAX_VALUE} elements. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

    private Elements() {
    }

    /** Room for elements of a size behind their kind. */
    static byte[] allocate(byte kind, int count, int size) throws IOException {
        if (count > MAX_BYTES / size) {
            throw new InvalidObjectException("expected up to " + MAX_BYTES + " bytes, found " + count
                + " elements of " + size);
        }
        byte[] bytes = new byte[1 + count * size];
        bytes[0] = kind;
        return bytes;
    }

    /** How many elements of a size there are behind the kind. */
    static int count(byte[] bytes, int size) throws IOException {
        int length = bytes.length - 1;
        if (length % size != 0) {
            throw Damage.found("expected elements of " + size + " bytes each, found " + length
                + " bytes");
        }
        return length / size;
    }

    static byte[] encode(byte kind, boolean[] array) throws IOException {
        byte[] bytes = allocate(kind, array.length, Byte.BYTES);
        for (int i = 0; i < array.length; i++) {
            bytes[1 + i] = (byte) (array[i] ? 1 : 0);
        }
        return bytes;
    }

    static byte[] encode(byte kind, short[] array) throws IOException {
        byte[] bytes = allocate(kind, array.length, Short.BYTES);
        elements(bytes).asShortBuffer().put(array);
        return bytes;
    }

    static byte[] encode(byte kind, char[] array) throws IOException {
        byte[] bytes = allocate(kind, array.length, Character.BYTES);
        elements(bytes).asCharBuffer().put(array);
        return bytes;
    }

    static byte[] encode(byte kind, int[] array) throws IOException {
        byte[] bytes = allocate(kind, array.length, Integer.BYTES);
        elements(bytes).asIntBuffer().put(array);
        return bytes;
    }

    static byte[] encode(byte kind, long[] array) throws IOException {
        byte[] bytes = allocate(kind, array.length, Long.BYTES);
        elements(bytes).asLongBuffer().put(array);
        return bytes;
    }

    static byte[] encode(byte kind, float[] array) throws IOException {
        byte[] bytes = allocate(kind, array.length, Float.BYTES);
        elements(bytes).asFloatBuffer().put(array);
        return bytes;
    }

    static byte[] encode(byte kind, double[] array) throws IOException {
        byte[] bytes = allocate(kind, array.length, Double.BYTES);
        elements(bytes).asDoubleBuffer().put(array);
        return bytes;
    }

    static boolean[] booleans(byte[] bytes) throws IOException {
        boolean[] array = new boolean[bytes.length - 1];
        for (int i = 0; i < array.length; i++) {
            byte truth = bytes[1 + i];
            if (truth != 0 && truth != 1) {
                throw Damage.found("expected a boolean as 0 or 1, found " + truth);
            }
            array[i] = truth == 1;
        }
        return array;
    }

    static short[] shorts(byte[] bytes) throws IOException {
        short[] array = new short[count(bytes, Short.BYTES)];
        elements(bytes).asShortBuffer().get(array);
        return array;
    }

    static char[] chars(byte[] bytes) throws IOException {
        char[] array = new char[count(bytes, Character.BYTES)];
        elements(bytes).asCharBuffer().get(array);
        return array;
    }

    static int[] ints(byte[] bytes) throws IOException {
        int[] array = new int[count(bytes, Integer.BYTES)];
        elements(bytes).asIntBuffer().get(array);
        return array;
    }

    static long[] longs(byte[] bytes) throws IOException {
        long[] array = new long[count(bytes, Long.BYTES)];
        elements(bytes).asLongBuffer().get(array);
        return array;
    }

    static float[] floats(byte[] bytes) throws IOException {
        float[] array = new float[count(bytes, Float.BYTES)];
        elements(bytes).asFloatBuffer().get(array);
        return array;
    }

    static double[] doubles(byte[] bytes) throws IOException {
        double[] array = new double[count(bytes, Double.BYTES)];
        elements(bytes).asDoubleBuffer().get(array);
        return array;
    }

    /** What is behind the kind. */
    static ByteBuffer elements(byte[] bytes) {
        return ByteBuffer.wrap(bytes, 1, bytes.length - 1).order(ByteOrder.LITTLE_ENDIAN);
    }
}
