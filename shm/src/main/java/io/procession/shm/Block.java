package io.procession.shm;

import static io.procession.shm.RegionLayout.FIRST_BLOCK;
import static io.procession.shm.RegionLayout.LINE;

import java.nio.charset.StandardCharsets;

/**
 * One object's piece of a region: a header, written before anybody can see it and never changed, and its data.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0, on a line
 *  |                             Magic                             |
 *  +---------------------------------------------------------------+ 4
 *  |                      Kind, see {@link Kind}                   |
 *  +---------------------------------------------------------------+ 8
 *  |        Size of the whole block, in bytes, whole lines         |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 16
 *  |           Length: 1, or the elements of an array              |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 24
 *  |                  Length of the name, in bytes                 |
 *  +---------------------------------------------------------------+ 28
 *  |                   Name, UTF-8, none if empty                 ...
 *  +---------------------------------------------------------------+ the next line
 *  |                            Data                              ...
 *  +---------------------------------------------------------------+ Size
 * </pre>
 *
 * @param offset where the header begins
 * @param data where the data begin
 * @param size of the whole block, in bytes
 */
record Block(long offset, long data, long size, Kind kind, long length, String name) {

    static final int MAX_NAME_BYTES = 1024;

    private static final int MAGIC = 0x4B434C42;

    private static final int MAGIC_OFFSET = 0;
    private static final int KIND_OFFSET = 4;
    private static final int SIZE_OFFSET = 8;
    private static final int LENGTH_OFFSET = 16;
    private static final int NAME_LENGTH_OFFSET = 24;
    private static final int NAME_OFFSET = 28;

    /** A block yet to be written. */
    static Block plan(long offset, Kind kind, String name, long length) {
        long data = offset + RegionLayout.align(NAME_OFFSET + (long) bytes(name).length);
        long end = data + RegionLayout.align(Math.max(1, length * kind.elementBytes));
        return new Block(offset, data, end - offset, kind, length, name);
    }

    /** UTF-8, none for no name. */
    static byte[] bytes(String name) {
        return name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
    }

    void write(Memory memory) {
        byte[] nameBytes = bytes(name);
        memory.putInt(offset + KIND_OFFSET, kind.number);
        memory.putLong(offset + SIZE_OFFSET, size);
        memory.putLong(offset + LENGTH_OFFSET, length);
        memory.putInt(offset + NAME_LENGTH_OFFSET, nameBytes.length);
        memory.copyFrom(nameBytes, 0, offset + NAME_OFFSET, nameBytes.length);
        memory.putInt(offset + MAGIC_OFFSET, MAGIC);
    }

    /** The block at an offset, every field checked: whoever uses it stays within the region. */
    static Block read(Memory memory, long offset) {
        long used = memory.getLong(RegionLayout.USED_OFFSET);
        if (offset < FIRST_BLOCK || offset % LINE != 0 || used - offset < 2 * LINE) {
            throw corrupt(memory, offset, "no block can begin there, used=" + used);
        }
        int magic = memory.getInt(offset + MAGIC_OFFSET);
        Kind kind = Kind.of(memory.getInt(offset + KIND_OFFSET));
        long size = memory.getLong(offset + SIZE_OFFSET);
        long length = memory.getLong(offset + LENGTH_OFFSET);
        int nameLength = memory.getInt(offset + NAME_LENGTH_OFFSET);
        if (magic != MAGIC || kind == null) {
            throw corrupt(memory, offset, "expected magic " + Integer.toHexString(MAGIC) + " and a known kind, found "
                + Integer.toHexString(magic) + " and kind " + memory.getInt(offset + KIND_OFFSET));
        }
        if (size < 2 * LINE || size % LINE != 0 || size > used - offset || nameLength < 0
            || nameLength > MAX_NAME_BYTES) {
            throw corrupt(memory, offset, "size=" + size + " nameLength=" + nameLength + " used=" + used);
        }
        long data = offset + RegionLayout.align(NAME_OFFSET + (long) nameLength);
        if (length < 0 || length != 1 && !kind.isOfAnyLength() || data > offset + size
            || length > (offset + size - data) / kind.elementBytes) {
            throw corrupt(memory, offset, "length=" + length + " nameLength=" + nameLength + " size=" + size);
        }
        byte[] nameBytes = new byte[nameLength];
        memory.copyTo(offset + NAME_OFFSET, nameBytes, 0, nameLength);
        String name = nameLength == 0 ? null : new String(nameBytes, StandardCharsets.UTF_8);
        return new Block(offset, data, size, kind, length, name);
    }

    String describe() {
        return kind.describe(length);
    }

    private static RegionFormatException corrupt(Memory memory, long offset, String found) {
        return new RegionFormatException(memory.file(), "corrupt block at " + offset + ": " + found
            + "; restore the file or delete it");
    }
}
