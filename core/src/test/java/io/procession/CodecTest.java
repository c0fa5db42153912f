package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.RegionException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes through the standard codec comes back equal, and small. */
@Timeout(60)
class CodecTest {

    private static final Codec CODEC = Codec.standard();

    private static final List<Object> EDGES = Arrays.asList(null, true, false, Byte.MIN_VALUE, Byte.MAX_VALUE,
        (byte) -1, Short.MIN_VALUE, Short.MAX_VALUE, (short) -1, (short) 255, Character.MIN_VALUE,
        Character.MAX_VALUE, 'ÿ', 'Ā', Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 0x8000, 0x80808080,
        Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L, 0x80000000L, 0x80808080_80808080L, 0f, -0f, Float.MIN_VALUE,
        Float.NEGATIVE_INFINITY, 0.0, -0.0, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, "", "a", "ÿ", "Ā",
        "\0", "\uD800", "\uDFFF", "\uDC00\uD800", "a\uD83D\uDE00b", "\uFFFF", "\uFEFF", "é€");

    @Test
    void edgesComeBackEqual() throws Exception {
        for (Object value : EDGES) {
            assertEquals(value, travelled(value));
        }
    }

    @Test
    void bitsOfANaNComeBack() throws Exception {
        assertEquals(0x7FA12345, Float.floatToRawIntBits((Float) travelled(Float.intBitsToFloat(0x7FA12345))));
        assertEquals(0xFFF4000000000123L,
            Double.doubleToRawLongBits((Double) travelled(Double.longBitsToDouble(0xFFF4000000000123L))));
    }

