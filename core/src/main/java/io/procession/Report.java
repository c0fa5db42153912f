package io.procession;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a worker tells its pool: what came of an {@link Order}, or of itself.
 *
 * <pre>
 *   0        number of the order; or READY, or FAILED, or UP
 *   8        how many of its calls have failed; or ALL
 *   12       of each that has: its index, the length of the encoded {@link Thrown}, and that
 *            results of all calls as {@link Items}, null for those that have failed
 *
 *   12       if ALL have: one encoded {@link Thrown}, that of each
 * </pre>
 */
final class Report {

    /** In the place of a number: the worker can begin. */
    static final long READY = 0;
    /** In the place of a number: the worker ends because of what is told. */
    static final long FAILED = -1;
    /** In the place of a number: the worker's JVM has started, and runs the initializer next. */
    static final long UP = -2;

    private static final int ALL = -1;
    private static final int FAILURES_OFFSET = 8;
    private static final int HEADER_BYTES = 12;
    private static final int FAILURE_HEADER_BYTES = 8;

    private final byte[] message;
    private final ByteBuffer buffer;

    /** A report that a worker of this release has encoded. */
    Report(byte[] message) {
        this.message = message;
        this.buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A report as bytes.
     *
     * @param thrown of each call what it has thrown, or null; null if none has
     */
    static byte[] encode(long number, byte[] results, byte[][] thrown) {
        int failures = 0;
        int length = Math.addExact(HEADER_BYTES, results.length);
        for (int i = 0; thrown != null && i < thrown.length; i++) {
            if (thrown[i] != null) {
                failures++;
                length = Math.addExact(length, FAILURE_HEADER_BYTES + thrown[i].length);
            }
        }
        ByteBuffer buffer = begin(number, failures, length);
        for (int i = 0; failures > 0 && i < thrown.length; i++) {
            if (thrown[i] != null) {
                buffer.putInt(i).putInt(thrown[i].length).put(thrown[i]);
            }
        }
        return buffer.put(results).array();
    }

    /** A report as bytes of what has been thrown before the first call, or instead of any. */
    static byte[] encodeFailure(long number, byte[] thrown) {
        return begin(number, ALL, HEADER_BYTES + thrown.length).put(thrown).array();
    }

    private static ByteBuffer begin(long number, int failures, int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putLong(number).putInt(failures);
    }

    long number() {
        return buffer.getLong(0);
    }

    /** Of a report that tells of one failure alone. */
    Throwable failure() {
        return Thrown.decode(Arrays.copyOfRange(message, HEADER_BYTES, message.length));
    }

    /** What came of some calls. */
    Outcome outcome(int calls, Codec codec) {
        int failures = buffer.getInt(FAILURES_OFFSET);
        if (failures == ALL) {
            return Outcome.failure(calls, failure());
        }
        Throwable[] thrown = failures == 0 ? null : new Throwable[calls];
        int at = HEADER_BYTES;
        for (int i = 0; i < failures; i++) {
            int from = at + FAILURE_HEADER_BYTES;
            int to = from + buffer.getInt(at + Integer.BYTES);
            thrown[buffer.getInt(at)] = Thrown.decode(Arrays.copyOfRange(message, from, to));
            at = to;
        }
        try {
            return new Outcome(Items.decode(codec, message, at, message.length - at), thrown);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            return Outcome.failure(calls,
                new ResultNotSerializableException("a result cannot be decoded here: " + e, e));
        }
    }

    /**
     * What came of some calls.
     *
     * @param thrown null if none has thrown; else null for each that has not
     */
    record Outcome(Object[] results, Throwable[] thrown) {

        static Outcome failure(int calls, Throwable failure) {
            Throwable[] thrown = new Throwable[calls];
            Arrays.fill(thrown, failure);
            return new Outcome(new Object[calls], thrown);
        }

        /** What a call has thrown; null if it has returned. */
        Throwable thrown(int call) {
            return thrown == null ? null : thrown[call];
        }
    }
}
