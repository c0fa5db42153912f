package io.procession.shm;

import static io.procession.shm.RegionLayout.ALLOCATED_OFFSET;
import static io.procession.shm.RegionLayout.CAPACITY_OFFSET;
import static io.procession.shm.RegionLayout.FIRST_BLOCK;
import static io.procession.shm.RegionLayout.USED_OFFSET;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands out a region's blocks, one after another; none is ever given back.
 *
 * <p>The file is sparse. Before a block is handed out its pages are written, so that a full file system refuses the
 * block rather than the first store into it.
 *
 * <p>Only the holder of the creation lock allocates. It writes pages, moves Allocated, fills in the block and moves
 * Used last: killed before that, it leaves dirt between Used and Allocated, which the next one wipes.
 */
final class Blocks {

    /** Pages are written this much ahead, where there is room: small objects do not each cost a system call. */
    private static final long EXTENT = 64 * 1024;
    private static final int MAX_ZEROS = 256 * 1024;

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LAST_PAUSE_MILLIS = 160;

    private final Memory memory;
    private final FileChannel channel;

    Blocks(Memory memory, FileChannel channel) {
        this.memory = memory;
        this.channel = channel;
    }

    /**
     * A new block, all zero but for the beginning of its data.
     *
     * @param head its first 8 bytes, or 4 where there are no more
     * @param elements the first of the elements, or nothing
     */
    Block allocate(Shape shape, String name, long head, byte... elements) {
        long used = used();
        Block block = Block.plan(used, shape, name);
        long end = used + block.size();
        long capacity = memory.getLong(CAPACITY_OFFSET);
        if (end > capacity) {
            throw new RegionFullException(memory.file(), block.describe() + " needs " + block.size() + " bytes, left"
                + " are " + (capacity - used) + " of capacity=" + capacity + "; use a region of a larger capacity");
        }
        reserve(used, end, capacity);
        block.write(memory);
        if (shape.kind().headBytes == Integer.BYTES) {
            memory.putInt(block.data(), (int) head);
        } else {
            memory.putLong(block.data(), head);
        }
        memory.copyFrom(elements, 0, block.elements(), elements.length);
        memory.putLong(USED_OFFSET, end);
        return block;
    }

    long used() {
        return memory.getLong(USED_OFFSET);
    }

    /** Every block that is wholly there, in the order of their making. */
    List<Block> all() {
        List<Block> blocks = new ArrayList<>();
        long end = used();
        for (long offset = FIRST_BLOCK; offset < end; ) {
            Block block = Block.read(memory, offset);
            blocks.add(block);
            offset += block.size();
        }
        return blocks;
    }

    private void reserve(long from, long to, long capacity) {
        long allocated = memory.getLong(ALLOCATED_OFFSET);
        memory.fill(from, Math.min(allocated, to) - from, (byte) 0);
        if (to > allocated) {
            long ahead = Math.min(capacity, Math.max(to, allocated + EXTENT));
            memory.putLong(ALLOCATED_OFFSET, allocate(allocated, to, ahead));
        }
    }

    /** Makes pages real, ahead of need if there is room; says up to where. */
    private long allocate(long from, long to, long ahead) {
        try {
            return new Uninterrupted<Long>() {
                @Override
                Long run() throws IOException {
                    try {
                        writeZeros(memory.file(), channel, from, ahead);
                        return ahead;
                    } catch (IOException e) {
                        makeReal(memory.file(), channel, from, to);
                        return to;
                    }
                }
            }.call();
        } catch (IOException e) {
            throw noRoom(memory.file(), (to - from) + " bytes more", e);
        }
    }

    static RegionFullException noRoom(Path file, String need, IOException cause) {
        return new RegionFullException(file, "the file system has no room for " + need + " (" + cause.getMessage()
            + "); free some or choose another: by the region's path, or for anonymous regions by the system property "
            + RuntimeDirectory.PROPERTY, cause);
    }

    /**
     * Makes the pages of a part of the file real, those of regions that this process has closed if there are no others.
     * For a thread that nobody interrupts.
     */
    static void makeReal(Path file, FileChannel channel, long from, long to) throws IOException {
        for (long pauseMillis = FIRST_PAUSE_MILLIS; ; pauseMillis *= 2) {
            try {
                writeZeros(file, channel, from, to);
                return;
            } catch (IOException e) {
                if (LeftMappings.isEmpty() || pauseMillis > LAST_PAUSE_MILLIS) {
                    throw e;
                }
                LeftMappings.reclaim(pauseMillis);
            }
        }
    }

    /** What there is evidently no room for is not begun: it would fill the file system, and for nothing. */
    private static void writeZeros(Path file, FileChannel channel, long from, long to) throws IOException {
        long usable = file.toFile().getUsableSpace();
        if (usable > 0 && usable < to - from) {
            throw new IOException("only " + usable + " are left");
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(to - from, MAX_ZEROS));
        for (long position = from; position < to; position += zeros.position()) {
            zeros.clear().limit((int) Math.min(to - position, zeros.capacity()));
            channel.write(zeros, position);
        }
    }
}
