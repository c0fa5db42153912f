package io.procession;

import java.io.IOException;
import java.io.Serializable;

/**
 * How what crosses a process boundary becomes bytes, and an object again: what a {@code Queue} or a {@code Pipe} is
 * given to work with others' serialization. It travels itself, to the process that is to decode, and is used by many
 * threads at a time.
 */
public interface Codec extends Serializable {

    /**
     * A value as bytes.
     *
     * @throws java.io.NotSerializableException if the value cannot travel
     */
    byte[] encode(Object value) throws IOException;

    /** The value that was encoded to these bytes. */
    Object decode(byte[] bytes) throws IOException, ClassNotFoundException;

    /** The codec of whoever names none. */
    static Codec standard() {
        return StandardCodec.INSTANCE;
    }
}
