package io.procession.shm;

import java.util.Objects;

/**
 * What must be the same for an object to be opened as another one: its kind, its length and the type of its elements.
 *
 * @param length 1, or the elements of an array, the parties of a barrier, the bound of a semaphore
 * @param elementBytes the size of one element; 0 where there is only a head
 * @param type what the elements are, in words; null where the kind says it
 */
record Shape(Kind kind, long length, int elementBytes, String type) {

    /** Of a single object. */
    static Shape of(Kind kind) {
        return of(kind, 1);
    }

    static Shape of(Kind kind, long length) {
        return new Shape(kind, length, kind.elementBytes, null);
    }

    /** By hand: a record's own equals costs a starting process 15 ms, in which the JDK makes it up. */
    boolean isSame(Shape other) {
        return kind == other.kind && length == other.length && elementBytes == other.elementBytes
            && Objects.equals(type, other.type);
    }

    /** How much the data take, in bytes. */
    long bytes() {
        return kind.headBytes + length * elementBytes;
    }

    /** As a message names such an object: {@code LongArray[10]}. */
    String describe() {
        return kind + (type == null ? "" : "<" + type + ">") + (kind.isOfAnyLength() ? "[" + length + "]" : "");
    }
}
