package io.procession;

import io.procession.shm.SharedObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Values as bytes: a kind, and what follows from it. Null, boxed primitives, strings, primitive arrays and handles of
 * shared objects are written by hand, since that is a hundred times faster, and a worker that need not load the JDK's
 * serialization for them starts in half the time; all else by {@link Serialization}.
 *
 * <p>Numbers have their lowest byte first. Nothing says its own length, the end of the bytes does: so there is no
 * length to believe.
 */
final class Values {

    private static final byte SERIALIZED = 0;
    private static final byte NULL = 1;
    private static final byte FALSE = 2;
    private static final byte TRUE = 3;
    private static final byte BYTE = 4;
    private static final byte SHORT = 5;
    private static final byte CHAR = 6;
    private static final byte INT = 7;
    private static final byte LONG = 8;
    private static final byte FLOAT = 9;
    private static final byte DOUBLE = 10;
    /** A string of which every char fits a byte. */
    private static final byte NARROW_STRING = 11;
    /** Any other: as its chars are, halves of surrogate pairs too. */
    private static final byte WIDE_STRING = 12;
    private static final byte SHARED = 13;
    private static final byte BYTES = 14;
    private static final byte BOOLEANS = 15;
    private static final byte SHORTS = 16;
    private static final byte CHARS = 17;
    private static final byte INTS = 18;
    private static final byte LONGS = 19;
    private static final byte FLOATS = 20;
    private static final byte DOUBLES = 21;

    private static final int MAX_NARROW = 0xFF;

    private Values() {
    }

    static byte[] encode(Object value) throws IOException {
        byte[] bytes = encodeByHand(value);
        return bytes == null ? Serialization.encode(SERIALIZED, value) : bytes;
    }

