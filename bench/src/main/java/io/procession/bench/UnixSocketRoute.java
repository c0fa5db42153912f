package io.procession.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A Unix domain socket, from one process to another: each message is written by a call of its own, and as many are read
 * at once as there are. All are of one size, which both ends know: there is no framing.
 */
record UnixSocketRoute(String file) implements Route {

    private static final int BUFFER_BYTES = 64 << 10;

    @Override
    public Sender openSender(byte[] message) throws IOException {
        LocalSocket socket = LocalSocket.accept(Path.of(file));
        ByteBuffer source = ByteBuffer.allocateDirect(message.length);
        return new Sender() {
            @Override
            public void send() throws IOException {
                socket.write(source.clear().put(message).flip());
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    @Override
    public Receiver openReceiver(byte[] message) throws IOException, InterruptedException {
        LocalSocket socket = LocalSocket.connect(Path.of(file));
        ByteBuffer target = ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES, message.length));
        return new Receiver() {
            @Override
            public int receive() throws IOException {
                while (target.position() < message.length) {
                    socket.read(target);
                }
                target.flip();
                int received = 0;
                for (; target.remaining() >= message.length; received++) {
                    target.get(message);
                }
                target.compact();
                return received;
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    @Override
    public void release() {
        Programs.delete(Path.of(file));
    }
}
