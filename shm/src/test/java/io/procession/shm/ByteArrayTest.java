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

    @Override
    ByteArray create(int length) {
        return ByteArray.create(length);
    }

    @Override
    ByteArray create(Region in, int length) {
        return ByteArray.create(in, length);
    }

    @Override
    ByteArray open(Region in, String name, int length) {
        return ByteArray.open(in, name, length);
    }

    @Override
    long get(ByteArray from, int index) {
        return from.get(index);
    }

    @Override
    void set(ByteArray to, int index, long value) {
        to.set(index, (byte) value);
    }

    @Override
    long getAndSet(ByteArray in, int index, long value) {
        return in.getAndSet(index, (byte) value);
    }

    @Override
    boolean compareAndSet(ByteArray in, int index, long expected, long value) {
        return in.compareAndSet(index, (byte) expected, (byte) value);
    }

    @Override
    long getAndAdd(ByteArray in, int index, long delta) {
        return in.getAndAdd(index, (byte) delta);
    }

    @Override
    long addAndGet(ByteArray in, int index, long delta) {
        return in.addAndGet(index, (byte) delta);
    }

    @Override
    void fill(ByteArray all, long value) {
        all.fill((byte) value);
    }

    @Override
    Object heap(long... elements) {
        byte[] heap = new byte[elements.length];
        for (int i = 0; i < heap.length; i++) {
            heap[i] = (byte) elements[i];
        }
        return heap;
    }

    @Override
    void copyFrom(ByteArray to, int index, Object source) {
        to.copyFrom(index, (byte[]) source);
    }

    @Override
    void copyFrom(ByteArray to, int index, Object source, int sourceIndex, int count) {
        to.copyFrom(index, (byte[]) source, sourceIndex, count);
    }

    @Override
    void copyTo(ByteArray from, int index, Object target) {
        from.copyTo(index, (byte[]) target);
    }

    @Override
    void copyTo(ByteArray from, int index, Object target, int targetIndex, int count) {
        from.copyTo(index, (byte[]) target, targetIndex, count);
    }
}
