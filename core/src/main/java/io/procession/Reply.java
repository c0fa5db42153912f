package io.procession;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * What came of a {@link Request}, as the server tells the client.
 *
 * <pre>
 *   0        {@link #RETURNED}, {@link #THROWN} or {@link #INTERRUPTED}
 *   1        how many objects the result has granted the client a reference to, four bytes
 *   5        these, eight bytes each
 *            the result, as {@link CallValues} has it, or the {@link Thrown}
 * </pre>
 */
final class Reply {

    private static final byte RETURNED = 0;
    private static final byte THROWN = 1;
    /** By an {@link InterruptedException}. */
    private static final byte INTERRUPTED = 2;

    private static final int COUNT_OFFSET = 1;
    private static final int HEADER_BYTES = 5;

    private Reply() {
    }

    static byte[] returned(List<Long> granted, byte[] result) {
        return encode(RETURNED, granted, result);
    }

    static byte[] thrown(List<Long> granted, Throwable thrown) {
        return encode(thrown instanceof InterruptedException ? INTERRUPTED : THROWN, granted, Thrown.encode(thrown));
    }

    private static byte[] encode(byte form, List<Long> granted, byte[] body) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.addExact(HEADER_BYTES + granted.size() * Long.BYTES, body.length))
            .order(ByteOrder.LITTLE_ENDIAN).put(form).putInt(granted.size());
        for (long object : granted) {
            buffer.putLong(object);
        }
        return buffer.put(body).array();
    }

    /** Whether the call ended with an {@link InterruptedException}. */
    static boolean isInterrupted(byte[] reply) {
        return reply[0] == INTERRUPTED;
    }

    /** Whether the call has thrown something. */
    static boolean isThrown(byte[] reply) {
        return reply[0] != RETURNED;
    }

    /** The objects that the client has got references to. */
    static long[] granted(byte[] reply) {
        ByteBuffer buffer = ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN);
        long[] granted = new long[buffer.getInt(COUNT_OFFSET)];
        for (int i = 0; i < granted.length; i++) {
            granted[i] = buffer.getLong(HEADER_BYTES + i * Long.BYTES);
        }
        return granted;
    }

    private static int bodyOffset(byte[] reply) {
        return HEADER_BYTES + Long.BYTES * ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN).getInt(COUNT_OFFSET);
    }

    /** What was returned. */
    static Object result(byte[] reply) throws IOException, ClassNotFoundException {
        int offset = bodyOffset(reply);
        return CallValues.decode(reply, offset, reply.length - offset);
    }

    /** What was thrown, with the stack that it had there, and behind it that of this thread. */
    static Throwable failure(byte[] reply) {
        Throwable thrown = Thrown.decode(Arrays.copyOfRange(reply, bodyOffset(reply), reply.length));
        StackTraceElement[] there = thrown.getStackTrace();
        StackTraceElement[] here = new Throwable().getStackTrace();
        StackTraceElement[] all = Arrays.copyOf(there, there.length + here.length);
        System.arraycopy(here, 0, all, there.length, here.length);
        thrown.setStackTrace(all);
        return thrown;
    }
}
