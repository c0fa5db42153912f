package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TypeTest {

    private static final String HERE = TypeTest.class.getName() + "$";

    private record Point(int x, int y) { }

    private record Odd(byte one, short two, byte three, int four, byte five, long eight, byte last) { }

    private record Nested(byte before, Point[][] none) { }

    private record Line(byte before, Point from, byte between, Point to) { }

    private record Bytes(byte first, byte second, boolean third) { }

    private record Aligned(byte before, Bytes bytes, byte after, Odd odd) { }

    private record Unsigned(@Type.Unsigned short b, @Type.Unsigned int h, @Type.Unsigned long i, short s, int t,
        long u) { }

    private record All(byte b, short h, int i, long q, float f, double d, char u, boolean z,
        @Type.MaxBytes(5) String text) { }

    private record Guarded(int positive) {
        Guarded {
            if (positive <= 0) {
                throw new IllegalStateException("expected a positive number, found " + positive);
            }
        }
    }

    private record Doubled(int stored) {
        @Override
        public int stored() {
            return 2 * stored;
        }
    }

    @Test
    void saysWhatStandsInAFile() {
        assertEquals("UINT8", Type.UINT8.toString());
        assertEquals("text(32)", Type.text(32).toString());
        assertEquals(HERE + "Point{INT32 x, INT32 y}", Type.of(Point.class).toString());
        assertEquals(HERE + "Line{INT8 before, " + HERE + "Point{INT32 x, INT32 y} from, INT8 between, " + HERE
            + "Point{INT32 x, INT32 y} to}", Type.of(Line.class).toString());
        assertEquals(HERE + "Unsigned{UINT8 b, UINT16 h, UINT32 i, INT16 s, INT32 t, INT64 u}",
            Type.of(Unsigned.class).toString());
        assertEquals(HERE + "All{INT8 b, INT16 h, INT32 i, INT64 q, FLOAT32 f, FLOAT64 d, CHAR u, BOOL z, text(5)"
            + " text}", Type.of(All.class).toString());
    }

    @ParameterizedTest
    @MethodSource("io.procession.shm.Samples#all")
    void isFoundByWhatStandsInAFile(Samples<?> samples) {
        assertEquals(samples.type(), Type.named(null, samples.type().toString()));
    }

    @Test
    void isEqualToTheSame() {
        assertEquals(Type.text(5), Type.text(5));
        assertEquals(Type.text(5).hashCode(), Type.text(5).hashCode());
        assertEquals(Type.of(Point.class), Type.of(Point.class));
        assertNotEquals(Type.text(5), Type.text(6));
        assertNotEquals(Type.of(Point.class), Type.of(Bytes.class));
        assertEquals(11, Stream.of(Type.INT8, Type.UINT8, Type.INT16, Type.UINT16, Type.INT32, Type.UINT32, Type.INT64,
            Type.FLOAT32, Type.FLOAT64, Type.CHAR, Type.BOOL).distinct().count());
    }

    /** The offsets and sizes that {@code gcc} gives the same structures on a 64-bit system. */
    @Test
    void laysRecordsOutAsC() {
        ByteBuffer odd = encoded(Type.of(Odd.class), new Odd((byte) 1, (short) 2, (byte) 3, 4, (byte) 5, 8, (byte) 9));
        assertEquals(32, odd.capacity());
        assertEquals(1, odd.get(0));
        assertEquals(2, odd.getShort(2));
        assertEquals(3, odd.get(4));
        assertEquals(4, odd.getInt(8));
        assertEquals(5, odd.get(12));
        assertEquals(8, odd.getLong(16));
        assertEquals(9, odd.get(24));
        ByteBuffer line = encoded(Type.of(Line.class), new Line((byte) 1, new Point(2, 3), (byte) 4, new Point(5, 6)));
        assertEquals(24, line.capacity());
        assertEquals(1, line.get(0));
        assertEquals(2, line.getInt(4));
        assertEquals(3, line.getInt(8));
        assertEquals(4, line.get(12));
        assertEquals(5, line.getInt(16));
        assertEquals(6, line.getInt(20));
        ByteBuffer aligned = encoded(Type.of(Aligned.class), new Aligned((byte) 1,
            new Bytes((byte) 2, (byte) 3, true), (byte) 4, new Odd((byte) 5, (short) 6, (byte) 7, 8, (byte) 9, 10,
                (byte) 11)));
        assertEquals(40, aligned.capacity());
        assertEquals(2, aligned.get(1));
        assertEquals(1, aligned.get(3));
        assertEquals(4, aligned.get(4));
        assertEquals(5, aligned.get(8));
        assertEquals(11, aligned.get(32));
        assertEquals(3, encoded(Type.of(Bytes.class), new Bytes((byte) 0, (byte) 0, false)).capacity());
    }

    @Test
    void laysTextOutAsALengthAndUtf8() {
        ByteBuffer all = encoded(Type.of(All.class), new All((byte) 0, (short) 0, 0, 0, 0, 0, 'x', true, "\u20ACa"));
        assertEquals(48, all.capacity());
        assertEquals('x', all.getChar(32));
        assertEquals(1, all.get(34));
        assertEquals(4, all.getInt(36));
        byte[] text = new byte[5];
        all.get(40, text);
        assertArrayEquals(new byte[] {(byte) 0xE2, (byte) 0x82, (byte) 0xAC, 'a', 0}, text);
    }

    private static <T> ByteBuffer encoded(Type<T> type, T value) {
        byte[] bytes = type.layout().encode(value);
        assertEquals(value, type.layout().decode(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    @Test
    void storesWhatAccessorsSayAndMakesRecordsByTheirConstructor() {
        Value<Doubled> doubled = Value.create(Type.of(Doubled.class), new Doubled(3));
        assertEquals(6, doubled.get().stored);
        Value<Guarded> guarded = Value.create(Type.of(Guarded.class), new Guarded(3));
        assertEquals(new Guarded(3), guarded.get());
        Array<Guarded> zeros = Array.create(Type.of(Guarded.class), 1);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> zeros.get(0));
        assertEquals("expected a positive number, found 0", e.getMessage());
        zeros.set(0, new Guarded(4));
        assertEquals(new Guarded(4), zeros.get(0));
    }

    @Test
    void passesOnWhatAnAccessorThrows() {
        record Thrower(int x) {
            @Override
            public int x() {
                throw new UnsupportedOperationException("not today");
            }
        }
        assertThrows(UnsupportedOperationException.class,
            () -> Value.create(Type.of(Thrower.class), new Thrower(1)));
    }

    static Stream<Arguments> beyond() {
        return Stream.of(
            Arguments.of(Type.UINT8, (short) 256, "UINT8: expected 0 to 255, found 256"),
            Arguments.of(Type.UINT8, (short) -1, "UINT8: expected 0 to 255, found -1"),
            Arguments.of(Type.UINT8, Short.MIN_VALUE, "UINT8: expected 0 to 255, found -32768"),
            Arguments.of(Type.UINT16, 65_536, "UINT16: expected 0 to 65535, found 65536"),
            Arguments.of(Type.UINT16, -1, "UINT16: expected 0 to 65535, found -1"),
            Arguments.of(Type.UINT32, 1L << 32, "UINT32: expected 0 to 4294967295, found 4294967296"),
            Arguments.of(Type.UINT32, -1L, "UINT32: expected 0 to 4294967295, found -1"),
            Arguments.of(Type.text(4), "12345", "text(4): expected at most 4 bytes of UTF-8, found 5"),
            Arguments.of(Type.text(4), "\u20AC\u20AC", "text(4): expected at most 4 bytes of UTF-8, found 6"),
            Arguments.of(Type.text(4), "a\uD83D", "found half a surrogate pair at 1"),
            Arguments.of(Type.text(4), "\uDE00a", "found half a surrogate pair at 0"),
            Arguments.of(Type.text(8), "\uD83D\uDE00\uD83Da", "found half a surrogate pair at 2"),
            Arguments.of(Type.of(Unsigned.class), new Unsigned((short) 256, 0, 0, (short) 0, 0, 0),
                "UINT8: expected 0 to 255, found 256"),
            Arguments.of(Type.of(All.class), new All((byte) 0, (short) 0, 0, 0, 0, 0, 'x', true, "123456"),
                "text(5): expected at most 5 bytes of UTF-8, found 6"));
    }

    @ParameterizedTest
    @MethodSource("beyond")
    <T> void refusesWhatIsOutOfItsRange(Type<T> type, T value, String message) {
        assertRefused(message, () -> Value.create(type, value));
        Array<T> array = Array.create(type, 1);
        T zero = array.get(0);
        assertRefused(message, () -> array.set(0, value));
        assertRefused(message, () -> array.update(0, before -> value));
        assertRefused(message, () -> array.asList().set(0, value));
        assertEquals(zero, array.get(0));
    }

    @Test
    void refusesNullWithinARecord() {
        Type<Line> line = Type.of(Line.class);
        assertThrows(NullPointerException.class,
            () -> Value.create(line, new Line((byte) 0, null, (byte) 0, new Point(0, 0))));
        assertThrows(NullPointerException.class, () -> Value.create(Type.of(All.class),
            new All((byte) 0, (short) 0, 0, 0, 0, 0, 'x', true, null)));
    }

    private record Boxed(int a, Integer b) { }

    private record Enough(int a, @Type.MaxBytes(0) String text) { }

    private record Endless(String text) { }

    private record Itself(int a, Itself next) { }

    private record Chicken(Egg egg) { }

    private record Egg(Chicken chicken) { }

    private record SignedByte(@Type.Unsigned byte a) { }

    private record LimitedNumber(@Type.MaxBytes(4) int a) { }

    private record UnsignedText(@Type.Unsigned @Type.MaxBytes(4) String a) { }

    private record Nothing() { }

    private record Large(@Type.MaxBytes(Type.MAX_BYTES / 2) String a, @Type.MaxBytes(Type.MAX_BYTES / 2) String b) { }

    private record AnyOf<X>(X x) { }

    static Stream<Arguments> unfit() {
        return Stream.of(
            Arguments.of(Boxed.class, "Boxed cannot be laid out: Integer b: expected byte, short, int, long"),
            Arguments.of(Nested.class, "Nested cannot be laid out: Point[][] none: expected byte, short"),
            Arguments.of(AnyOf.class, "AnyOf cannot be laid out: Object x: expected byte, short"),
            Arguments.of(Enough.class, "Enough cannot be laid out: String text: expected a text of 1 to"),
            Arguments.of(Endless.class, "Endless cannot be laid out: String text: text needs a @Type.MaxBytes(n)"),
            Arguments.of(Itself.class, "Itself cannot be laid out: Itself next: a record cannot be a part of itself"),
            Arguments.of(Chicken.class, "Egg cannot be laid out: Chicken chicken: a record cannot be a part of itself"),
            Arguments.of(SignedByte.class, "SignedByte cannot be laid out: byte a: @Unsigned is for short, int"),
            Arguments.of(LimitedNumber.class, "LimitedNumber cannot be laid out: int a: @MaxBytes is for text"),
            Arguments.of(UnsignedText.class, "UnsignedText cannot be laid out: String a: text has no @Unsigned"),
            Arguments.of(Nothing.class, "Nothing cannot be laid out: it has no components"),
            Arguments.of(Large.class, "Large cannot be laid out: it takes more than " + Type.MAX_BYTES + " bytes"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void refusesRecordsThatCannotBeLaidOut(Class<? extends Record> record, String message) {
        assertRefused(HERE + message, () -> Type.of(record));
    }

    @Test
    void refusesNoRecordAtAll() {
        assertThrows(NullPointerException.class, () -> Type.of(null));
        assertRefused("it is no record", () -> Type.of(Record.class));
        assertRefused("expected a text of 1 to", () -> Type.text(0));
        assertRefused("expected a text of 1 to", () -> Type.text(Integer.MAX_VALUE));
    }

    /** Would catch a layout that is longer, as text, than a file may say. */
    @Test
    void refusesWhatTakesTooLongToSay() throws Exception {
        Class<?> wordy = SourceCode.load("Wordy", "record Wordy("
            + numbered(String.join(", ", Collections.nCopies(90, "int " + "x".repeat(90)))) + ") { }");
        assertRefused("Wordy cannot be laid out: the names of its components and their types take",
            () -> Type.of(wordy.asSubclass(Record.class)));
    }

    @Test
    void takesRecordsOfManyComponents() throws Exception {
        roundTrip(Type.of(wide("int", 250)));
        roundTrip(Type.of(wide("long", 125)));
    }

    @Test
    void refusesRecordsOfTooManyComponents() throws Exception {
        Class<? extends Record> ints = wide("int", 251);
        Class<? extends Record> longs = wide("long", 126);
        assertRefused("Wide cannot be laid out: it has too many components", () -> Type.of(ints));
        assertRefused("Wide cannot be laid out: it has too many components", () -> Type.of(longs));
    }

    private static Class<? extends Record> wide(String type, int components) throws Exception {
        return SourceCode.load("Wide", "record Wide("
            + numbered(String.join(", ", Collections.nCopies(components, type + " x"))) + ") { }")
            .asSubclass(Record.class);
    }

    private static <R> void roundTrip(Type<R> type) {
        Array<R> array = Array.create(type, 2);
        array.set(0, array.get(1));
        assertEquals(array.get(1), array.get(0));
    }

    /** Gives each component a name of its own. */
    private static String numbered(String components) {
        StringBuilder numbered = new StringBuilder();
        String[] parts = components.split(", ");
        for (int i = 0; i < parts.length; i++) {
            numbered.append(i == 0 ? "" : ", ").append(parts[i]).append(i);
        }
        return numbered.toString();
    }

    @Test
    void saysWhatToOpenWhenAModuleForbids() throws Exception {
        Class<?> closed = SourceCode.loadModule("closed", "closed.Hidden",
            "package closed; record Hidden(int x) { }");
        assertRefused("closed.Hidden cannot be read: module closed does not open it; add \"opens closed\"",
            () -> Type.of(closed.asSubclass(Record.class)));
    }

    private static void assertRefused(String message, Executable executable) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, executable);
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }
}
