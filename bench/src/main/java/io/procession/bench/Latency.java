package io.procession.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long one contender took for something, each time in all rounds.
 *
 * @param histogram in nanoseconds
 */
record Latency(Section section, String family, String name, Standing standing, Histogram histogram) {

    /** Up to where a run of some seconds has enough times. */
    static final List<Double> PERCENTILES = List.of(0.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99);

    private static final double NANOS_PER_MICRO = 1e3;

    double micros(double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
