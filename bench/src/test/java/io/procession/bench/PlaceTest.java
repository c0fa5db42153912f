package io.procession.bench;

import static io.procession.bench.Samples.line;
import static io.procession.bench.Samples.ours;
import static io.procession.bench.Samples.peer;
import static io.procession.bench.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which peer is the best one, how it compares, and what comes first. */
class PlaceTest {

    @Test
    void ratioIsOfTheSameRoundAndAboveOneWhereWeAreFaster() {
        Row times = row("a", Unit.MICROS, ours(10.0, 20.0, 40.0), peer("C", 20.0, 40.0, 20.0));
        assertEquals(new Spread(2, 0.5, 2), times.ratio(times.lines().get(1)));
        Row rates = row("a", Unit.MILLIONS_PER_SECOND, ours(10.0, 20.0, 40.0), peer("C", 20.0, 40.0, 20.0));
        assertEquals(new Spread(0.5, 0.5, 2), rates.ratio(rates.lines().get(1)));
    }

    @Test
    void bestPeerIsTheFastestAndNeitherInProcessNorLess() {
        Row row = row("a", Unit.NANOS_PER_OPERATION, ours(10.0), peer("CPYTHON", 50.0), peer("C", 20.0),
            line("JUC", Standing.IN_PROCESS, 1.0), line("CHRONICLE", Standing.LESS, 2.0));
        assertEquals("C", row.bestPeer().orElseThrow().name());
    }

    @Test
    void worstComesFirstAndWhoHasNoPeerNowhere() {
        Row good = row("good", Unit.MILLIS, ours(1.0), peer("C", 3.0));
        Row bad = row("bad", Unit.THOUSANDS_PER_SECOND, ours(1.0), peer("C", 2.0));
        Row even = row("even", Unit.MILLIS, ours(1.0), peer("C", 1.0));
        Row alone = row("alone", Unit.MILLIS, ours(1.0), line("JUC", Standing.IN_PROCESS, 1.0));
        Row failed = row("failed", Unit.MILLIS);
        List<Place> places = Place.ranked(List.of(good, alone, bad, failed, even));
        assertEquals(List.of(bad, even, good), places.stream().map(Place::row).toList());
    }

    @Test
    void spreadIsWideWhereTheGreatestIsMoreThanHalfAboveTheLeast() {
        assertFalse(Spread.of(List.of(1.5, 1.0)).isWide());
        assertTrue(Spread.of(List.of(1.51, 1.0)).isWide());
        assertEquals(new Spread(1.25, 1, 1.5), Spread.of(List.of(1.5, 1.0)));
    }

    @Test
    void throughputOfAFigureIsWhatItWasMadeOf() {
        for (Unit unit : Unit.values()) {
            assertEquals(5_000, unit.throughput(unit.ofThroughput(5_000)), 1e-6, unit.symbol);
        }
    }
}
