package io.procession.bench;

import java.util.Collection;

/** The median of some figures, the least and the greatest of them. */
record Spread(double median, double min, double max) {

    /** How many times the least figure the greatest may be before neither should be trusted much. */
    static final double WIDE = 1.5;

    static Spread of(Collection<Double> figures) {
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    boolean isWide() {
        return max > WIDE * min;
    }
}
