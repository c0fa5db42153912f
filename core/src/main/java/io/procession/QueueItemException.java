package io.procession;

import java.nio.file.Path;

/** An item was taken that cannot be decoded: its class is missing, or refused by the filter. Those behind it can be. */
public final class QueueItemException extends QueueException {

    private static final long serialVersionUID = 1L;

    private final long index;
    private final byte[] bytes;

    QueueItemException(Path file, long index, byte[] bytes, Throwable cause) {
        super(file, "item " + index + " cannot be decoded: " + cause, cause);
        this.index = index;
        this.bytes = bytes;
    }

    /** How many items were put before it since the queue was made. */
    public long index() {
        return index;
    }

    /** The item as it was encoded. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
