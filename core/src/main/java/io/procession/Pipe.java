package io.procession;

import io.procession.shm.Region;
import io.procession.shm.RingBuffer;
import java.io.Closeable;
import java.util.Objects;

/**
 * Two connected ends: Python's {@code multiprocessing.Pipe}.
 *
 * <pre>{@code
 * try (Pipe pipe = Pipe.duplex()) {
 *     Connection right = pipe.right();
 *     Process.start(() -> {
 *         String question = right.receive();
 *         right.send(question.length());
 *     });
 *     pipe.left().send("how long am I?");
 *     int answer = pipe.left().receive();
 * }
 * }</pre>
 *
 * <p>A pipe has a region of its own: a ring of messages for each direction, on which neither side enters the system
 * while the other one is busy. It stays until {@link #close()}, or the end of this process. For as long as it is there
 * a connection can be passed on to processes that do not have it; those that have it go on without.
 */
public final class Pipe implements Closeable {

    /** How many bytes a pipe holds in each direction, with 8 for each message, if nothing is said: 64 KiB. */
    public static final int DEFAULT_CAPACITY = 64 * 1024;

    private final Region region;
    private final Connection left;
    private final Connection right;

    private Pipe(boolean duplex, int capacityBytes, Codec codec) {
        Objects.requireNonNull(codec);
        this.region = Region.create(RingBuffer.regionCapacity(duplex ? 2 : 1, capacityBytes));
        boolean made = false;
        try {
            RingBuffer toLeft = RingBuffer.create(region, capacityBytes);
            RingBuffer toRight = duplex ? RingBuffer.create(region, capacityBytes) : null;
            this.left = new Connection(codec, toLeft.receiver(), duplex ? toRight.sender() : null);
            this.right = new Connection(codec, duplex ? toRight.receiver() : null, toLeft.sender());
            made = true;
        } finally {
            if (!made) {
                region.close();
            }
        }
    }

    /** A pipe whose ends both send and receive. */
    public static Pipe duplex() {
        return duplex(DEFAULT_CAPACITY);
    }

    /**
     * A pipe whose ends both send and receive.
     *
     * @param capacityBytes how much it holds in each direction, 1 to {@link RingBuffer#MAX_CAPACITY}; the next power of
     *     two is taken, and not less than 128
     */
    public static Pipe duplex(int capacityBytes) {
        return duplex(capacityBytes, Codec.standard());
    }

    /** As {@link #duplex(int)}; objects are encoded by a codec, which travels with the connections. */
    public static Pipe duplex(int capacityBytes, Codec codec) {
        return new Pipe(true, capacityBytes, codec);
    }

    /** A pipe whose {@link #left()} receives what its {@link #right()} sends. */
    public static Pipe oneWay() {
        return oneWay(DEFAULT_CAPACITY);
    }

    /** A pipe whose {@link #left()} receives what its {@link #right()} sends; the capacity as for {@link #duplex}. */
    public static Pipe oneWay(int capacityBytes) {
        return oneWay(capacityBytes, Codec.standard());
    }

    /** As {@link #oneWay(int)}; objects are encoded by a codec, which travels with the connections. */
    public static Pipe oneWay(int capacityBytes, Codec codec) {
        return new Pipe(false, capacityBytes, codec);
    }

    /** One end, always the same. */
    public Connection left() {
        return left;
    }

    /** The other end, always the same. */
    public Connection right() {
        return right;
    }

    /** Closes both ends in this process, and gives the region back. Idempotent. */
    @Override
    public void close() {
        left.close();
        right.close();
        region.close();
    }

    @Override
    public String toString() {
        return "Pipe[left=" + left + ", right=" + right + "]";
    }
}
