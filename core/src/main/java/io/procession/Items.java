package io.procession;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Many values as bytes: a form, and what follows from it. With the standard codec, numbers of one class lie one behind
 * the other, and where one has to be serialized all are, together: for one by one that takes a hundred times as long.
 * What several of these refer to is then one object there too. With other codecs each is encoded by itself.
 *
 * <p>Numbers have their lowest byte first. No length is believed that the bytes have no room for.
 *
 * <p>They are not accessed through variable handles, which a worker that starts would have to load first.
 */
final class Items {

    /** Serialized one behind the other, behind their count. */
    private static final byte SERIALIZED = 0;
    /** Each by the codec, behind its length. */
    private static final byte EACH = 1;
    /** A byte for each: {@link #FALSE}, {@link #TRUE}, {@link #NULL}. */
    private static final byte TRUTHS = 2;
    private static final byte INTS = 3;
    private static final byte LONGS = 4;
    private static final byte DOUBLES = 5;

    private static final byte FALSE = 0;
    private static final byte TRUE = 1;
    private static final byte NULL = 2;

    /** What is before the first item. */
    private static final int FORM_BYTES = 1;

    private Items() {
    }

    /**
     * Some items of an array, from an index up to another, as bytes.
     *
     * @throws java.io.NotSerializableException if one cannot travel, as {@link Codec#encode} throws it for that item
     */
    static byte[] encode(Codec codec, Object[] items, int from, int to) throws IOException {
        Objects.checkFromToIndex(from, to, items.length);
        if (!(codec instanceof StandardCodec)) {
            return join(encodeEach(codec, items, from, to));
        }
        byte[] bytes = encodeAlike(items, from, to);
        if (bytes != null) {
            return bytes;
        }
        byte[][] each = encodeEachByHand(items, from, to);
        return each == null ? Serialization.encodeAll(SERIALIZED, items, from, to) : join(each);
    }

