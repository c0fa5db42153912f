package io.procession.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From one process to another and back.
 *
 * @param medianNanos of a round trip
 * @param p99Nanos what one round trip in a hundred takes longer than
 */
record RoundTrip(long medianNanos, long p99Nanos) {

    /** Room for so many; when it is full, the measurement is over. */
    private static final int MAX_TIMES = 10_000_000;

    /**
     * Makes round trips for a time.
     *
     * @param idleMillis how long the one who begins sleeps before each round trip, which is not in its time; during the
     *     warm-up it does not
     */
    static RoundTrip measure(Peer peer, Way way, double warmUpSeconds, double seconds, int idleMillis)
        throws IOException, InterruptedException {
        if (peer == Peer.PROCESSION) {
            return measure(way, warmUpSeconds, seconds, idleMillis);
        }
        List<String> command = peer == Peer.C ? Programs.c("roundtrip") : Programs.python("roundtrip");
        try (Program program = new Program(command, way.word())) {
            program.ask(warmUpSeconds + " 0");
            String[] words = program.ask(seconds + " " + idleMillis).split(" ");
            return new RoundTrip(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }
    }

    private static RoundTrip measure(Way way, double warmUpSeconds, double seconds, int idleMillis)
        throws IOException, InterruptedException {
        try (Echo echo = Echo.by(way)) {
            long[] times = new long[MAX_TIMES];
            trips(echo, warmUpSeconds, 0, times);
            int count = trips(echo, seconds, idleMillis, times);
            Arrays.sort(times, 0, count);
            return new RoundTrip(times[count / 2], times[(int) (count * 99L / 100)]);
        }
    }

    private static int trips(Echo echo, double seconds, int idleMillis, long[] times)
        throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        int count = 0;
        for (long now = System.nanoTime(); now < end && count < times.length; count++) {
            if (idleMillis > 0) {
                Thread.sleep(idleMillis);
            }
            long start = System.nanoTime();
            echo.roundTrip();
            now = System.nanoTime();
            times[count] = now - start;
        }
        return count;
    }
}
