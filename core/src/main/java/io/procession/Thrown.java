package io.procession;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Throwables as bytes: as they are, or, where that cannot be, as a {@link RemoteThrowable}. The text goes before, for a
 * process that cannot read the rest.
 */
final class Thrown {

    /** The first byte. */
    static final byte KIND = 'F';

    private static final int MAX_TEXT = 1000;
    private static final int TEXT_OFFSET = 1 + Integer.BYTES;

    private Thrown() {
    }

    /** A throwable as bytes of which this process can make a throwable again. */
    static byte[] encode(Throwable thrown) {
        RemoteThrowable remote = new RemoteThrowable(thrown);
        try {
            byte[] encoded = Serialization.encode(KIND, thrown);
            if (Serialization.decode(encoded, SerialFilter.standard()) instanceof Throwable) {
                return withText(remote, encoded);
            }
        } catch (Throwable e) {
            // By its text, then, whatever its own code has thrown here.
        }
        try {
            return withText(remote, Serialization.encode(KIND, remote));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] withText(RemoteThrowable remote, byte[] encoded) {
        String text = remote.getMessage();
        byte[] bytes = text.substring(0, Math.min(MAX_TEXT, text.length())).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(TEXT_OFFSET + bytes.length + encoded.length).put(KIND).putInt(bytes.length)
            .put(bytes).put(encoded).array();
    }

    /** What was thrown; if that cannot be read here, an exception that says so with its text. */
    static Throwable decode(byte[] bytes) {
        String text = "";
        try {
            int length = ByteBuffer.wrap(bytes).getInt(1);
            text = new String(bytes, TEXT_OFFSET, length, StandardCharsets.UTF_8);
            byte[] encoded = Arrays.copyOfRange(bytes, TEXT_OFFSET + length, bytes.length);
            return (Throwable) Serialization.decode(encoded, SerialFilter.standard());
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            return new IllegalStateException("the process failed with an exception that cannot be read here: " + text,
                e);
        }
    }
}