    /** Catches what a charset would make of halves of surrogate pairs. */
    @Test
    void everyCharComesBackAloneAndAmongOthers() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int letter = Character.MIN_VALUE; letter <= Character.MAX_VALUE; letter++) {
            String one = Character.toString((char) letter);
            assertEquals(one, travelled(one));
            all.append((char) letter);
        }
        assertEquals(all.toString(), travelled(all.toString()));
        assertEquals(all.reverse().toString(), travelled(all.toString()));
    }

    @Test
    void longStringsComeBack() throws Exception {
        for (int length : new int[] {255, 256, 65_535, 65_536, 1_000_000}) {
            assertEquals("x".repeat(length), travelled("x".repeat(length)));
            assertEquals("€".repeat(length), travelled("€".repeat(length)));
            assertEquals("x".repeat(length) + "€", travelled("x".repeat(length) + "€"));
        }
    }

    @Test
    void primitiveArraysOfAllLengthsComeBack() throws Exception {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 100_000}) {
            for (Class<?> type : List.of(byte.class, boolean.class, short.class, char.class, int.class, long.class,
                float.class, double.class)) {
                Object array = randomArray(random, type, length);
                assertTrue(Arrays.deepEquals(new Object[] {array}, new Object[] {travelled(array)}));
            }
        }
    }

    @Test
    void largeByteArrayComesBack() throws Exception {
        byte[] large = new byte[20_000_000];
        new Random(2).nextBytes(large);
        assertArrayEquals(large, (byte[]) travelled(large));
    }

    @Test
    void decodedArrayIsACopy() throws Exception {
        byte[] encoded = CODEC.encode(new byte[] {1, 2});
        byte[] first = (byte[]) CODEC.decode(encoded);
        first[0] = 9;
        assertArrayEquals(new byte[] {1, 2}, (byte[]) CODEC.decode(encoded));
    }

    @Test
    void compactFormsAreCompact() throws Exception {
        assertEquals(1, CODEC.encode(null).length);
        assertEquals(1, CODEC.encode(true).length);
        assertEquals(2, CODEC.encode((byte) 1).length);
        assertEquals(3, CODEC.encode((short) 1).length);
        assertEquals(3, CODEC.encode('x').length);
        assertEquals(5, CODEC.encode(1).length);
        assertEquals(5, CODEC.encode(1f).length);
        assertEquals(9, CODEC.encode(1L).length);
        assertEquals(9, CODEC.encode(1.0).length);
        assertEquals(6, CODEC.encode("naïve").length);
        assertEquals(5, CODEC.encode("1€").length);
        assertEquals(65, CODEC.encode(new byte[64]).length);
        assertEquals(801, CODEC.encode(new long[100]).length);
        assertEquals(101, CODEC.encode(new boolean[100]).length);
    }

    @Test
    void randomGraphsComeBackEqual() throws Exception {
        for (int seed = 0; seed < 500; seed++) {
            Object value = randomValue(new Random(seed), 4);
            assertTrue(Arrays.deepEquals(new Object[] {value}, new Object[] {travelled(value)}), "seed " + seed);
        }
    }

    @Test
    void recordsEnumsAndExceptionsComeBack() throws Exception {
        assertEquals(new Pair("k", List.of(1, 2)), travelled(new Pair("k", List.of(1, 2))));
        assertSame(DayOfWeek.FRIDAY, travelled(DayOfWeek.FRIDAY));
        assertSame(Level.HIGH, travelled(Level.HIGH));
        assertEquals(LocalDate.of(2024, 2, 29), travelled(LocalDate.of(2024, 2, 29)));
        Exception thrown = new IllegalStateException("outer", new IOException("inner"));
        Exception arrived = assertInstanceOf(IllegalStateException.class, travelled(thrown));
        assertEquals("inner", arrived.getCause().getMessage());
        assertEquals(thrown.getStackTrace()[0], arrived.getStackTrace()[0]);
    }

    @Test
    void objectsReferredToTwiceAndCirclesStayWhatTheyAre() throws Exception {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        circle.add(new int[] {1});
        circle.add(circle.get(1));
        List<?> arrived = (List<?>) travelled(circle);
        assertSame(arrived, arrived.get(0));
        assertSame(arrived.get(1), arrived.get(2));
        assertNotSame(circle, arrived);
    }

    @Test
    void lambdasComeBack() throws Exception {
        int captured = 5;
        Fn plus = number -> number + captured;
        assertEquals(7, ((Fn) travelled(plus)).apply(2));
    }

    @Test
    void sharedObjectsComeBackAttachedToTheSameMemory() throws Exception {
        LongValue number = LongValue.create(1);
        ((LongValue) travelled(number)).incrementAndGet();
        ((LongValue) ((List<?>) travelled(List.of(number))).get(0)).incrementAndGet();
        assertEquals(3, number.get());
    }

    @Test
    void sharedObjectThatIsGoneIsAnIOException() throws Exception {
        byte[] alone;
        byte[] among;
        try (Region region = Region.create()) {
            LongValue number = LongValue.create(region, 1);
            alone = CODEC.encode(number);
            among = CODEC.encode(List.of(number));
        }
        assertInstanceOf(RegionException.class,
            assertThrows(InvalidObjectException.class, () -> CODEC.decode(alone)).getCause());
        assertInstanceOf(RegionException.class,
            assertThrows(InvalidObjectException.class, () -> CODEC.decode(among)).getCause());
    }

    @Test
    void processThatWasNotStartedComesBack() throws Exception {
        Process process = (Process) travelled(new Process(() -> { }));
        process.start();
        process.join();
        assertEquals(0, process.exitCode().orElseThrow());
    }

    @Test
    void classesAndProxiesAreFoundByTheContextClassLoader() throws Exception {
        Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Fn.class, Runnable.class},
            new Doubler());
        byte[] encodedProxy = CODEC.encode(proxy);
        byte[] encodedObject = CODEC.encode(new Doubler());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        List<String> asked = new ArrayList<>();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {
            @Override
            public Class<?> loadClass(String name) throws ClassNotFoundException {
                asked.add(name);
                return super.loadClass(name);
            }
        });
        try {
            assertEquals(4, ((Fn) CODEC.decode(encodedProxy)).apply(2));
            assertTrue(asked.containsAll(List.of(Fn.class.getName(), Runnable.class.getName())), asked.toString());
            assertInstanceOf(Doubler.class, CODEC.decode(encodedObject));
            assertTrue(asked.contains(Doubler.class.getName()));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void classesAreFoundWithoutAContextClassLoader() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(null);
        try {
            assertEquals(new Pair("k", 1), travelled(new Pair("k", 1)));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void codecsTravelAsWhatTheyAre() throws Exception {
        assertSame(CODEC, travelled(CODEC));
        Codec filtered = Codec.filteredBy("!java.util.Date");
        assertEquals(filtered, travelled(filtered));
        assertEquals("Codec.filteredBy(\"!java.util.Date\")", travelled(filtered).toString());
    }

    @Test
    void exceptionOfTheValueItselfComesAsItIs() {
        assertThrows(UnsupportedOperationException.class, () -> CODEC.encode(new Refusing()));
    }

    @Test
    void nullIsNoBytes() {
        assertThrows(NullPointerException.class, () -> CODEC.decode(null));
        assertThrows(NullPointerException.class, () -> Codec.filteredBy(null));
    }

    @Test
    void missingClassIsNamed() throws Exception {
        byte[] encoded = CODEC.encode(new Doubler());
        String text = new String(encoded, StandardCharsets.ISO_8859_1);
        byte[] missing = text.replace("$Doubler", "$Goneler").getBytes(StandardCharsets.ISO_8859_1);
        ClassNotFoundException e = assertThrows(ClassNotFoundException.class, () -> CODEC.decode(missing));
        assertNull(e.getCause());
        assertTrue(e.getMessage().contains("$Goneler"), e.getMessage());
    }

    private static Object travelled(Object value) throws Exception {
        return CODEC.decode(CODEC.encode(value));
    }

    private static Object randomValue(Random random, int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 8)) {
            case 0:
                return EDGES.get(random.nextInt(EDGES.size()));
            case 1:
                return random.nextLong();
            case 2:
                return randomArray(random, List.of(byte.class, int.class, double.class, char.class)
                    .get(random.nextInt(4)), random.nextInt(20));
            case 3:
                return random.ints(random.nextInt(20), 0, Character.MAX_VALUE + 1).collect(StringBuilder::new,
                    (text, letter) -> text.append((char) letter), StringBuilder::append).toString();
            case 4:
                Object[] array = new Object[random.nextInt(5)];
                Arrays.setAll(array, i -> randomValue(random, depth - 1));
                return array;
            case 5:
                List<Object> list = new ArrayList<>();
                random.ints(random.nextInt(5)).forEach(i -> list.add(randomEqualValue(random)));
                return list;
            case 6:
                Map<Object, Object> map = new HashMap<>();
                random.ints(random.nextInt(5)).forEach(i -> map.put(randomEqualValue(random), i));
                return map;
            default:
                return new Pair(randomEqualValue(random), randomEqualValue(random));
        }
    }

    /** One of those that {@code equals} compares. */
    private static Object randomEqualValue(Random random) {
        return random.nextBoolean() ? EDGES.get(random.nextInt(EDGES.size()))
            : new Pair(random.nextInt(), List.of(random.nextDouble()));
    }

    private static Object randomArray(Random random, Class<?> type, int length) {
        Object array = java.lang.reflect.Array.newInstance(type, length);
        for (int i = 0; i < length; i++) {
            long bits = random.nextLong();
            Object element = type == byte.class ? (Object) (byte) bits : type == boolean.class ? (Object) (bits < 0)
                : type == short.class ? (Object) (short) bits : type == char.class ? (Object) (char) bits
                : type == int.class ? (Object) (int) bits : type == long.class ? (Object) bits
                : type == float.class ? (Object) (float) bits : (Object) (double) bits;
            java.lang.reflect.Array.set(array, i, element);
        }
        return array;
    }

    private interface Fn extends UnaryOperator<Integer>, Serializable { }

    private enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "a class of its own";
            }
        }
    }

    @SuppressWarnings("serial")
    private record Pair(Object left, Object right) implements Serializable { }

    private static final class Doubler implements java.lang.reflect.InvocationHandler, Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            return 2 * (Integer) arguments[0];
        }
    }

    private static final class Refusing implements Serializable {

        private static final long serialVersionUID = 1L;

        private void writeObject(java.io.ObjectOutputStream out) {
            throw new UnsupportedOperationException("expected by a test");
        }
    }
}
