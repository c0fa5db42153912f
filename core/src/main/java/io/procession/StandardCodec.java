package io.procession;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The codec of whoever names none. */
final class StandardCodec implements Codec {

    static final StandardCodec INSTANCE = new StandardCodec();

    private static final long serialVersionUID = 1L;

    private StandardCodec() {
    }

    @Override
    public byte[] encode(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Values.write(value, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
        return Values.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private Object readResolve() {
        return INSTANCE;
    }
}
