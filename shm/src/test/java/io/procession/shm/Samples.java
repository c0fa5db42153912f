package io.procession.shm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A type, and values of it from its whole range.
 *
 * @param zero what a new array of the type is full of
 */
record Samples<T>(Type<T> type, T zero, List<T> values) {

    /** Of odd sizes and alignments. */
    record Inner(byte one, long eight, boolean flag) { }

    record Outer(char unit, Inner first, float four, @Type.Unsigned short level, Inner second,
        @Type.MaxBytes(7) String text, double last) { }

    static Stream<Samples<?>> all() {
        return Stream.of(
            of(Type.INT8, (byte) 0, Byte.MIN_VALUE, (byte) -1, (byte) 1, Byte.MAX_VALUE),
            of(Type.UINT8, (short) 0, (short) 127, (short) 128, (short) 255),
            of(Type.INT16, (short) 0, Short.MIN_VALUE, (short) -1, (short) 255, Short.MAX_VALUE),
            of(Type.UINT16, 0, 0x7FFF, 0x8000, 0xFFFF),
            of(Type.INT32, 0, Integer.MIN_VALUE, -1, 0xFFFF, Integer.MAX_VALUE),
            of(Type.UINT32, 0L, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL),
            of(Type.INT64, 0L, Long.MIN_VALUE, -1L, 0xFFFF_FFFFL, Long.MAX_VALUE),
            of(Type.FLOAT32, 0f, -0f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN,
                Float.intBitsToFloat(0x7FC1_2345)),
            of(Type.FLOAT64, 0d, -0d, Double.MIN_VALUE, -Double.MAX_VALUE, Double.NEGATIVE_INFINITY, Double.NaN,
                Double.longBitsToDouble(0x7FF8_1234_5678_9ABCL)),
            of(Type.CHAR, '\0', 'a', '\uD800', '\uFFFF'),
            of(Type.BOOL, false, true),
            of(Type.text(8), "", "a", "12345678", "\0", "\u00E4\u20AC", "\uD83D\uDE00\uD83D\uDE00"),
            of(Type.of(Inner.class), new Inner((byte) 0, 0, false),
                new Inner(Byte.MIN_VALUE, Long.MAX_VALUE, true), new Inner((byte) -1, -1, false)),
            of(Type.of(Outer.class),
                new Outer('\0', new Inner((byte) 0, 0, false), 0, (short) 0, new Inner((byte) 0, 0, false), "", 0),
                new Outer('\uFFFF', new Inner((byte) -1, Long.MIN_VALUE, true), Float.NaN, (short) 255,
                    new Inner((byte) 1, Long.MAX_VALUE, false), "\u20AC\u20AC7", Double.NEGATIVE_INFINITY)));
    }

    @SafeVarargs
    private static <T> Samples<T> of(Type<T> type, T zero, T... values) {
        List<T> all = new ArrayList<>();
        all.add(zero);
        for (T value : values) {
            all.add(value);
        }
        return new Samples<>(type, zero, all);
    }

    /** The samples of a type that came from elsewhere. */
    static Samples<?> of(Type<?> type) {
        return all().filter(samples -> samples.type().equals(type)).findFirst().orElseThrow();
    }

    List<T> reversed() {
        List<T> reversed = new ArrayList<>(values);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Bit by bit: one NaN is not any other. Also for children, which know no JUnit. */
    static void assertSame(Object expected, Object found) {
        if (!bits(expected).equals(bits(found))) {
            throw new AssertionError("expected " + bits(expected) + ", found " + bits(found));
        }
    }

    private static Object bits(Object value) {
        if (value instanceof Float number) {
            return Integer.toHexString(Float.floatToRawIntBits(number));
        }
        return value instanceof Double number ? Long.toHexString(Double.doubleToRawLongBits(number)) : value;
    }

    @Override
    public String toString() {
        return type.toString();
    }
}
