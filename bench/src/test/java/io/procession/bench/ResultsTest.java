package io.procession.bench;

import static io.procession.bench.Samples.ours;
import static io.procession.bench.Samples.peer;
import static io.procession.bench.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

/** The report as programs read it. */
class ResultsTest {

    private final JsonObject json = JsonParser.parseString(Samples.results(0.5,
        row("a lock", Unit.NANOS_PER_OPERATION, ours(1.25, 2.5), peer("C", 3.0, 4.0))).toJson()).getAsJsonObject();

    @Test
    void hasEveryFigure() {
        JsonObject row = json.getAsJsonArray("rows").get(0).getAsJsonObject();
        assertEquals("lock", row.get("section").getAsString());
        assertEquals("ns/op", row.get("unit").getAsString());
        JsonArray lines = row.getAsJsonArray("lines");
        assertEquals("[1.25,2.5]", lines.get(0).getAsJsonObject().get("figures").toString());
        assertEquals("[3.0,4.0]", lines.get(1).getAsJsonObject().get("figures").toString());
    }

    @Test
    void hasPercentilesOfLatencies() {
        JsonObject histogram = json.getAsJsonArray("latencies").get(0).getAsJsonObject().getAsJsonObject("histogram");
        assertEquals(100, histogram.get("count").getAsLong());
        assertEquals(Latency.PERCENTILES.size(), histogram.getAsJsonArray("percentiles").size());
        JsonObject median = histogram.getAsJsonArray("percentiles").get(1).getAsJsonObject();
        assertEquals(50, median.get("percentile").getAsInt());
        assertEquals(1_000, median.get("nanos").getAsLong());
    }

    @Test
    void hasTheMachine() {
        assertEquals("a JDK", json.getAsJsonObject("machine").get("jdk").getAsString());
    }
}
