package io.procession;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.procession.shm.Array;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.Type;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the bytes are: a value comes of them, or an exception that is declared, and no gigabytes are allocated. */
@Timeout(120)
class CodecDamageTest {

    private static final boolean SOAK = Boolean.getBoolean("procession.soak");
    private static final long FUZZ_NANOS = TimeUnit.SECONDS.toNanos(SOAK ? 60 : 1);

    private static final Codec CODEC = Codec.standard();

    @Test
    void noBytesAreNoValue() {
        assertThrows(IOException.class, () -> CODEC.decode(new byte[0]));
    }

    @Test
    void everyFirstByteIsAKindOrSaidToBeNone() throws Exception {
        for (int kind = Byte.MIN_VALUE; kind <= Byte.MAX_VALUE; kind++) {
            for (int length = 1; length < 20; length++) {
                byte[] bytes = new byte[length];
                bytes[0] = (byte) kind;
                decode(bytes);
            }
        }
    }

    @Test
    void lengthThatDoesNotFitTheKindIsDamage() throws Exception {
        for (Object value : List.of(true, (byte) 1, (short) 1, 'c', 1, 1L, 1f, 1.0, new long[2], new char[3],
            "€", LongValue.create(1), new ArrayList<>(List.of(1)))) {
            byte[] whole = CODEC.encode(value);
            assertThrows(IOException.class, () -> CODEC.decode(Arrays.copyOf(whole, whole.length + 1)));
            if (whole.length > 1) {
                assertThrows(IOException.class, () -> CODEC.decode(Arrays.copyOf(whole, whole.length - 1)));
            }
        }
    }

    @Test
    void lengthOfAnArrayIsNotBelieved() throws Exception {
        for (Object array : List.of(new Object[3], new String[3], new Serializable[][] {{}})) {
            byte[] bytes = CODEC.encode(array);
            int at = lengthOfFirstArray(bytes);
            for (int length : new int[] {Integer.MAX_VALUE, 1 << 24, 100_000, -1, Integer.MIN_VALUE}) {
                assertThrows(IOException.class, () -> CODEC.decode(withInt(bytes, at, length)));
            }
        }
        InvalidClassException e = assertThrows(InvalidClassException.class, () -> {
            byte[] bytes = CODEC.encode(new Object[3]);
            CODEC.decode(withInt(bytes, lengthOfFirstArray(bytes), Integer.MAX_VALUE));
        });
        assertTrue(e.getMessage().contains("damaged: they tell of an array of 2147483647 elements"), e.getMessage());
    }

