package io.procession.bench;

import com.google.gson.annotations.SerializedName;

/** What a figure counts. */
enum Unit {
    @SerializedName("ns/op")
    NANOS_PER_OPERATION("ns/op", false, 1e9),
    @SerializedName("k op/s")
    THOUSANDS_PER_SECOND("k op/s", true, 1e-3),
    @SerializedName("M op/s")
    MILLIONS_PER_SECOND("M op/s", true, 1e-6),
    @SerializedName("us")
    MICROS("us", false, 1e6),
    @SerializedName("ms")
    MILLIS("ms", false, 1e3),
    @SerializedName("MB")
    MEGABYTES("MB", false, 1e-6);

    final String symbol;
    private final boolean moreIsBetter;
    private final double scale;

    Unit(String symbol, boolean moreIsBetter, double scale) {
        this.symbol = symbol;
        this.moreIsBetter = moreIsBetter;
        this.scale = scale;
    }

    /** The figure in this unit. */
    double ofThroughput(double operationsPerSecond) {
        return scale * (moreIsBetter ? operationsPerSecond : 1 / operationsPerSecond);
    }

    /** Operations per second, of a figure in this unit. */
    double throughput(double figure) {
        return moreIsBetter ? figure / scale : scale / figure;
    }

    /** How many times as good the first figure is. */
    double ratio(double figure, double other) {
        return moreIsBetter ? figure / other : other / figure;
    }
}
