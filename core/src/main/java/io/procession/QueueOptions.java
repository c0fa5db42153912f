package io.procession;

import java.util.Objects;

/**
 * What a queue may be told beyond its path.
 *
 * <pre>{@code
 * Queue<String> orders = Queue.open(directory, QueueOptions.DEFAULT.maxSize(1_000).synced(true));
 * }</pre>
 *
 * @param maxSize how many items may wait, 1 at least; {@link #UNBOUNDED}, the default, for as many as the disk holds,
 *     or for the bound of a queue that is there
 * @param codec what makes bytes of items; {@link Codec#standard()} by default. Whoever opens the same path must name an
 *     equal one; one who gets the queue as a handle gets its codec with it
 * @param synced whether an item that was put also survives the loss of power. Every put then waits for the disk: a
 *     tenth of a millisecond to tens of milliseconds, in place of less than a microsecond. An item taken in the last
 *     seconds before the loss may be handed out again. Whoever opens the same path should say the same
 */
public record QueueOptions(int maxSize, Codec codec, boolean synced) {

    /** In the place of a bound. */
    public static final int UNBOUNDED = 0;

    /** Unbounded, of the standard codec, not synced. */
    public static final QueueOptions DEFAULT = new QueueOptions(UNBOUNDED, Codec.standard(), false);

    public QueueOptions {
        if (maxSize < UNBOUNDED) {
            throw new IllegalArgumentException("expected a maxSize of 1 at least, or " + UNBOUNDED + " for none, found "
                + maxSize);
        }
        Objects.requireNonNull(codec);
    }

    /** These, with a bound, 1 at least. */
    public QueueOptions maxSize(int maxSize) {
        if (maxSize == UNBOUNDED) {
            throw new IllegalArgumentException("expected a maxSize of 1 at least, found " + maxSize);
        }
        return new QueueOptions(maxSize, codec, synced);
    }

    /** These, with a codec. */
    public QueueOptions codec(Codec codec) {
        return new QueueOptions(maxSize, codec, synced);
    }

    /** These, with or without waiting for the disk. */
    public QueueOptions synced(boolean synced) {
        return new QueueOptions(maxSize, codec, synced);
    }
}
