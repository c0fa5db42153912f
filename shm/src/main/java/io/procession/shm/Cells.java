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

    private final Layout<T> layout;
    /** The layout, if it is that of a scalar; null otherwise. */
    private final Scalar<T> scalar;
    private final RLock lock;

    /** @param lock what writers hold */
    Cells(Type<T> type, RLock lock) {
        this.layout = type.layout();
        this.scalar = layout instanceof Scalar<T> word ? word : null;
        this.lock = lock;
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
        return (int) Layout.align(layout.bytes(), Long.BYTES);
    }

    T get(Memory memory, long cell) {
        return scalar == null ? decode(memory, read(memory, cell)) : scalar.load(memory, cell);
    }

    void set(Memory memory, long cell, T value) {
        if (scalar == null) {
            byte[] encoded = layout.encode(value);
            lock.lock();
            try {
                write(memory, cell, encoded);
            } finally {
                lock.unlockUntold();
            }
        } else {
            long bits = scalar.bits(value);
            lock.lock();
            try {
                scalar.store(memory, cell, bits);
            } finally {
                lock.unlockUntold();
            }
        }
    }

    T getAndSet(Memory memory, long cell, T value) {
        lock.lock();
        try {
            T before = get(memory, cell);
            set(memory, cell, value);
            return before;
        } finally {
            lock.unlockUntold();
        }
    }

    T update(Memory memory, long cell, UnaryOperator<T> function) {
        lock.lock();
        try {
            T after = function.apply(get(memory, cell));
            set(memory, cell, after);
            return after;
        } finally {
            lock.unlockUntold();
        }
    }

    private T decode(Memory memory, byte[] encoded) {
        try {
            return layout.get(encoded, 0);
        } catch (Layout.Corruption e) {
            throw new RegionFormatException(memory.file(), "corrupt value: " + e.getMessage() + "; set it anew");
        }
    }

    private void write(Memory memory, long cell, byte[] encoded) {
        long next = memory.getLong(cell) + 1;
        // A reader that sees a byte of what follows sees the sequence, too, by which it is no longer the value.
        VarHandle.releaseFence();
        memory.copyFrom(encoded, 0, copy(cell, next), encoded.length);
        memory.putLongRelease(cell, next);
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
            boolean locked = tryLock();
            try {
                byte[] encoded = tryRead(memory, cell);
                if (encoded != null) {
                    return encoded;
                }
            } finally {
                if (locked) {
                    lock.unlockUntold();
                }
            }
        }
    }

    private boolean tryLock() {
        Wait wait = Wait.uninterruptiblyAtMost(TURN_NANOS);
        try {
            return lock.mutex().acquire(wait);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            wait.end();
        }
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
