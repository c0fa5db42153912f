package io.procession.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** From one process to another and back, again and again. */
final class RoundTrip {

    private RoundTrip() {
    }

    /**
     * Makes round trips for a time, and records how long each took, in nanoseconds.
     *
     * @param idleMillis how long the one who begins sleeps before each round trip, which is not in its time; during the
     *     warm-up it does not
     */
    static void measure(Peer peer, Way way, double warmUpSeconds, double seconds, int idleMillis, Histogram times)
        throws Exception {
        if (peer.isJvm()) {
            try (Echo echo = Echo.by(peer, way)) {
                trips(echo, warmUpSeconds, 0, new Histogram(times));
                trips(echo, seconds, idleMillis, times);
            }
            return;
        }
        List<String> command = peer == Peer.CPYTHON ? Programs.python("roundtrip") : Programs.c("roundtrip");
        Path file = Programs.directory().resolve("times");
        try (Program program = new Program(command, way.word(peer), file.toString())) {
            program.ask(warmUpSeconds + " 0");
            int count = Integer.parseInt(program.ask(seconds + " " + idleMillis));
            read(file, count, times);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void trips(Echo echo, double seconds, int idleMillis, Histogram times) throws Exception {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        for (long now = System.nanoTime(); now < end; ) {
            if (idleMillis > 0) {
                Thread.sleep(idleMillis);
            }
            long start = System.nanoTime();
            echo.roundTrip();
            now = System.nanoTime();
            times.recordValue(now - start);
        }
    }

    /** As a program has written them: 64-bit integers in the machine's order. */
    private static void read(Path file, int count, Histogram times) throws IOException {
        boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (int i = 0; i < count; i++) {
                long time = in.readLong();
                times.recordValue(isLittle ? Long.reverseBytes(time) : time);
            }
        }
    }
}
