package io.procession.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializer;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * All that a report is made of.
 *
 * @param isQuick whether it is of the effort that ends in minutes
 */
record Results(Machine machine, Effort effort, boolean isQuick, List<Row> rows, List<Latency> latencies) {

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping()
        .registerTypeAdapter(Histogram.class, (JsonSerializer<Histogram>) (histogram, type, context) -> json(histogram))
        .create();

    /** As programs read it: figures as they were taken, times in nanoseconds. */
    String toJson() {
        return GSON.toJson(this) + System.lineSeparator();
    }

    private static JsonElement json(Histogram histogram) {
        JsonArray percentiles = new JsonArray();
        for (double percentile : Latency.PERCENTILES) {
            JsonObject point = new JsonObject();
            point.addProperty("percentile", percentile);
            point.addProperty("nanos", histogram.getValueAtPercentile(percentile));
            percentiles.add(point);
        }
        JsonObject all = new JsonObject();
        all.addProperty("count", histogram.getTotalCount());
        all.addProperty("maxNanos", histogram.getMaxValue());
        all.add("percentiles", percentiles);
        return all;
    }
}
