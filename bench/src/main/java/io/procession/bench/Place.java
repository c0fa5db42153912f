package io.procession.bench;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where this project stands in a comparison.
 *
 * @param best the fastest of those who do the same across processes
 * @param ratio how many times as fast as it this project is
 */
record Place(Row row, Line best, Spread ratio) {

    /** Of all rows that have a peer, the worst first. */
    static List<Place> ranked(List<Row> rows) {
        return rows.stream().flatMap(Place::of).sorted(Comparator.comparingDouble(place -> place.ratio.median()))
            .toList();
    }

    private static Stream<Place> of(Row row) {
        return row.bestPeer().stream().map(best -> new Place(row, best, row.ratio(best)));
    }
}
