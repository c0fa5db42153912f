package io.procession.shm;

/**
 * What a block of a region holds. The number stands in the file; the name in messages.
 *
 * <p>The data are a head of a fixed size and, if the kind has a length, so many elements.
 */
enum Kind {
    NAMES(1, "names table", 0, 8),
    LONG_VALUE(2, "LongValue", 8),
    INT_VALUE(3, "IntValue", 4),
    DOUBLE_VALUE(4, "DoubleValue", 8),
    LONG_ARRAY(5, "LongArray", 0, 8),
    BYTE_ARRAY(6, "ByteArray", 0, 1),
    LOCK(7, "Lock", 32),
    EVENT(8, "Event", 4),
    RLOCK(9, "RLock", 32),
    INT_ARRAY(10, "IntArray", 0, 4),
    DOUBLE_ARRAY(11, "DoubleArray", 0, 8),
    VALUE(12, "Value", RegionLayout.LINE, Kind.BY_TYPE, false),
    ARRAY(13, "Array", RegionLayout.LINE, Kind.BY_TYPE),
    SEMAPHORE(14, "Semaphore", 3 * RegionLayout.LINE),
    BOUNDED_SEMAPHORE(15, "BoundedSemaphore", 3 * RegionLayout.LINE, 0),
    LEASES(16, "leases table", 0, 8),
    CONDITION(17, "Condition", 3 * RegionLayout.LINE),
    WAITERS(18, "waiters table", 0, RegionLayout.LINE),
    BARRIER(19, "Barrier", 2 * RegionLayout.LINE, 4),
    EVENT_COUNT(20, "EventCount", 4),
    RING_BUFFER(21, "RingBuffer", RingLayout.HEAD_BYTES, 1);

    /** In the place of an element's size: each object of the kind has its own. */
    static final int BY_TYPE = -1;

    private static final Kind[] KINDS = values();

    final int number;
    /** The size of what stands before the elements, in bytes. */
    final int headBytes;
    /** The size of one element, in bytes, or {@link #BY_TYPE}. */
    final int elementBytes;
    private final String label;
    private final boolean ofAnyLength;

    /** Of a single object. */
    Kind(int number, String label, int headBytes) {
        this(number, label, headBytes, 0, false);
    }

    /** Of objects that have a length. */
    Kind(int number, String label, int headBytes, int elementBytes) {
        this(number, label, headBytes, elementBytes, true);
    }

    Kind(int number, String label, int headBytes, int elementBytes, boolean ofAnyLength) {
        this.number = number;
        this.label = label;
        this.headBytes = headBytes;
        this.elementBytes = elementBytes;
        this.ofAnyLength = ofAnyLength;
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
        return ofAnyLength;
    }

    boolean hasType() {
        return elementBytes == BY_TYPE;
    }

    /** Whether it is a part of others, and nobody's object. */
    boolean isInternal() {
        return this == NAMES || this == LEASES || this == WAITERS;
    }

    @Override
    public String toString() {
        return label;
    }
}
