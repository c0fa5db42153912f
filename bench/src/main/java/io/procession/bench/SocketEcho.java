package io.procession.bench;

import io.procession.Process;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A Unix domain socket, and {@link Traffic#MESSAGE_BYTES}. */
final class SocketEcho implements Echo {

    private final ByteBuffer message = ByteBuffer.allocateDirect(Traffic.MESSAGE_BYTES);
    private final Process worker;
    private final LocalSocket socket;

    SocketEcho() throws IOException {
        String file = Programs.directory().resolve("echo").toString();
        worker = Echo.start(() -> {
            try (LocalSocket far = LocalSocket.connect(Path.of(file))) {
                ByteBuffer question = ByteBuffer.allocateDirect(Traffic.MESSAGE_BYTES);
                while (true) {
                    readAll(far, question);
                    far.write(question.flip());
                }
            }
        });
        socket = LocalSocket.accept(Path.of(file));
    }

    private static void readAll(LocalSocket from, ByteBuffer target) throws IOException {
        target.clear();
        while (target.hasRemaining()) {
            from.read(target);
        }
    }

    @Override
    public void roundTrip() throws IOException {
        socket.write(message.clear());
        readAll(socket, message);
    }

    @Override
    public void close() throws IOException {
        worker.kill();
        socket.close();
    }
}
