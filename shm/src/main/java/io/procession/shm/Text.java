package io.procession.shm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text of a limited size.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |                       Length, in bytes                        |
 *  +---------------------------------------------------------------+ 4
 *  |            UTF-8; what is behind it has no meaning           ...
 *  +---------------------------------------------------------------+ 4 + the greatest length
 * </pre>
 */
final class Text extends Layout.Simple<String> {

    private static final int TEXT_OFFSET = Integer.BYTES;
    /** What a decoder makes of bytes that no encoder has written, but may also have been written itself. */
    private static final char REPLACEMENT = '\uFFFD';

    private final int maxBytes;

    Text(int maxBytes) {
        super("text(" + maxBytes + ")", String.class, Math.addExact(TEXT_OFFSET, maxBytes), Integer.BYTES);
        this.maxBytes = maxBytes;
    }

    @Override
    void put(byte[] target, int offset, String value) {
        byte[] utf8 = utf8(value);
        Scalar.INT32.put(target, offset, utf8.length);
        System.arraycopy(utf8, 0, target, offset + TEXT_OFFSET, utf8.length);
    }

    @Override
    byte[] encode(String value) {
        byte[] utf8 = utf8(value);
        byte[] encoded = new byte[TEXT_OFFSET + utf8.length];
        Scalar.INT32.put(encoded, 0, utf8.length);
        System.arraycopy(utf8, 0, encoded, TEXT_OFFSET, utf8.length);
        return encoded;
    }

    @Override
    int encodedBytes(Memory memory, long offset) {
        return TEXT_OFFSET + Math.max(0, Math.min(memory.getInt(offset), maxBytes));
    }

    @Override
    String get(byte[] source, int offset) {
        int length = Scalar.INT32.get(source, offset);
        if (length < 0 || length > source.length - offset - TEXT_OFFSET || length > maxBytes) {
            throw new Corruption("expected a text of 0 to " + maxBytes + " bytes, found a length of " + length);
        }
        int start = offset + TEXT_OFFSET;
        String value = new String(source, start, length, StandardCharsets.UTF_8);
        if (value.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(value.getBytes(StandardCharsets.UTF_8),
            Arrays.copyOfRange(source, start, start + length))) {
            throw new Corruption("expected UTF-8, found other bytes");
        }
        return value;
    }

    private byte[] utf8(String value) {
        checkSurrogates(value);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > maxBytes) {
            throw new IllegalArgumentException(this + ": expected at most " + maxBytes + " bytes of UTF-8, found "
                + utf8.length);
        }
        return utf8;
    }

    private void checkSurrogates(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                int codePoint = value.codePointAt(i);
                if (!Character.isSupplementaryCodePoint(codePoint)) {
                    throw new IllegalArgumentException(this + ": expected text that UTF-8 can write, found half a"
                        + " surrogate pair at " + i);
                }
                i++;
            }
        }
    }
}
