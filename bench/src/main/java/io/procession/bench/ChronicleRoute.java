package io.procession.bench;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * A bare Chronicle Queue, as it comes: one process appends to it, the tailer of another, which spins, reads from it.
 * Nothing is taken out of it, nobody is woken, and its files grow for as long as it lasts.
 */
record ChronicleRoute(String directory) implements Route {

    /** It would watch the free space of disks, by a thread that needs a library to pin threads. */
    static final String NO_DISK_MONITOR = "-Dchronicle.disk.monitor.disable=true";

    @Override
    public Sender openSender(byte[] message) {
        ChronicleQueue queue = open();
        ExcerptAppender appender = queue.createAppender();
        Bytes<?> bytes = Bytes.allocateElasticDirect();
        return () -> appender.writeBytes(bytes.clear().write(message));
    }

    @Override
    public Receiver openReceiver(byte[] message) {
        ChronicleQueue queue = open();
        ExcerptTailer tailer = queue.createTailer();
        Bytes<?> bytes = Bytes.allocateElasticDirect();
        return () -> {
            bytes.clear();
            while (!tailer.readBytes(bytes)) {
                Thread.onSpinWait();
            }
            bytes.read(message);
            return 1;
        };
    }

    private ChronicleQueue open() {
        ChroniclePair.quiet();
        return SingleChronicleQueueBuilder.binary(directory).build();
    }

    @Override
    public void release() {
        Programs.delete(Path.of(directory));
    }
}
