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
 *  |             Length of the elements' type, in bytes            |
 *  +---------------------------------------------------------------+ 32
 *  |                Size of one element, in bytes                  |
 *  +---------------------------------------------------------------+ 36
 *  |                   Name, UTF-8, none if empty                 ...
 *  +---------------------------------------------------------------+
 *  |            Type of the elements, UTF-8, none if empty        ...
 *  +---------------------------------------------------------------+ the next line
 *  |                     Data: head and elements                  ...
 *  +---------------------------------------------------------------+ Size
 * </pre>
 *
 * @param offset where the header begins
 * @param data where the data begin
 * @param size of the whole block, in bytes
 */
record Block(long offset, long data, long size, Shape shape, String name) {

    static final int MAX_NAME_BYTES = 1024;
    static final int MAX_TYPE_BYTES = 8192;

    private static final int MAGIC = 0x4B434C42;

    private static final int MAGIC_OFFSET = 0;
    private static final int KIND_OFFSET = 4;
    private static final int SIZE_OFFSET = 8;
    private static final int LENGTH_OFFSET = 16;
    private static final int NAME_LENGTH_OFFSET = 24;
    private static final int TYPE_LENGTH_OFFSET = 28;
    private static final int ELEMENT_BYTES_OFFSET = 32;
    private static final int TEXT_OFFSET = 36;

    /** A block yet to be written. */
    static Block plan(long offset, Shape shape, String name) {
        long data = dataOffset(offset, bytes(name).length, bytes(shape.type()).length);
        long end = data + RegionLayout.align(Math.max(1, shape.bytes()));
        return new Block(offset, data, end - offset, shape, name);
    }

    /** UTF-8, none for no text. */
    static byte[] bytes(String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    void write(Memory memory) {
        byte[] nameBytes = bytes(name);
        byte[] typeBytes = bytes(shape.type());
        memory.putInt(offset + KIND_OFFSET, shape.kind().number);
        memory.putLong(offset + SIZE_OFFSET, size);
        memory.putLong(offset + LENGTH_OFFSET, shape.length());
        memory.putInt(offset + NAME_LENGTH_OFFSET, nameBytes.length);
        memory.putInt(offset + TYPE_LENGTH_OFFSET, typeBytes.length);
        memory.putInt(offset + ELEMENT_BYTES_OFFSET, shape.elementBytes());
        memory.copyFrom(nameBytes, 0, offset + TEXT_OFFSET, nameBytes.length);
        memory.copyFrom(typeBytes, 0, offset + TEXT_OFFSET + nameBytes.length, typeBytes.length);
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
        if (magic != MAGIC || kind == null) {
            throw corrupt(memory, offset, "expected magic " + Integer.toHexString(MAGIC) + " and a known kind, found "
                + Integer.toHexString(magic) + " and kind " + memory.getInt(offset + KIND_OFFSET));
        }
        long size = memory.getLong(offset + SIZE_OFFSET);
        int nameLength = memory.getInt(offset + NAME_LENGTH_OFFSET);
        int typeLength = memory.getInt(offset + TYPE_LENGTH_OFFSET);
        if (size < 2 * LINE || size % LINE != 0 || size > used - offset || nameLength < 0
            || nameLength > MAX_NAME_BYTES || typeLength < 0 || typeLength > MAX_TYPE_BYTES) {
            throw corrupt(memory, offset, "size=" + size + " nameLength=" + nameLength + " typeLength=" + typeLength
                + " used=" + used);
        }
        long data = dataOffset(offset, nameLength, typeLength);
        long length = memory.getLong(offset + LENGTH_OFFSET);
        int elementBytes = memory.getInt(offset + ELEMENT_BYTES_OFFSET);
        if (length < 0 || length != 1 && !kind.isOfAnyLength() || elementBytes < 0 || kind.hasType() != typeLength > 0
            || kind.hasType() == (elementBytes == kind.elementBytes)
            || !fits(offset + size - data, kind, length, elementBytes)) {
            throw corrupt(memory, offset, "length=" + length + " elementBytes=" + elementBytes + " nameLength="
                + nameLength + " typeLength=" + typeLength + " size=" + size);
        }
        Shape shape = new Shape(kind, length, elementBytes,
            text(memory, offset + TEXT_OFFSET + nameLength, typeLength));
        return new Block(offset, data, size, shape, text(memory, offset + TEXT_OFFSET, nameLength));
    }

    private static boolean fits(long room, Kind kind, long length, int elementBytes) {
        return kind.headBytes <= room && (elementBytes == 0 || length <= (room - kind.headBytes) / elementBytes);
    }

    private static long dataOffset(long offset, int nameLength, int typeLength) {
        return offset + RegionLayout.align(TEXT_OFFSET + (long) nameLength + typeLength);
    }

    private static String text(Memory memory, long offset, int length) {
        if (length == 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        memory.copyTo(offset, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Kind kind() {
        return shape.kind();
    }

    long length() {
        return shape.length();
    }

    /** Where the elements begin. */
    long elements() {
        return data + kind().headBytes;
    }

    String describe() {
        return shape.describe();
    }

    private static RegionFormatException corrupt(Memory memory, long offset, String found) {
        return new RegionFormatException(memory.file(), "corrupt block at " + offset + ": " + found
            + "; restore the file or delete it");
    }
}
