package io.procession;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A call of a managed object, as its client tells the server.
 *
 * <pre>
 *   0        number of the call on its line
 *   8        the object
 *   16       the calling thread
 *   24       the fingerprint of the {@link Face} that the client takes it for
 *   28       the method's number there
 *   30       how many arguments, two bytes
 *   32       each behind its length, as {@link CallValues} has it
 * </pre>
 */
record Request(long number, long object, long thread, int fingerprint, int method, byte[] bytes) {

    private static final int NUMBER_OFFSET = 0;
    private static final int OBJECT_OFFSET = 8;
    private static final int THREAD_OFFSET = 16;
    private static final int FINGERPRINT_OFFSET = 24;
    private static final int METHOD_OFFSET = 28;
    private static final int COUNT_OFFSET = 30;
    private static final int HEADER_BYTES = 32;

    private static final byte[][] NOTHING = {};

    /**
     * A request as bytes, but for its number.
     *
     * @param arguments null for none
     * @throws ArgumentNotSerializableException if one cannot travel
     */
    static byte[] encode(long object, long thread, Face face, int method, Object[] arguments) {
        byte[][] encoded = arguments == null ? NOTHING : new byte[arguments.length][];
        int length = HEADER_BYTES;
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = encode(face, method, arguments[i], i);
            length = Math.addExact(length, Math.addExact(Integer.BYTES, encoded[i].length));
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(0).putLong(object).putLong(thread).putInt(face.fingerprint()).putShort((short) method)
            .putShort((short) encoded.length);
        for (byte[] argument : encoded) {
            buffer.putInt(argument.length).put(argument);
        }
        return buffer.array();
    }

    private static byte[] encode(Face face, int method, Object argument, int index) {
        try {
            return CallValues.encode(argument);
        } catch (IOException e) {
            throw new ArgumentNotSerializableException("argument " + (index + 1) + " of " + face.describe(method)
                + ", of type " + argument.getClass().getName() + ", cannot travel: " + e.getMessage(), e);
        }
    }

    /** Gives a request its number. */
    static void number(byte[] request, long number) {
        ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).putLong(NUMBER_OFFSET, number);
    }

    /** The request that a client of this release has encoded. */
    static Request decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new Request(buffer.getLong(NUMBER_OFFSET), buffer.getLong(OBJECT_OFFSET), buffer.getLong(THREAD_OFFSET),
            buffer.getInt(FINGERPRINT_OFFSET), buffer.getShort(METHOD_OFFSET), bytes);
    }

    /** The arguments; may run code of theirs. */
    Object[] arguments() throws IOException, ClassNotFoundException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Object[] arguments = new Object[buffer.getShort(COUNT_OFFSET)];
        int at = HEADER_BYTES;
        for (int i = 0; i < arguments.length; i++) {
            int length = buffer.getInt(at);
            at += Integer.BYTES;
            arguments[i] = CallValues.decode(bytes, at, length);
            at += length;
        }
        return arguments;
    }
}
