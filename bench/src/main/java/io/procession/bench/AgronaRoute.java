package io.procession.bench;

import io.procession.Pipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Agrona's ring for one producer and one consumer, in a mapped file, with as much room as this project's pipe has. Both
 * spin, and the consumer reads what is there in one go.
 */
record AgronaRoute(String file) implements Route {

    /** The largest message that a ring takes: an eighth of it. */
    static final int MOST_BYTES = Pipe.DEFAULT_CAPACITY / 8;
    private static final int MESSAGE_TYPE = 1;

    @Override
    public Sender openSender(byte[] message) throws IOException {
        RingBuffer ring = open();
        UnsafeBuffer source = new UnsafeBuffer(message);
        return () -> {
            while (!ring.write(MESSAGE_TYPE, source, 0, source.capacity())) {
                Thread.onSpinWait();
            }
        };
    }

    @Override
    public Receiver openReceiver(byte[] message) throws IOException {
        RingBuffer ring = open();
        MessageHandler copy = (type, buffer, index, length) -> buffer.getBytes(index, message, 0, length);
        return () -> {
            int received = ring.read(copy);
            while (received == 0) {
                Thread.onSpinWait();
                received = ring.read(copy);
            }
            return received;
        };
    }

    private RingBuffer open() throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
            int size = Pipe.DEFAULT_CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
            return new OneToOneRingBuffer(new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, size)));
        }
    }

    @Override
    public void release() {
        try {
            Files.deleteIfExists(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
