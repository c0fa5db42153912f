package io.procession;

import java.nio.ByteBuffer;

/**
 * Who has made a new line, as the server is told at its {@link ManagerDoor}.
 *
 * <pre>
 *   0        the server that is meant
 *   8        the client: a random number
 *   16       the client's process, as a member of the door's region
 *   20       the line, see {@link ManagerLine#read}
 * </pre>
 */
record Hello(long serverId, long client, int member) {

    static final int HEADER_BYTES = 20;

    /** This, and the line behind it. */
    byte[] encode(byte[] line) {
        return ByteBuffer.allocate(HEADER_BYTES + line.length).putLong(serverId).putLong(client).putInt(member)
            .put(line).array();
    }

    static Hello decode(byte[] message) {
        ByteBuffer buffer = ByteBuffer.wrap(message);
        return new Hello(buffer.getLong(), buffer.getLong(), buffer.getInt());
    }
}