    /**
     * The items that were encoded to a range of bytes. Whatever these are, what comes of them by the standard codec is
     * items or an exception that is declared here.
     */
    static Object[] decode(Codec codec, byte[] bytes, int offset, int length)
        throws IOException, ClassNotFoundException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            throw Damage.found("expected encoded items, found no bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, offset + FORM_BYTES, length - FORM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        switch (bytes[offset]) {
            case TRUTHS:
                return truths(in);
            case INTS:
                return ints(in);
            case LONGS:
                return longs(in);
            case DOUBLES:
                return doubles(in);
            case EACH:
                return each(codec, in);
            case SERIALIZED:
                if (codec instanceof StandardCodec standard) {
                    return Serialization.decodeAll(bytes, offset + FORM_BYTES, offset + length, standard.filter());
                }
                throw Damage.found("expected items that " + codec + " has encoded, found serialized ones");
            default:
                throw Damage.found("expected encoded items, found form " + bytes[offset]);
        }
    }

    /** The bytes of items that are all numbers of one class, or all truths or null; null if they are not. */
    private static byte[] encodeAlike(Object[] items, int from, int to) throws IOException {
        Object first = from == to ? null : items[from];
        if (first == null || first instanceof Boolean) {
            return encodeTruths(items, from, to);
        } else if (first instanceof Integer) {
            return encodeInts(items, from, to);
        } else if (first instanceof Long) {
            return encodeLongs(items, from, to);
        } else if (first instanceof Double) {
            return encodeDoubles(items, from, to);
        }
        return null;
    }

    private static byte[] encodeTruths(Object[] items, int from, int to) throws IOException {
        byte[] bytes = Elements.allocate(TRUTHS, to - from, Byte.BYTES);
        for (int i = from, at = FORM_BYTES; i < to; i++, at++) {
            Object item = items[i];
            if (item == null) {
                bytes[at] = NULL;
            } else if (item instanceof Boolean truth) {
                bytes[at] = truth ? TRUE : FALSE;
            } else {
                return null;
            }
        }
        return bytes;
    }

    private static byte[] encodeInts(Object[] items, int from, int to) throws IOException {
        byte[] bytes = Elements.allocate(INTS, to - from, Integer.BYTES);
        ByteBuffer out = Elements.elements(bytes);
        for (int i = from; i < to; i++) {
            if (!(items[i] instanceof Integer number)) {
                return null;
            }
            out.putInt(number);
        }
        return bytes;
    }

    private static byte[] encodeLongs(Object[] items, int from, int to) throws IOException {
        byte[] bytes = Elements.allocate(LONGS, to - from, Long.BYTES);
        ByteBuffer out = Elements.elements(bytes);
        for (int i = from; i < to; i++) {
            if (!(items[i] instanceof Long number)) {
                return null;
            }
            out.putLong(number);
        }
        return bytes;
    }

    private static byte[] encodeDoubles(Object[] items, int from, int to) throws IOException {
        byte[] bytes = Elements.allocate(DOUBLES, to - from, Double.BYTES);
        ByteBuffer out = Elements.elements(bytes);
        for (int i = from; i < to; i++) {
            if (!(items[i] instanceof Double number)) {
                return null;
            }
            out.putDouble(number);
        }
        return bytes;
    }

    private static byte[][] encodeEach(Codec codec, Object[] items, int from, int to) throws IOException {
        byte[][] each = new byte[to - from][];
        for (int i = from; i < to; i++) {
            each[i - from] = codec.encode(items[i]);
        }
        return each;
    }

    /** Null if there is one that has to be serialized. */
    private static byte[][] encodeEachByHand(Object[] items, int from, int to) throws IOException {
        byte[][] each = new byte[to - from][];
        for (int i = from; i < to; i++) {
            each[i - from] = Values.encodeByHand(items[i]);
            if (each[i - from] == null) {
                return null;
            }
        }
        return each;
    }

    private static byte[] join(byte[][] each) throws IOException {
        long size = 0;
        for (byte[] item : each) {
            size += Integer.BYTES + item.length;
        }
        byte[] bytes = Elements.allocate(EACH, (int) Math.min(size, Integer.MAX_VALUE), Byte.BYTES);
        ByteBuffer out = Elements.elements(bytes);
        for (byte[] item : each) {
            out.putInt(item.length).put(item);
        }
        return bytes;
    }

    private static Object[] truths(ByteBuffer in) throws IOException {
        Object[] items = new Object[in.remaining()];
        for (int i = 0; i < items.length; i++) {
            byte truth = in.get();
            if (truth < FALSE || truth > NULL) {
                throw Damage.found("expected a boolean as 0 or 1, or 2 for null, found " + truth);
            }
            items[i] = truth == NULL ? null : truth == TRUE;
        }
        return items;
    }

    private static Object[] ints(ByteBuffer in) throws IOException {
        Object[] items = allocate(in.remaining(), Integer.BYTES);
        for (int i = 0; i < items.length; i++) {
            items[i] = in.getInt();
        }
        return items;
    }

    private static Object[] longs(ByteBuffer in) throws IOException {
        Object[] items = allocate(in.remaining(), Long.BYTES);
        for (int i = 0; i < items.length; i++) {
            items[i] = in.getLong();
        }
        return items;
    }

    private static Object[] doubles(ByteBuffer in) throws IOException {
        Object[] items = allocate(in.remaining(), Double.BYTES);
        for (int i = 0; i < items.length; i++) {
            items[i] = in.getDouble();
        }
        return items;
    }

    private static Object[] allocate(int length, int size) throws IOException {
        if (length % size != 0) {
            throw Damage.found("expected items of " + size + " bytes each, found " + length + " bytes");
        }
        return new Object[length / size];
    }

    private static Object[] each(Codec codec, ByteBuffer in) throws IOException, ClassNotFoundException {
        Object[] items = new Object[count(in.duplicate().order(in.order()))];
        for (int i = 0; i < items.length; i++) {
            byte[] item = new byte[in.getInt()];
            in.get(item);
            items[i] = codec.decode(item);
        }
        return items;
    }

    /** How many lengths there are, each of which is right. */
    private static int count(ByteBuffer in) throws IOException {
        int count = 0;
        for (; in.hasRemaining(); count++) {
            int left = in.remaining() - Integer.BYTES;
            int length = left < 0 ? -1 : in.getInt();
            if (length < 0 || length > left) {
                throw Damage.found("expected an item behind its length, found length " + length + " and " + left
                    + " bytes");
            }
            in.position(in.position() + length);
        }
        return count;
    }
}
