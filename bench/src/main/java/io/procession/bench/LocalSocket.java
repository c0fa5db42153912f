package io.procession.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** An end of a Unix domain socket, for one thread. */
final class LocalSocket implements AutoCloseable {

    private static final long LOOK_MILLIS = 2;
    private static final int MOST_LOOKS = 5_000;

    private final SocketChannel channel;

    private LocalSocket(SocketChannel channel) {
        this.channel = channel;
    }

    /** The end of who waits for the other to {@link #connect}. */
    static LocalSocket accept(Path file) throws IOException {
        Path bound = file.resolveSibling(file.getFileName() + ".new");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(bound));
            Files.move(bound, file);
            return new LocalSocket(server.accept());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The end of who waits until the other accepts. */
    static LocalSocket connect(Path file) throws IOException, InterruptedException {
        for (int i = 0; Files.notExists(file); i++) {
            if (i == MOST_LOOKS) {
                throw new IOException("nobody accepts: " + file);
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return new LocalSocket(SocketChannel.open(UnixDomainSocketAddress.of(file)));
    }

    /** Writes all that remains. */
    void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    /** Reads something, as much as there is and has room. */
    void read(ByteBuffer target) throws IOException {
        if (channel.read(target) < 0) {
            throw new EOFException();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
