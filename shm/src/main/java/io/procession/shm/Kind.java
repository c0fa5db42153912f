package io.procession.shm;

/** What a block of a region holds. The number stands in the file; the name in messages. */
enum Kind {
    NAMES(1, "names table", 8),
    LONG_VALUE(2, "LongValue", 8),
    INT_VALUE(3, "IntValue", 4),
    DOUBLE_VALUE(4, "DoubleValue", 8),
    LONG_ARRAY(5, "LongArray", 8),
    BYTE_ARRAY(6, "ByteArray", 1),
    LOCK(7, "Lock", 32),
    EVENT(8, "Event", 4);

    private static final Kind[] KINDS = values();

    final int number;
    /** The size of one element, in bytes. */
    final int elementBytes;
    private final String label;

    Kind(int number, String label, int elementBytes) {
        this.number = number;
        this.elementBytes = elementBytes;
        this.label = label;
    }

    /** The kind with a number; null if there is none. */
    static Kind of(int number) {
        for (Kind kind : KINDS) {
            if (kind.number == number) {
                return kind;
            }
        }
        return null;
    }

    boolean isOfAnyLength() {
        return this == NAMES || this == LONG_ARRAY || this == BYTE_ARRAY;
    }

    /** As a message names an object of this kind: {@code LongArray[10]}. */
    String describe(long length) {
        return length == 1 && this != LONG_ARRAY && this != BYTE_ARRAY ? label : label + "[" + length + "]";
    }

    @Override
    public String toString() {
        return label;
    }
}