    /** As {@link #encode(Object)}, but null for what has to be serialized. */
    static byte[] encodeByHand(Object value) throws IOException {
        if (value == null) {
            return new byte[] {NULL};
        } else if (value instanceof byte[] array) {
            byte[] bytes = Elements.allocate(BYTES, array.length, Byte.BYTES);
            System.arraycopy(array, 0, bytes, 1, array.length);
            return bytes;
        } else if (value instanceof String string) {
            return encode(string);
        } else if (value instanceof Long number) {
            return eightBytes(LONG, number);
        } else if (value instanceof Integer number) {
            return fourBytes(INT, number);
        } else if (value instanceof Double number) {
            return eightBytes(DOUBLE, Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean truth) {
            return new byte[] {truth ? TRUE : FALSE};
        } else if (value instanceof Float number) {
            return fourBytes(FLOAT, Float.floatToRawIntBits(number));
        } else if (value instanceof Byte number) {
            return new byte[] {BYTE, number};
        } else if (value instanceof Short number) {
            return twoBytes(SHORT, number);
        } else if (value instanceof Character letter) {
            return twoBytes(CHAR, letter);
        } else if (value instanceof SharedObject object && object.isWholeInHandle()) {
            return encode(object);
        } else if (value instanceof long[] array) {
            return Elements.encode(LONGS, array);
        } else if (value instanceof int[] array) {
            return Elements.encode(INTS, array);
        } else if (value instanceof double[] array) {
            return Elements.encode(DOUBLES, array);
        } else if (value instanceof float[] array) {
            return Elements.encode(FLOATS, array);
        } else if (value instanceof char[] array) {
            return Elements.encode(CHARS, array);
        } else if (value instanceof short[] array) {
            return Elements.encode(SHORTS, array);
        } else if (value instanceof boolean[] array) {
            return Elements.encode(BOOLEANS, array);
        }
        return null;
    }

    /**
     * The value that was encoded to these bytes. Whatever they are, what comes is a value or an exception that is
     * declared here.
     *
     * @param filter for what was serialized; null for the standard one
     */
    static Object decode(byte[] bytes, SerialFilter filter) throws IOException, ClassNotFoundException {
        switch (bytes.length == 0 ? -1 : bytes[0]) {
            case NULL:
                checkSize(bytes, 0);
                return null;
            case FALSE:
                checkSize(bytes, 0);
                return Boolean.FALSE;
            case TRUE:
                checkSize(bytes, 0);
                return Boolean.TRUE;
            case BYTE:
                checkSize(bytes, Byte.BYTES);
                return bytes[1];
            case SHORT:
                checkSize(bytes, Short.BYTES);
                return (short) twoBytes(bytes, 1);
            case CHAR:
                checkSize(bytes, Character.BYTES);
                return (char) twoBytes(bytes, 1);
            case INT:
                checkSize(bytes, Integer.BYTES);
                return fourBytes(bytes, 1);
            case LONG:
                checkSize(bytes, Long.BYTES);
                return eightBytes(bytes);
            case FLOAT:
                checkSize(bytes, Float.BYTES);
                return Float.intBitsToFloat(fourBytes(bytes, 1));
            case DOUBLE:
                checkSize(bytes, Double.BYTES);
                return Double.longBitsToDouble(eightBytes(bytes));
            case NARROW_STRING:
                return narrowString(bytes);
            case WIDE_STRING:
                return wideString(bytes);
            case SHARED:
                return sharedObject(bytes);
            case BYTES:
                byte[] array = new byte[bytes.length - 1];
                System.arraycopy(bytes, 1, array, 0, array.length);
                return array;
            case BOOLEANS:
                return Elements.booleans(bytes);
            case SHORTS:
                return Elements.shorts(bytes);
            case CHARS:
                return Elements.chars(bytes);
            case INTS:
                return Elements.ints(bytes);
            case LONGS:
                return Elements.longs(bytes);
            case FLOATS:
                return Elements.floats(bytes);
            case DOUBLES:
                return Elements.doubles(bytes);
            case SERIALIZED:
                return Serialization.decode(bytes, filter == null ? SerialFilter.standard() : filter);
            default:
                throw Damage.found(bytes.length == 0 ? "expected an encoded value, found no bytes"
                    : "expected an encoded value, found kind " + bytes[0]);
        }
    }

    private static byte[] encode(String string) throws IOException {
        int length = string.length();
        for (int i = 0; i < length; i++) {
            if (string.charAt(i) > MAX_NARROW) {
                return encodeWide(string);
            }
        }
        byte[] bytes = Elements.allocate(NARROW_STRING, length, Byte.BYTES);
        copyLowBytes(string, bytes);
        return bytes;
    }

    /**
     * The one way into an array that exists already. It is deprecated since it halves all chars, and so is fit for
     * those of which the other half is zero.
     */
    @SuppressWarnings("deprecation")
    private static void copyLowBytes(String string, byte[] bytes) {
        string.getBytes(0, string.length(), bytes, 1);
    }

    /** The way back, which needs no charset: a starting worker would have to load it. */
    @SuppressWarnings("deprecation")
    private static String narrowString(byte[] bytes) {
        return new String(bytes, 0, 1, bytes.length - 1);
    }

    private static byte[] encodeWide(String string) throws IOException {
        byte[] bytes = Elements.allocate(WIDE_STRING, string.length(), Character.BYTES);
        for (int i = 0, at = 1; at < bytes.length; i++, at += Character.BYTES) {
            char letter = string.charAt(i);
            bytes[at] = (byte) letter;
            bytes[at + 1] = (byte) (letter >> 8);
        }
        return bytes;
    }

    private static String wideString(byte[] bytes) throws IOException {
        char[] chars = new char[Elements.count(bytes, Character.BYTES)];
        for (int i = 0, at = 1; i < chars.length; i++, at += Character.BYTES) {
            chars[i] = (char) twoBytes(bytes, at);
        }
        return new String(chars);
    }

    private static byte[] encode(SharedObject object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(SHARED);
        object.writeHandle(out);
        return bytes.toByteArray();
    }

    private static Object sharedObject(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1));
        Object object;
        try {
            object = SharedObject.readHandle(in);
        } catch (RuntimeException | LinkageError e) {
            throw Damage.invalid("cannot attach to a shared object here: " + e, e);
        }
        if (in.available() > 0) {
            throw Damage.found("expected one handle, found " + in.available() + " bytes behind it");
        }
        return object;
    }

    private static byte[] twoBytes(byte kind, int number) {
        return new byte[] {kind, (byte) number, (byte) (number >> 8)};
    }

    private static int twoBytes(byte[] bytes, int at) {
        return bytes[at] & 0xFF | bytes[at + 1] << 8;
    }

    private static byte[] fourBytes(byte kind, int number) {
        return new byte[] {kind, (byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)};
    }

    private static int fourBytes(byte[] bytes, int at) {
        return twoBytes(bytes, at) & 0xFFFF | twoBytes(bytes, at + 2) << 16;
    }

    private static byte[] eightBytes(byte kind, long number) {
        int low = (int) number;
        int high = (int) (number >> 32);
        return new byte[] {kind, (byte) low, (byte) (low >> 8), (byte) (low >> 16), (byte) (low >> 24),
            (byte) high, (byte) (high >> 8), (byte) (high >> 16), (byte) (high >> 24)};
    }

    private static long eightBytes(byte[] bytes) {
        return fourBytes(bytes, 1) & 0xFFFFFFFFL | (long) fourBytes(bytes, 5) << 32;
    }

    private static void checkSize(byte[] bytes, int expected) throws IOException {
        if (bytes.length != 1 + expected) {
            throw Damage.found("expected a value of " + expected + " bytes, found "
                + (bytes.length - 1));
        }
    }
}
