package io.procession;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The arguments and results of calls as bytes: as {@link Values} has them, but for some that are common here, which go
 * by hand too. Functions are serialized, once if they have captured nothing, and what they capture in vain is named.
 */
final class CallValues {

    /** Beyond the kinds of {@link Values}. */
    private static final byte FUNCTION = 100;
    private static final byte CONSTANT_FUNCTION = 101;
    private static final byte UNIT = 102;
    private static final byte DURATION = 103;
    /** An array of objects: each behind its length. */
    private static final byte OBJECTS = 104;

    private static final ClassValue<Constant> CONSTANTS = new ClassValue<>() {
        @Override
        protected Constant computeValue(Class<?> type) {
            return new Constant(type);
        }
    };

    private static final int MAX_KNOWN = 1 << 10;

    /** Functions that have captured nothing, by the bytes that they were made of. */
    private static final Map<ByteBuffer, Object> KNOWN = new ConcurrentHashMap<>();

    private static final TimeUnit[] UNITS = TimeUnit.values();

    private CallValues() {
    }

    /**
     * A value as bytes.
     *
     * @throws TaskNotSerializableException if it is a function that has captured what cannot travel
     */
    static byte[] encode(Object value) throws IOException {
        byte[] bytes = Values.encodeByHand(value);
        if (bytes != null) {
            return bytes;
        }
        Crossing crossing = Crossing.current();
        Object replaced = crossing == null ? value : crossing.replace(value);
        if (replaced != value) {
            return Values.encode(replaced);
        }
        if (value instanceof TimeUnit unit) {
            return new byte[] {UNIT, (byte) unit.ordinal()};
        }
        if (value instanceof Duration time) {
            return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES).put(DURATION).putLong(time.getSeconds())
                .putInt(time.getNano()).array();
        }
        if (value.getClass() == Object[].class) {
            return encodeAll((Object[]) value);
        }
        if (value.getClass().isHidden() || value.getClass().isSynthetic()) {
            return encodeFunction(value);
        }
        return Values.encode(value);
    }

    private static byte[] encodeFunction(Object function) throws IOException {
        Constant constant = CONSTANTS.get(function.getClass());
        if (constant.bytes != null) {
            return constant.bytes;
        }
        if (!(function instanceof Serializable)) {
            throw new TaskNotSerializableException(FunctionCode.describe(function) + " cannot travel to a manager, for "
                + "it is no Serializable function: declare it as one of io.procession.Portable's, or the parameter as "
                + "an interface that extends Serializable",
                new NotSerializableException(function.getClass().getName()));
        }
        byte[] encoded;
        try {
            encoded = Values.encode(function);
        } catch (NotSerializableException e) {
            FunctionCode.of(function);
            throw e;
        }
        byte kind = constant.isPossible ? CONSTANT_FUNCTION : FUNCTION;
        byte[] bytes = ByteBuffer.allocate(1 + encoded.length).put(kind).put(encoded).array();
        if (constant.isPossible) {
            constant.bytes = bytes;
        }
        return bytes;
    }

    private static byte[] encodeAll(Object[] values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(OBJECTS);
        out.writeInt(values.length);
        for (Object value : values) {
            byte[] encoded = encode(value);
            out.writeInt(encoded.length);
            out.write(encoded);
        }
        return bytes.toByteArray();
    }

    /** The value that was encoded to a range of bytes. */
    static Object decode(byte[] bytes, int offset, int length)
        throws IOException, ClassNotFoundException {
        byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
        switch (length == 0 ? 0 : own[0]) {
            case FUNCTION:
                return function(own);
            case CONSTANT_FUNCTION:
                return constantFunction(own);
            case UNIT:
                return UNITS[own[1]];
            case DURATION:
                ByteBuffer time = ByteBuffer.wrap(own, 1, own.length - 1);
                return Duration.ofSeconds(time.getLong(), time.getInt());
            case OBJECTS:
                return decodeAll(own);
            default:
                return Values.decode(own, null);
        }
    }

    private static Object[] decodeAll(byte[] bytes) throws IOException, ClassNotFoundException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        Object[] values = new Object[buffer.getInt()];
        for (int i = 0; i < values.length; i++) {
            int length = buffer.getInt();
            values[i] = decode(bytes, buffer.position(), length);
            buffer.position(buffer.position() + length);
        }
        return values;
    }

    private static Object function(byte[] bytes) throws IOException, ClassNotFoundException {
        return Values.decode(Arrays.copyOfRange(bytes, 1, bytes.length), null);
    }

    /** The one code of all lambdas of a class that have captured nothing. */
    private static final class Constant {

        private final boolean isPossible;
        private volatile byte[] bytes;

        Constant(Class<?> type) {
            isPossible = type.getDeclaredFields().length == 0;
        }
    }

    /** One that has captured nothing is made once: to make one takes tens of microseconds. */
    private static Object constantFunction(byte[] bytes) throws IOException, ClassNotFoundException {
        ByteBuffer key = ByteBuffer.wrap(bytes);
        Object known = KNOWN.get(key);
        if (known == null) {
            known = function(bytes);
            if (KNOWN.size() < MAX_KNOWN) {
                KNOWN.put(key, known);
            }
        }
        return known;
    }
}
