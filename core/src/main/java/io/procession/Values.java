package io.procession;

import io.procession.shm.SharedObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Values as bytes: null, strings, boxed primitives and handles of shared objects by hand, since a worker that need not
 * load the JDK's serialization for them starts in half the time; all else by {@link Serialization}.
 */
final class Values {

    private static final byte SERIALIZED = 0;
    private static final byte NULL = 1;
    private static final byte STRING = 2;
    private static final byte LONG = 3;
    private static final byte INT = 4;
    private static final byte DOUBLE = 5;
    private static final byte BOOLEAN = 6;
    private static final byte SHARED = 7;

    /** A string of this many characters fits {@link DataOutput#writeUTF} whatever they are. */
    private static final int MAX_STRING = 0xFFFF / 3;

    private Values() {
    }

    static void write(Object value, DataOutput out) throws IOException {
        if (value == null) {
            out.writeByte(NULL);
        } else if (value instanceof String string && string.length() <= MAX_STRING) {
            out.writeByte(STRING);
            out.writeUTF(string);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof Integer number) {
            out.writeByte(INT);
            out.writeInt(number);
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte(BOOLEAN);
            out.writeBoolean(truth);
        } else if (value instanceof SharedObject object && object.isWholeInHandle()) {
            out.writeByte(SHARED);
            object.writeHandle(out);
        } else {
            byte[] bytes = Serialization.encode(value);
            out.writeByte(SERIALIZED);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    static Object read(DataInput in) throws IOException, ClassNotFoundException {
        byte kind = in.readByte();
        switch (kind) {
            case NULL:
                return null;
            case STRING:
                return in.readUTF();
            case LONG:
                return in.readLong();
            case INT:
                return in.readInt();
            case DOUBLE:
                return in.readDouble();
            case BOOLEAN:
                return in.readBoolean();
            case SHARED:
                return SharedObject.readHandle(in);
            case SERIALIZED:
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                return Serialization.decode(bytes);
            default:
                throw new IOException("expected an encoded value, found kind " + kind);
        }
    }
}
