package io.procession.shm;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Places for values of one type, each read whole at any time and changed by one at a time.
 *
 * <p>A {@link Scalar} is a word: it is loaded and stored in one step. All else is
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |       Sequence: how often the value was set. The lowest       |
 *  |       bit says which copy is the value                        |
 *  +---------------------------------------------------------------+ 8
 *  |         Copy 0, see {@link Layout}, up to a multiple of 8            ...
 *  +---------------------------------------------------------------+
 *  |         Copy 1                                               ...
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Who holds the lock writes the copy that is not the value, and then makes it the value by one store of the next
 * sequence. Nobody else writes either. A writer may die between any two stores: before that one the value is the old
 * one, whole, and what was begun is written over by the next writer; after it the value is the new one.
 *
 * <p>A reader loads the sequence, copies the bytes out, and loads the sequence again. If it is the same, the copy was
 * the value all that time, and nobody wrote it: a writer writes a copy only after the sequence says that it is the
 * other one. If it is not the same, the reader tries again; having failed so often that writers evidently outrun it, it
 * asks for the lock in between, never for long. One that has stopped, dead or alive, fails no reader.
 */
final class Cells<T> {

    private static final int COPIES_OFFSET = Long.BYTES;

    private static final int ATTEMPTS = 64;
    /** Of a reader that is outrun: its waits for the lock. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Region region;
    private final Layout<T> layout;
    /** The layout, if it is that of a scalar; null otherwise. */
    private final Scalar<T> scalar;
    /** Where who has the lock works: closing the region does not close it. */
    private final Memory guarded;
    private final RLock lock;
    /** The same lock, to be given back when the region was closed meanwhile. */
    private final RLock heldLock;

    /** @param block of the object that has these places, and at the beginning of its data the lock */
    Cells(Type<T> type, Region region, Block block) {
        this.region = region;
        this.layout = type.layout();
        this.scalar = layout instanceof Scalar<T> word ? word : null;
        this.guarded = region.guarded();
        this.lock = new RLock(region, block);
        this.heldLock = new RLock(region, block, guarded);
    }

    /** The shape of an object that has such places. */
    static Shape shape(Kind kind, long length, Type<?> type) {
        return new Shape(kind, length, bytes(type.layout()), type.toString());
    }

    /** What a place is filled with before anybody sees it. */
    static <T> byte[] initial(Type<T> type, T value) {
        byte[] encoded = type.layout().encode(value);
        if (type.layout() instanceof Scalar) {
            return encoded;
        }
        byte[] cell = new byte[COPIES_OFFSET + encoded.length];
        System.arraycopy(encoded, 0, cell, COPIES_OFFSET, encoded.length);
        return cell;
    }

    /** The type of the values in an object, as the file says. */
    static Type<?> type(Region region, Block block) {
        Type<?> type = Type.named(region.file(), block.shape().type());
        if (block.shape().elementBytes() != bytes(type.layout())) {
            throw new RegionFormatException(region.file(), "corrupt block at " + block.offset() + ": expected "
                + bytes(type.layout()) + " bytes for each " + type + ", found " + block.shape().elementBytes()
                + "; restore the file or delete it");
        }
        return type;
    }

    private static int bytes(Layout<?> layout) {
        return layout instanceof Scalar ? layout.bytes() : COPIES_OFFSET + 2 * copyBytes(layout);
    }

    private static int copyBytes(Layout<?> layout) {
        return (int) RegionLayout.align(layout.bytes(), Long.BYTES);
    }

    /** What writers hold. */
    RLock lock() {
        return lock;
    }

    T get(Memory memory, long cell) {
        return scalar == null ? decode(memory, read(memory, cell)) : scalar.load(memory, cell);
    }

    /** @param view closed if nobody may change the value any more */
    void set(Memory view, long cell, T value) {
        view.checkOpen();
        byte[] encoded = scalar == null ? layout.encode(value) : null;
        long bits = scalar == null ? 0 : scalar.bits(value);
        begin();
        try {
            if (scalar == null) {
                write(cell, encoded);
            } else {
                scalar.store(guarded, cell, bits);
            }
        } finally {
            end();
        }
    }

    T getAndSet(Memory view, long cell, T value) {
        view.checkOpen();
        begin();
        try {
            T before = get(guarded, cell);
            put(cell, value);
            return before;
        } finally {
            end();
        }
    }

    T update(Memory view, long cell, UnaryOperator<T> function) {
        view.checkOpen();
        begin();
        try {
            T after = function.apply(get(guarded, cell));
            put(cell, after);
            return after;
        } finally {
            end();
        }
    }

    /**
     * Takes the lock, and with it a use of the attachment: should the region be closed now, the value is set to the
     * end, and nobody takes this process for dead before that, and writes the same copy.
     */
    private void begin() {
        lock.lock();
        retain();
    }

    private void retain() {
        if (!region.tryRetain()) {
            throw new RegionClosedException(region.file());
        }
    }

    private void end() {
        try {
            heldLock.unlockUntold();
        } finally {
            region.release();
        }
    }

    private void put(long cell, T value) {
        if (scalar == null) {
            write(cell, layout.encode(value));
        } else {
            scalar.store(guarded, cell, scalar.bits(value));
        }
    }

    private T decode(Memory memory, byte[] encoded) {
        try {
            return layout.decode(encoded);
        } catch (Layout.Corruption e) {
            throw new RegionFormatException(memory.file(), "corrupt value: " + e.getMessage() + "; set it anew");
        }
    }

    private void write(long cell, byte[] encoded) {
        long next = guarded.getLong(cell) + 1;
        // A reader that sees a byte of what follows sees the sequence, too, by which it is no longer the value.
        VarHandle.releaseFence();
        guarded.copyFrom(encoded, 0, copy(cell, next), encoded.length);
        guarded.putLongRelease(cell, next);
    }

    private byte[] read(Memory memory, long cell) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] encoded = tryRead(memory, cell);
            if (encoded != null) {
                return encoded;
            }
            Thread.onSpinWait();
        }
        return readInTurn(memory, cell);
    }

    private byte[] readInTurn(Memory memory, long cell) {
        while (true) {
            boolean begun = tryBegin();
            try {
                byte[] encoded = tryRead(memory, cell);
                if (encoded != null) {
                    return encoded;
                }
            } finally {
                if (begun) {
                    end();
                }
            }
        }
    }

    private boolean tryBegin() {
        boolean locked = lock.mutex().acquireUninterruptiblyAtMost(TURN_NANOS);
        if (locked) {
            retain();
        }
        return locked;
    }

    /** The bytes of the value; null if it was set meanwhile. */
    private byte[] tryRead(Memory memory, long cell) {
        long sequence = memory.getLong(cell);
        long copy = copy(cell, sequence);
        byte[] encoded = new byte[layout.encodedBytes(memory, copy)];
        memory.copyTo(copy, encoded, 0, encoded.length);
        VarHandle.acquireFence();
        return memory.getLong(cell) == sequence ? encoded : null;
    }

    private long copy(long cell, long sequence) {
        return cell + COPIES_OFFSET + (sequence & 1) * copyBytes(layout);
    }
}
