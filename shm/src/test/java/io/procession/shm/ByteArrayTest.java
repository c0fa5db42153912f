package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The elements are those of a {@code byte[]}, and share words with their neighbours. */
class ByteArrayTest extends ArrayContract<ByteArray> {

    ByteArrayTest() {
        super(ByteArray.class);
    }

    @Test
    void addsAndWrapsWithoutTouchingItsNeighbours() {
        array.fill((byte) -1);
        array.set(3, (byte) 127);
        assertEquals(127, array.getAndAdd(3, (byte) 2));
        assertArrayEquals(new byte[] {-1, -1, -1, -127, -1, -1, -1, -1, -1, -1}, elements());
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
    void bufferMayBeEmpty() {
        assertEquals(0, ByteArray.create(region, 0).buffer().capacity());
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

    private byte[] elements() {
        byte[] elements = new byte[LENGTH];
        array.copyTo(0, elements);
        return elements;
    }
}
