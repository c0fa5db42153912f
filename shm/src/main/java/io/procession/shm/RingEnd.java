package io.procession.shm;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * One end of a {@link RingBuffer}, which this process holds open until it closes it, ends, or cannot reach it any more.
 */
public abstract sealed class RingEnd implements Closeable permits RingSender, RingReceiver {

    /** How long one who waits for a lock does not look whether the end was closed. */
    private static final long LOCK_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final SharedObject buffer;
    private final Ring ring;
    private final Hold hold;
    private final Cleaner.Cleanable cleanable;

    RingEnd(SharedObject buffer, Ring ring, Holders holders, Holders.Place place) {
        this.buffer = buffer;
        this.ring = ring;
        this.hold = new Hold(ring, holders, place);
        this.cleanable = Unreachable.CLEANER.register(this, hold);
    }

    final Ring ring() {
        return ring;
    }

    /** The buffer that this is an end of. */
    public final SharedObject buffer() {
        return buffer;
    }

    /** Whether this process may still use it. */
    public final boolean isOpen() {
        return hold.open;
    }

    final void checkOpen() throws ClosedChannelException {
        if (!hold.open) {
            throw new ClosedChannelException();
        }
        ring.checkOpen();
    }

    /** As one who has begun to wait asks. */
    final void checkStillOpen() throws ClosedChannelException {
        if (!hold.open) {
            throw new AsynchronousCloseException();
        }
        ring.checkOpen();
    }

    /** Takes a lock, unless this end is closed meanwhile. */
    final void enter(Mutex lock) throws InterruptedException, ClosedChannelException {
        if (!lock.tryAcquireFree()) {
            while (!lock.acquire(Wait.atMost(LOCK_SLICE_NANOS))) {
                checkStillOpen();
            }
        }
    }

    /**
     * Gives this end up. Threads of this process that use it get an
     * {@link java.nio.channels.AsynchronousCloseException}; when nobody else holds it, those at the other end notice.
     * Idempotent.
     */
    @Override
    public final void close() {
        cleanable.clean();
    }

    /**
     * Sends this end to another process, by other means: writes what that one reads to have it too. Until then, or
     * until {@link Passage#cancel}, or the death of this process, it is as if this process had one more end open.
     */
    public final Passage pass(DataOutput out) throws IOException {
        checkOpen();
        Holders.Place place = hold.holders.send();
        Passage passage = new Passage(ring, hold.holders, place);
        boolean written = false;
        try {
            write(out, place);
            written = true;
        } finally {
            if (!written) {
                passage.cancel();
            }
        }
        return passage;
    }

    private void write(DataOutput out, Holders.Place place) throws IOException {
        buffer.writeHandle(out);
        out.writeInt(place.index());
        out.writeLong(place.word());
    }

    static Holders.Place readPlace(DataInput in) throws IOException {
        return new Holders.Place(in.readInt(), in.readLong());
    }

    private static void release(Ring ring, Holders holders, Holders.Place place) {
        if (holders.release(place) && !holders.mayBeHeld()) {
            ring.signalAll();
        }
    }

    /** An end on its way to another process. */
    public static final class Passage {

        private final Ring ring;
        private final Holders holders;
        private final Holders.Place place;

        private Passage(Ring ring, Holders holders, Holders.Place place) {
            this.ring = ring;
            this.holders = holders;
            this.place = place;
        }

        /** Holds the end no longer for one who will not come. No effect once it has arrived. */
        public void cancel() {
            release(ring, holders, place);
        }
    }

    /** What outlives this end when nothing can reach it any more. */
    private static final class Hold implements Runnable {

        private final Ring ring;
        private final Holders holders;
        private final Holders.Place place;
        private volatile boolean open = true;

        Hold(Ring ring, Holders holders, Holders.Place place) {
            this.ring = ring;
            this.holders = holders;
            this.place = place;
        }

        @Override
        public void run() {
            open = false;
            release(ring, holders, place);
            // Those of this process, too, who others hold the end as well.
            ring.signalAll();
        }
    }

    private static final class Unreachable {
        static final Cleaner CLEANER = Cleaner.create();
    }
}
