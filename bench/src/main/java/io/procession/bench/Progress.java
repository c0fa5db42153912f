package io.procession.bench;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says on the standard error what is done, and how long all will still take if the plan holds as it did so far. */
final class Progress {

    private static final int SECONDS_PER_MINUTE = 60;

    private final long begin = System.nanoTime();
    private final double planned;
    private double done;

    /** @param planned how many seconds all is to take */
    Progress(double planned) {
        this.planned = planned;
    }

    /** Notes that something was done that was planned to take so many seconds. */
    void advance(double seconds) {
        done += seconds;
    }

    void print(String stage, String title) {
        double elapsed = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
        double pace = done == 0 ? 1 : elapsed / done;
        System.err.println(stage + ", " + minutes((planned - done) * pace) + " left: " + title);
    }

    /** As minutes and seconds. */
    static String minutes(double seconds) {
        long rounded = Math.max(0, Math.round(seconds));
        return String.format(Locale.ROOT, "%d:%02d", rounded / SECONDS_PER_MINUTE, rounded % SECONDS_PER_MINUTE);
    }
}
