package io.procession.shm;

import java.io.IOException;

/** A message is longer than whoever wants to receive it allows. It stays where it is, the next to be received. */
public final class MessageTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int length;

    MessageTooLongException(int length, int max) {
        super("the next message has " + length + " bytes, expected at most " + max
            + "; it can still be received with room for it");
        this.length = length;
    }

    /** The length of the message, in bytes. */
    public int length() {
        return length;
    }
}
