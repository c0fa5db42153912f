package io.procession.shm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The map of a region's file. All fields are in the byte order of the machine; a file of the other order has a foreign
 * magic.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |                             Magic                             |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 8
 *  |                        Layout version                         |
 *  +---------------------------------------------------------------+ 12
 *  |                   Checksum of bytes 16 to 40                  |
 *  +---------------------------------------------------------------+ 16
 *  |                     Capacity, in bytes                        |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 24
 *  |            Creation time, milliseconds since 1970             |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 32
 *  |                   Identity, a random number                   |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 40
 *  |                        unused, up to 128                     ...
 *  +---------------------------------------------------------------+ 128
 *  |            Creation lock, one line, see {@link Guard}         ...
 *  +---------------------------------------------------------------+ 256
 *  |        Used: where the next block begins                      |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 264
 *  |        Allocated: up to here the file has real pages          |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 272
 *  |        Offset of the names table's block, 0 for none          |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 280
 *  |        Names in the table, at least                           |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 288
 *  |                        unused, up to 512                     ...
 *  +---------------------------------------------------------------+ 512
 *  |            Member table, see {@link Members}                  ...
 *  +---------------------------------------------------------------+ {@link #FIRST_BLOCK}
 *  |            Blocks, see {@link Block}                          ...
 *  +---------------------------------------------------------------+ Capacity
 * </pre>
 *
 * Bytes 0 to 40 never change. The line at 256 is written only under the creation lock.
 */
final class RegionLayout {

    /**
     * Two words that different processes write never share this many bytes: two cache lines, as prefetched in pairs.
     */
    static final int LINE = 128;

    static final int VERSION = 2;
    /** {@code "PROCESSN"} as a big-endian number. */
    static final long MAGIC = 0x50524F434553534EL;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int CHECKSUM_OFFSET = 12;
    static final int CAPACITY_OFFSET = 16;
    static final int CREATED_OFFSET = 24;
    static final int IDENTITY_OFFSET = 32;
    static final int FIXED_HEADER_LENGTH = 40;

    static final int CREATION_LOCK_OFFSET = LINE;

    static final int USED_OFFSET = 2 * LINE;
    static final int ALLOCATED_OFFSET = USED_OFFSET + Long.BYTES;
    static final int NAMES_OFFSET = ALLOCATED_OFFSET + Long.BYTES;
    static final int NAME_COUNT_OFFSET = NAMES_OFFSET + Long.BYTES;

    static final int MEMBERS_OFFSET = 4 * LINE;
    static final int MEMBER_SLOT_BITS = 10;
    /** How many processes may have a region attached at one time. */
    static final int MEMBER_SLOTS = 1 << MEMBER_SLOT_BITS;
    static final int FIRST_BLOCK = MEMBERS_OFFSET + MEMBER_SLOTS * LINE;

    /** A region without room for a single object. */
    static final long MIN_CAPACITY = FIRST_BLOCK + 2L * LINE;
    /** What one {@link java.nio.MappedByteBuffer} can map, in whole pages. */
    static final long MAX_CAPACITY = Integer.MAX_VALUE - 4095L;

    private RegionLayout() {
    }

    static long align(long bytes) {
        return align(bytes, LINE);
    }

    /** An offset, or the next one that is aligned to a power of two. */
    static long align(long offset, int alignment) {
        return offset + alignment - 1 & -alignment;
    }

    /** The part of the header that never changes, as it stands in the file. */
    static ByteBuffer fixedHeader(long capacity, long created, long identity) {
        ByteBuffer header = ByteBuffer.allocate(FIXED_HEADER_LENGTH).order(ByteOrder.nativeOrder());
        header.putLong(MAGIC_OFFSET, MAGIC);
        header.putInt(VERSION_OFFSET, VERSION);
        header.putLong(CAPACITY_OFFSET, capacity);
        header.putLong(CREATED_OFFSET, created);
        header.putLong(IDENTITY_OFFSET, identity);
        header.putInt(CHECKSUM_OFFSET, checksum(header));
        return header;
    }

    static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(CAPACITY_OFFSET, FIXED_HEADER_LENGTH - CAPACITY_OFFSET));
        return (int) crc.getValue();
    }
}
