package io.procession.bench;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Aeron between processes of one machine: an exclusive publication and its subscription, which both spin. The media
 * driver is in the receiver's JVM, and all its agents on one thread that sleeps when it has nothing to do: it moves the
 * publication's limit on, and is not in the messages' way.
 */
record AeronRoute(String directory) implements Route {

    private static final String CHANNEL = "aeron:ipc?term-length=16m";
    private static final int STREAM = 1;
    private static final int MOST_FRAGMENTS = 256;

    @Override
    public Sender openSender(byte[] message) {
        Aeron aeron = connect();
        ExclusivePublication publication = aeron.addExclusivePublication(CHANNEL, STREAM);
        UnsafeBuffer source = new UnsafeBuffer(message);
        return new Sender() {
            @Override
            public void send() {
                long position = publication.offer(source);
                while (position < 0) {
                    if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED) {
                        throw new IllegalStateException(Publication.errorString(position));
                    }
                    Thread.onSpinWait();
                    position = publication.offer(source);
                }
            }

            @Override
            public void close() {
                aeron.close();
            }
        };
    }

    @Override
    public Receiver openReceiver(byte[] message) {
        MediaDriver driver = MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(directory)
            .threadingMode(ThreadingMode.SHARED).dirDeleteOnStart(true).dirDeleteOnShutdown(true));
        Aeron aeron = connect();
        Subscription subscription = aeron.addSubscription(CHANNEL, STREAM);
        int[] received = new int[1];
        FragmentAssembler copy = new FragmentAssembler((buffer, offset, length, header) -> {
            buffer.getBytes(offset, message, 0, length);
            received[0]++;
        });
        return new Receiver() {
            @Override
            public int receive() {
                received[0] = 0;
                subscription.poll(copy, MOST_FRAGMENTS);
                while (received[0] == 0) {
                    Thread.onSpinWait();
                    subscription.poll(copy, MOST_FRAGMENTS);
                }
                return received[0];
            }

            @Override
            public void close() {
                aeron.close();
                driver.close();
            }
        };
    }

    private Aeron connect() {
        return Aeron.connect(new Aeron.Context().aeronDirectoryName(directory));
    }

    @Override
    public void release() {
        Programs.delete(Path.of(directory));
    }
}
