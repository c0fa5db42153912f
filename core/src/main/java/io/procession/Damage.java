package io.procession;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;

/**
 * What is thrown for bytes that are no object. Declared as plain {@code IOException}s: for those the JVM need not load
 * their classes to verify who throws them, in a worker that starts.
 */
final class Damage {

    private Damage() {
    }

    /** The bytes are not as expected. */
    static IOException found(String message) {
        return new StreamCorruptedException(message);
    }

    /** The bytes were understood, and yet no object came of them. */
    static IOException invalid(String message, Throwable cause) {
        InvalidObjectException invalid = new InvalidObjectException(message);
        invalid.initCause(cause);
        return invalid;
    }
}