    /** Each array by itself would have room. */
    @Test
    void lengthsOfManyArraysAreNotBelievedEither() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(CODEC.encode(new Object[1]), 0, 1);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        for (int i = 0; i < 5000; i++) {
            out.writeByte(ObjectStreamConstants.TC_ARRAY);
            if (i == 0) {
                byte[] array = CODEC.encode(new Object[1]);
                out.write(array, 6, lengthOfFirstArray(array) - 6);
            } else {
                out.writeByte(ObjectStreamConstants.TC_REFERENCE);
                out.writeInt(ObjectStreamConstants.baseWireHandle);
            }
            out.writeInt(40_000);
        }
        IOException e = assertThrows(IOException.class, () -> CODEC.decode(bytes.toByteArray()));
        assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    }

    @Test
    void lengthOfAStringIsNotBelieved() throws Exception {
        byte kind = CODEC.encode(new ArrayList<>())[0];
        for (long length : new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, Long.MAX_VALUE, -1, 1L << 31}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(kind);
            out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
            out.writeShort(ObjectStreamConstants.STREAM_VERSION);
            out.writeByte(ObjectStreamConstants.TC_LONGSTRING);
            out.writeLong(length);
            out.write(new byte[100]);
            assertThrows(IOException.class, () -> CODEC.decode(bytes.toByteArray()));
        }
    }

    @Test
    void hashTablesOfAllLoadsAreNotTakenForDamage() throws Exception {
        for (float load : new float[] {0.05f, 0.25f, 0.75f, 4}) {
            for (int size : new int[] {0, 1, 2, 10, 1000, 20_000}) {
                Map<Object, Object> map = new HashMap<>(16, load);
                Map<Object, Object> table = new Hashtable<>(16, load);
                for (int i = 0; i < size; i++) {
                    map.put(i, null);
                    table.put(i, 1);
                }
                for (Object value : List.of(map, table, new HashSet<>(map.keySet()), new IdentityHashMap<>(map),
                    new ArrayDeque<>(map.keySet()), List.copyOf(map.keySet()), new ConcurrentHashMap<>(table))) {
                    CODEC.decode(CODEC.encode(value));
                }
            }
        }
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(new HashMap<>(Map.of(1, 1)));
            many.add(new HashSet<>(List.of(1)));
            many.add(new HashMap<>());
            many.add(new Object[10]);
        }
        CODEC.decode(CODEC.encode(many));
    }

    @Test
    void chainTooDeepForTheStackIsAnIOException() throws Exception {
        byte[][] encoded = new byte[1][];
        Thread roomy = new Thread(null, () -> {
            Object chain = "end";
            for (int i = 0; i < 20_000; i++) {
                chain = new Object[] {chain};
            }
            try {
                encoded[0] = CODEC.encode(chain);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }, "roomy", 256 << 20);
        roomy.start();
        roomy.join();
        assertThrows(IOException.class, () -> CODEC.decode(encoded[0]));
    }

    @Test
    void objectWhoseOwnCodeFailsIsAnIOException() throws Exception {
        byte[] failing = CODEC.encode(new Failing());
        IOException e = assertThrows(IOException.class, () -> CODEC.decode(failing));
        assertTrue(e.getCause() instanceof ArithmeticException);

        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        IdentityHashMap<Object, Object> keys = new IdentityHashMap<>();
        keys.put(circle, 1);
        byte[] endless = CODEC.encode(new Object[] {circle, new Rehashing(keys)});
        assertThrows(IOException.class, () -> CODEC.decode(endless));
    }

    @Test
    void anyDamageGivesAValueOrADeclaredException() throws Exception {
        long seed = SOAK ? System.nanoTime() : 1;
        Random random = new Random(seed);
        try (Region region = Region.create()) {
            List<byte[]> corpus = corpus(region);
            long deadline = System.nanoTime() + FUZZ_NANOS;
            while (System.nanoTime() < deadline) {
                byte[] bytes = damaged(corpus, random);
                try {
                    decode(bytes);
                } catch (Throwable e) {
                    fail("seed " + seed + ", bytes " + new BigInteger(1, bytes).toString(16), e);
                }
            }
        }
    }

    @Test
    void lengthsAndCountsOfItemsAreNotBelieved() throws Exception {
        for (Object[] items : new Object[][] {{"text"}, {List.of(1)}}) {
            byte[] bytes = Items.encode(CODEC, items, 0, 1);
            for (int number : new int[] {Integer.MAX_VALUE, 0x7F000000, 0x7F, -1, Integer.MIN_VALUE}) {
                assertThrows(IOException.class, () -> decodeItems(withInt(bytes, 1, number)));
            }
        }
    }

    @Test
    void itemsThatDoNotFitTheirFormAreDamage() throws Exception {
        for (Object[] items : new Object[][] {{1}, {1L}, {1.0}, {"text"}, {List.of(1)}}) {
            byte[] bytes = Items.encode(CODEC, items, 0, 1);
            for (int length = 0; length < bytes.length + 3; length++) {
                byte[] other = Arrays.copyOf(bytes, length);
                if (length != 1 && length != bytes.length) {
                    assertThrows(IOException.class, () -> decodeItems(other));
                }
            }
        }
        byte[] truths = Items.encode(CODEC, new Object[] {true}, 0, 1);
        truths[1] = 3;
        assertThrows(IOException.class, () -> decodeItems(truths));
        for (int form = Byte.MIN_VALUE; form <= Byte.MAX_VALUE; form++) {
            for (int length = 1; length < 20; length++) {
                byte[] bytes = new byte[length];
                bytes[0] = (byte) form;
                try {
                    decodeItems(bytes);
                } catch (IOException | ClassNotFoundException e) {
                    // As declared.
                }
            }
        }
    }

    @Test
    void anyDamageOfItemsGivesItemsOrADeclaredException() throws Exception {
        long seed = SOAK ? System.nanoTime() : 1;
        Random random = new Random(seed);
        List<byte[]> corpus = new ArrayList<>();
        for (Object[] items : new Object[][] {{}, {1, 2}, {1L, 2L}, {1.0, 2.0}, {true, null}, {"text", 1, new byte[2]},
            {List.of(1), "text", new Point(1, "p")}, {new HashMap<>(Map.of(1, 2)), new Date()}}) {
            corpus.add(Items.encode(CODEC, items, 0, items.length));
        }
        long deadline = System.nanoTime() + FUZZ_NANOS;
        while (System.nanoTime() < deadline) {
            byte[] bytes = damaged(corpus, random);
            try {
                decodeItems(bytes);
            } catch (IOException | ClassNotFoundException e) {
                // As declared.
            } catch (Throwable e) {
                fail("seed " + seed + ", bytes " + new BigInteger(1, bytes).toString(16), e);
            }
        }
    }

    private static Object[] decodeItems(byte[] bytes) throws IOException, ClassNotFoundException {
        return Items.decode(CODEC, bytes, 0, bytes.length);
    }

    /** Without what brings locks of its own: one that arrives as held, by damage, is waited for. */
    private static List<byte[]> corpus(Region region) throws IOException {
        List<Object> values = new ArrayList<>(Arrays.asList(null, true, (byte) 1, (short) 1, 'c', 1, 1L, 1f, 1.0,
            "text", "t€xt", new byte[9], new boolean[9], new short[9], new char[9], new int[9], new long[9],
            new float[9], new double[9], LongValue.create(region, 1), LongValue.open(region, "named", 1), region,
            List.of(LongValue.create(region, 1)), Array.create(region, Type.UINT8, 9)));
        Map<Object, Object> map = Map.of("a", 1, 2L, List.of(3.0), 'x', new int[] {1, 2});
        Map<Object, Object> sorted = new TreeMap<>(Map.of("a", 1, "b", 2));
        values.addAll(List.of(map, new HashMap<>(map), new Hashtable<>(map), new LinkedHashMap<>(map),
            new IdentityHashMap<>(map), new ConcurrentHashMap<>(map), sorted, new HashSet<>(map.keySet()),
            new LinkedHashSet<>(map.keySet()), new ArrayList<>(map.values()), new ArrayDeque<>(map.values()),
            new PriorityQueue<>(List.of(3, 1, 2)), new CopyOnWriteArrayList<>(map.values()),
            new EnumMap<>(Map.of(DayOfWeek.MONDAY, "m")),
            new BigDecimal("12345678901234567890.5"), BigInteger.TEN.pow(50), ZonedDateTime.now(), new UUID(1, 2),
            Locale.US, BitSet.valueOf(new long[] {5, 6}), new Object[][] {{1}, {"x", null}}, DayOfWeek.MONDAY,
            new StringBuilder("text"), new Point(1, "p"), new IllegalStateException(new IOException("inner")),
            Comparator.naturalOrder(), (Comparator<Object> & Serializable) (a, b) -> 0, new Process(() -> { }),
            Codec.filteredBy("!x.*"), int.class, Map.class, new Random(1), new Date(),
            TimeZone.getTimeZone("Europe/Paris"), new SimpleTimeZone(1, "x"),
            EnumSet.of(DayOfWeek.MONDAY), URI.create("http://example.com/")));
        List<byte[]> corpus = new ArrayList<>();
        for (Object value : values) {
            corpus.add(CODEC.encode(value));
        }
        return corpus;
    }

    private static byte[] damaged(List<byte[]> corpus, Random random) throws IOException {
        byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0:
                    bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 10));
                    break;
                case 1:
                    bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                    break;
                case 2:
                    bytes[at] = (byte) (ObjectStreamConstants.TC_BASE + random.nextInt(16));
                    break;
                case 3:
                    int[] wild = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 24, 0, 1 << 30,
                        ObjectStreamConstants.baseWireHandle + random.nextInt(8)};
                    bytes = withInt(bytes, at, wild[random.nextInt(wild.length)]);
                    break;
                case 4:
                    byte[] other = corpus.get(random.nextInt(corpus.size()));
                    int from = random.nextInt(other.length);
                    System.arraycopy(other, from, bytes, at, Math.min(other.length - from, bytes.length - at));
                    break;
                case 5:
                    int to = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(40), bytes.length - Math.max(at, to));
                    System.arraycopy(bytes, at, bytes, to, length);
                    break;
                default:
                    bytes[at] = (byte) random.nextInt();
            }
        }
        return bytes;
    }

    private static void decode(byte[] bytes) {
        try {
            CODEC.decode(bytes);
        } catch (IOException | ClassNotFoundException e) {
            // As declared.
        }
    }

    /** Behind its class' description. */
    private static int lengthOfFirstArray(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == ObjectStreamConstants.TC_ENDBLOCKDATA) {
                return i + 2;
            }
        }
        throw new AssertionError("no array");
    }

    private static byte[] withInt(byte[] bytes, int at, int number) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < Integer.BYTES && at + i < bytes.length; i++) {
            changed[at + i] = (byte) (number >> 24 - Byte.SIZE * i);
        }
        return changed;
    }

    private record Point(int x, String name) implements Serializable { }

    private static final class Failing implements Serializable {

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new ArithmeticException("expected by a test");
        }
    }

    /** Arrives as a hash table, and so asks its keys for their hash codes. */
    private static final class Rehashing implements Serializable {

        private static final long serialVersionUID = 1L;

        private final IdentityHashMap<Object, Object> keys;

        Rehashing(IdentityHashMap<Object, Object> keys) {
            this.keys = keys;
        }

        private Object readResolve() {
            return new HashMap<>(keys);
        }
    }
}
