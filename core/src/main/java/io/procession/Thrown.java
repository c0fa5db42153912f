package io.procession;

import java.io.IOException;

/** Throwables as bytes: as they are, or, where that cannot be, as a {@link RemoteThrowable}. */
final class Thrown {

    /** The first byte. */
    static final byte KIND = 'F';

    private Thrown() {
    }

    /** A throwable as bytes of which this process can make a throwable again. */
    static byte[] encode(Throwable thrown) {
        try {
            byte[] encoded = Serialization.encode(KIND, thrown);
            if (Serialization.decode(encoded, SerialFilter.standard()) instanceof Throwable) {
                return encoded;
            }
        } catch (Throwable e) {
            // By its text, then, whatever its own code has thrown here.
        }
        try {
            return Serialization.encode(KIND, new RemoteThrowable(thrown));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What was thrown. */
    static Throwable decode(byte[] encoded) {
        try {
            return (Throwable) Serialization.decode(encoded, SerialFilter.standard());
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return new IllegalStateException("the process failed with an exception that cannot be read here", e);
        }
    }
}
