package io.procession.shm;

import java.io.Closeable;

/**
 * What arrays of all types have in common: a length, bounds, and memory that a large one has for itself.
 *
 * <pre>{@code
 * try (LongArray large = LongArray.create(10_000_000)) {
 *     large.fill(1);
 * }       // the 80 MB are given back
 * }</pre>
 *
 * <p>One that names no region and takes up to {@value #MAX_BYTES_IN_CURRENT} bytes lies in {@link Region#current()}. A
 * larger one gets an anonymous region of its own, which {@link #close()} gives back.
 */
public abstract class SharedArray extends SharedObject implements Closeable {

    /** The largest array, in bytes, that is put into {@link Region#current()}. */
    public static final long MAX_BYTES_IN_CURRENT = 1 << 18;

    private static final long serialVersionUID = 1L;

    private final transient boolean ownsRegion;
    private final transient long offset;
    private final transient int length;
    /** Replaced by a closed one when this array is closed; closed itself when the region is. */
    private transient Memory memory;

    SharedArray(Region region, Block block, boolean ownsRegion) {
        super(region, block);
        this.ownsRegion = ownsRegion;
        this.offset = block.elements();
        this.length = Math.toIntExact(block.length());
        this.memory = region.memory();
    }

    /** The region for an anonymous array: one of its own if it is large. */
    static Region regionFor(Shape shape) {
        return isLarge(shape) ? Region.create(RegionLayout.FIRST_BLOCK + Block.plan(0, shape, null).size())
            : Region.current();
    }

    /** An array in the region that is for it; one of its own that has no room for it goes. */
    static Block createIn(Region region, Shape shape, byte... elements) {
        boolean created = false;
        try {
            Block block = region.create(shape, 0, elements);
            created = true;
            return block;
        } finally {
            if (!created && isLarge(shape)) {
                region.close();
            }
        }
    }

    static boolean isLarge(Shape shape) {
        return shape.bytes() > MAX_BYTES_IN_CURRENT;
    }

    static void checkLength(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("expected a length of 0 or more, found " + length);
        }
    }

    /** Of an array whose kind says what its elements are. */
    static Shape shape(Kind kind, int length) {
        checkLength(length);
        return Shape.of(kind, length);
    }

    /** How many elements there are. */
    public final int length() {
        return length;
    }

    /**
     * Ends this process' use of this object. The memory goes with it if the array was large, created without a region,
     * and by this process; any other's goes with its region. Idempotent.
     */
    @Override
    public final void close() {
        memory = memory.closedView();
        closed();
        if (ownsRegion) {
            region().close();
        }
    }

    /** Called when this array is closed, after which {@link #memory} is. */
    void closed() {
    }

    final Memory memory() {
        return memory;
    }

    /** Where the elements begin. */
    final long offset() {
        return offset;
    }
}
