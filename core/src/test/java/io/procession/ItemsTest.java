package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.LongValue;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many values at a time come back equal, and small. */
@Timeout(60)
class ItemsTest {

    private static final Codec STANDARD = Codec.standard();

    @Test
    void itemsOfOneClassComeBack() throws Exception {
        assertTravels();
        assertTravels(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x80808080);
        assertTravels(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 0x80808080_80808080L);
        assertTravels(0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY);
        assertTravels(true, null, false);
        assertTravels((Object) null);
        assertTravels("", "text", "ÿ", "€", "\uD800");
        assertTravels(new byte[] {1, 2}, new byte[0]);
        assertTravels(1.5f, 2.5f);
        assertTravels(new Point(1, "a"), new Point(2, "b"));
    }

    @Test
    void itemsOfManyClassesComeBack() throws Exception {
        assertTravels(1, null);
        assertTravels(1, 2L);
        assertTravels(null, 1);
        assertTravels(true, "true");
        assertTravels(1L, 2.0, "text", 'c', (short) 1, null, new int[] {1, 2}, new long[0]);
        assertTravels(1L, 2.0, "text", 'c', (short) 1, null, new int[] {1, 2}, new Point(1, "a"), List.of(1));
    }

    @Test
    void bitsOfANaNComeBack() throws Exception {
        Object[] there = travelled(STANDARD, Double.longBitsToDouble(0xFFF4000000000123L));
        assertEquals(0xFFF4000000000123L, Double.doubleToRawLongBits((Double) there[0]));
    }

    @Test
    void numbersOfOneClassTakeTheirBytesAlone() throws Exception {
        Object[] numbers = IntStream.range(0, 1000).boxed().toArray();
        assertEquals(1 + 4 * 1000, Items.encode(STANDARD, numbers, 0, 1000).length);
        assertEquals(1 + 1000, Items.encode(STANDARD, new Object[1000], 0, 1000).length);
    }

    @Test
    void rangesAreEncodedAndDecoded() throws Exception {
        for (Object[] items : new Object[][] {{1, 2, 3, 4}, {1L, 2L, 3L, 4L}, {1.0, 2.0, 3.0, 4.0},
            {true, null, false, true}, {"a", "b", 3, "d"}, {List.of(1), "b", 3, List.of()}}) {
            byte[] bytes = Items.encode(STANDARD, items, 1, 3);
            byte[] message = new byte[bytes.length + 12];
            Arrays.fill(message, (byte) 1);
            System.arraycopy(bytes, 0, message, 7, bytes.length);
            assertArrayEquals(Arrays.copyOfRange(items, 1, 3), Items.decode(STANDARD, message, 7, bytes.length));
        }
    }

    @Test
    void otherCodecsEncodeEachItem() throws Exception {
        Object[] texts = {"a", "", "long text"};
        assertArrayEquals(texts, travelled(new TextCodec(), texts));
        assertArrayEquals(new Object[] {"1", "2"}, travelled(new TextCodec(), 1, 2));
    }

    @Test
    void whatIsSerializedTogetherIsSharedThere() throws Exception {
        List<Integer> shared = new ArrayList<>(List.of(1));
        Object[] there = travelled(STANDARD, shared, shared);
        assertSame(there[0], there[1]);
    }

    @Test
    void codecsFilterHasItsSay() throws Exception {
        Codec narrow = Codec.filteredBy(Point.class.getName() + ";!*");
        Object[] points = {new Point(1, "a"), new Point(2, "b"), null, 3L};
        Codec numbers = Codec.filteredBy(Point.class.getName() + ";java.lang.Long;java.lang.Number;!*");
        assertArrayEquals(points, travelled(numbers, points));
        InvalidClassException e =
            assertThrows(InvalidClassException.class, () -> travelled(narrow, List.of(1), new Point(1, "a")));
        assertTrue(e.getMessage().contains("refused by the codec's filter"), e.getMessage());
    }

    @Test
    void sharedObjectsAndConnectionsArrive() throws Exception {
        LongValue number = LongValue.create(1);
        Object[] handles = travelled(STANDARD, number, "text");
        assertEquals(2, ((LongValue) handles[0]).incrementAndGet());
        assertEquals(2, number.get());
        Pipe pipe = Pipe.duplex();
        try (Transit transit = Transit.begin(); Connection left = pipe.left()) {
            byte[] bytes = Items.encode(STANDARD, new Object[] {pipe.right(), number}, 0, 2);
            transit.sent();
            Object[] there = Items.decode(STANDARD, bytes, 0, bytes.length);
            pipe.right().close();
            try (Connection right = assertInstanceOf(Connection.class, there[0])) {
                left.send("through");
                assertEquals("through", right.receive());
            }
            assertEquals(2, ((LongValue) there[1]).get());
        }
    }

    @Test
    void itemThatCannotTravelIsNamedAsItIsByItself() {
        Object[] items = {1, List.of("a"), new ArrayList<>(List.of("b", Thread.currentThread()))};
        for (Codec codec : List.of(STANDARD, Codec.filteredBy("!x.*"))) {
            NotSerializableException together =
                assertThrows(NotSerializableException.class, () -> Items.encode(codec, items, 0, 3));
            NotSerializableException alone = assertThrows(NotSerializableException.class, () -> codec.encode(items[2]));
            assertEquals(alone.getMessage(), together.getMessage());
            assertEquals("ArrayList[1] (java.lang.Thread)", together.getMessage());
        }
    }

    private static void assertTravels(Object... items) throws Exception {
        assertArrayEquals(items, travelled(STANDARD, items));
        assertArrayEquals(items, travelled(Codec.filteredBy("!x.*"), items));
    }

    private static Object[] travelled(Codec codec, Object... items) throws Exception {
        byte[] bytes = Items.encode(codec, items, 0, items.length);
        return Items.decode(codec, bytes, 0, bytes.length);
    }

    private record Point(int x, String name) implements Serializable { }

    private static final class TextCodec implements Codec {

        private static final long serialVersionUID = 1L;

        @Override
        public byte[] encode(Object value) throws IOException {
            return value.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
