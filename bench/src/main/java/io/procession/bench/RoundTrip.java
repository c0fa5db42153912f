package io.procession.bench;

import io.procession.Process;
import io.procession.shm.Event;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * From one process to another and back: one sets what the other waits for, and waits for what the other sets.
 *
 * @param medianNanos of a round trip
 * @param p99Nanos what one round trip in a hundred takes longer than
 */
record RoundTrip(long medianNanos, long p99Nanos) {

    /** Room for so many; when it is full, the measurement is over. */
    private static final int MAX_TIMES = 10_000_000;

    /**
     * Makes round trips for a time: Procession and CPython through two Events, C through two semaphores, which is less
     * than an Event is: glibc's do not spin, and keep no flag that many may wait for.
     */
    static RoundTrip measure(Peer peer, double warmUpSeconds, double seconds) throws IOException, InterruptedException {
        if (peer == Peer.PROCESSION) {
            return measure(warmUpSeconds, seconds);
        }
        try (Program program = new Program(peer == Peer.C ? Programs.c("roundtrip") : Programs.python("roundtrip"))) {
            program.ask(Double.toString(warmUpSeconds));
            String[] words = program.ask(Double.toString(seconds)).split(" ");
            return new RoundTrip(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }
    }

    private static RoundTrip measure(double warmUpSeconds, double seconds) throws InterruptedException {
        try (Echo echo = new Echo()) {
            long[] times = new long[MAX_TIMES];
            trips(echo, warmUpSeconds, times);
            int count = trips(echo, seconds, times);
            Arrays.sort(times, 0, count);
            return new RoundTrip(times[count / 2], times[(int) (count * 99L / 100)]);
        }
    }

    private static int trips(Echo echo, double seconds, long[] times) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        int count = 0;
        for (long now = System.nanoTime(); now < end && count < times.length; count++) {
            long start = System.nanoTime();
            echo.roundTrip();
            now = System.nanoTime();
            times[count] = now - start;
        }
        return count;
    }

    /** A worker JVM that answers. */
    static final class Echo implements AutoCloseable {

        private final Event ping = Event.create();
        private final Event pong = Event.create();
        private final Process worker;

        Echo() {
            Event there = ping;
            Event back = pong;
            worker = Process.builder().daemon(true).start(() -> {
                while (true) {
                    there.await();
                    there.clear();
                    back.set();
                }
            });
        }

        void roundTrip() throws InterruptedException {
            ping.set();
            pong.await();
            pong.clear();
        }

        @Override
        public void close() {
            worker.kill();
        }
    }
}
