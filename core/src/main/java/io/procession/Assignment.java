package io.procession;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * All that a parent tells a worker, through the worker's standard input. The parent keeps the other end open: when it
 * ends, however it ends, the worker reads the end of the stream.
 *
 * @param identity the numbers in the worker's automatic name: {@code 1:2} for the second child of the first
 * @param exitNote the name for the worker's {@link ExitNote}
 */
record Assignment(String name, String identity, boolean daemon, String parentName, long parentPid, String exitNote) {

    /** Guards against a worker that reads what another release has written. */
    private static final int MAGIC = 0x50524F31;

    byte[] encode(Task task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeUTF(name);
            out.writeUTF(identity);
            out.writeBoolean(daemon);
            out.writeUTF(parentName);
            out.writeLong(parentPid);
            out.writeUTF(exitNote);
            byte[] definition = FunctionCode.bound(task).definition().bytes();
            out.writeInt(definition.length);
            out.write(definition);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    /** Reads all but the task, behind a magic number. */
    static Assignment read(int magic, DataInputStream in) throws IOException {
        if (magic != MAGIC) {
            throw new IOException("expected an assignment from a parent process of the same release");
        }
        return new Assignment(in.readUTF(), in.readUTF(), in.readBoolean(), in.readUTF(), in.readLong(), in.readUTF());
    }

    /** Reads the task, which comes next; null if the parent has ended. */
    static Callee readTask(DataInputStream in) throws IOException {
        byte[] definition;
        try {
            definition = new byte[in.readInt()];
            in.readFully(definition);
        } catch (EOFException e) {
            return null;
        }
        return Callee.read(definition);
    }
}
