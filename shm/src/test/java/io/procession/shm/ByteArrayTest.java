package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteArrayTest {

    private static final int LENGTH = 10;

    private final Region region = Region.create();
    private final ByteArray array = ByteArray.create(region, LENGTH);

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void isOfZeros() {
        assertArrayEquals(new byte[LENGTH], elements());
    }

    @Test
    void setsAndGets() {
        array.set(3, (byte) -128);
        assertEquals(-128, array.get(3));
        assertEquals(0, array.get(2));
        assertEquals(0, array.get(4));
    }

    @Test
    void addsAndWrapsWithoutTouchingItsNeighbours() {
        array.fill((byte) -1);
        array.set(3, (byte) 127);
        assertEquals(127, array.getAndAdd(3, (byte) 2));
        assertArrayEquals(new byte[] {-1, -1, -1, -127, -1, -1, -1, -1, -1, -1}, elements());
    }

    @Test
    void swapsWhatIsExpectedOnly() {
        for (int i = 0; i < LENGTH; i++) {
            assertFalse(array.compareAndSet(i, (byte) 1, (byte) 2));
            assertTrue(array.compareAndSet(i, (byte) 0, (byte) -i));
            assertTrue(array.compareAndSet(i, (byte) -i, (byte) i));
        }
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, elements());
    }

    /** Would catch a swap of a whole word that writes back an older value of the bytes beside. */
    @Test
    void losesNoUpdateOfNeighbouringBytes() throws Exception {
        int rounds = 300_001;
        List<Background<Void>> adders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int index = 4 + i;
            adders.add(Background.start(() -> {
                for (int round = 0; round < rounds; round++) {
                    array.getAndAdd(index, (byte) 1);
                }
                return null;
            }));
        }
        for (Background<Void> adder : adders) {
            adder.get();
        }
        assertArrayEquals(new byte[] {0, 0, 0, 0, (byte) rounds, (byte) rounds, 0, 0, 0, 0}, elements());
    }

    @Test
    void fillsEveryElementAndNoMore() {
        ByteArray next = ByteArray.create(region, LENGTH);
        array.fill((byte) 7);
        for (int i = 0; i < LENGTH; i++) {
            assertEquals(7, array.get(i));
            assertEquals(0, next.get(i));
        }
    }

    @Test
    void copiesIn() {
        array.copyFrom(2, new byte[] {5, 6, 7});
        array.copyFrom(8, new byte[] {1, 2, 3, 4}, 1, 2);
        assertArrayEquals(new byte[] {0, 0, 5, 6, 7, 0, 0, 0, 2, 3}, elements());
    }

    @Test
    void copiesOut() {
        array.copyFrom(0, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        byte[] target = new byte[4];
        array.copyTo(7, target, 1, 3);
        assertArrayEquals(new byte[] {0, 7, 8, 9}, target);
        array.copyTo(2, target);
        assertArrayEquals(new byte[] {2, 3, 4, 5}, target);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void hasBounds(int index) {
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(index));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(index, (byte) 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.getAndAdd(index, (byte) 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.compareAndSet(index, (byte) 0, (byte) 1));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 1", "0, -1, 1", "0, 0, -1", "8, 0, 3", "0, 3, 2", "0, 0, 5", "11, 0, 0", "0, 5, 0",
        "2147483647, 0, 1", "1, 0, 2147483647", "0, 2147483647, 1"})
    void copiesWithinBoundsOnly(int index, int otherIndex, int count) {
        byte[] other = new byte[4];
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(index, other, otherIndex, count));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyTo(index, other, otherIndex, count));
    }

    @Test
    void bufferSharesItsMemory() {
        ByteBuffer buffer = array.buffer();
        assertEquals(LENGTH, buffer.capacity());
        assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
        assertTrue(buffer.isDirect());
        buffer.putInt(2, 0x01020304);
        assertArrayEquals(new byte[] {0, 0, 1, 2, 3, 4, 0, 0, 0, 0}, elements());
        array.set(9, (byte) 9);
        assertEquals(9, buffer.get(9));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.get(LENGTH));
    }

    @Test
    void bufferOutlivesTheRegion() throws Exception {
        ByteBuffer buffer = array.buffer();
        buffer.put(0, (byte) 5);
        region.close();
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertEquals(5, buffer.get(0));
        buffer.put(1, (byte) 6);
        assertThrows(RegionClosedException.class, array::buffer);
    }

    @Test
    void mayBeEmpty() {
        ByteArray empty = ByteArray.create(region, 0);
        assertEquals(0, empty.length());
        assertEquals(0, empty.buffer().capacity());
        empty.fill((byte) 1);
        empty.copyFrom(0, new byte[0]);
        empty.copyTo(0, new byte[0]);
        assertThrows(IndexOutOfBoundsException.class, () -> empty.get(0));
    }

    @Test
    void mayFillItsRegionToTheLastByte() {
        long header = RegionLayout.FIRST_BLOCK + RegionLayout.LINE;
        try (Region tight = Region.create(header + 4096)) {
            ByteArray all = ByteArray.create(tight, 4096);
            all.fill((byte) 1);
            assertEquals(1, all.buffer().get(4095));
            assertEquals(tight.capacity(), tight.used());
            RegionFullException e = assertThrows(RegionFullException.class, () -> ByteArray.create(tight, 0));
            assertTrue(e.getMessage().contains("needs 256 bytes, left are 0"), e::getMessage);
        }
    }

    @Test
    void refusesANegativeLength() {
        assertThrows(IllegalArgumentException.class, () -> ByteArray.create(-1));
        assertThrows(IllegalArgumentException.class, () -> ByteArray.create(region, -1));
        assertThrows(IllegalArgumentException.class, () -> ByteArray.open(region, "bytes", -1));
    }

    @Test
    void doesNotPrintItsElements() {
        assertEquals("ByteArray[10]", array.toString());
    }

    private byte[] elements() {
        byte[] elements = new byte[LENGTH];
        array.copyTo(0, elements);
        return elements;
    }
}
