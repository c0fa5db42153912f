package io.procession.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one comparison has found: a line for each of those compared, the first of which is this project's.
 *
 * @param family what is done; rows of one family differ in their setting alone
 * @param setting among how many processes, or with how large messages; may be empty
 * @param lines none if this project's failed
 * @param skipped who was not measured, and why
 */
record Row(Section section, String family, String setting, Unit unit, List<Line> lines, List<String> skipped) {

    String title() {
        return setting.isEmpty() ? family : family + ", " + setting;
    }

    Line ours() {
        return lines.get(0);
    }

    /** How many times as fast as a line this project's is, each time that both were measured. */
    Spread ratio(Line line) {
        List<Double> figures = ours().figures();
        return Spread.of(IntStream.range(0, figures.size())
            .mapToObj(i -> unit.ratio(figures.get(i), line.figures().get(i))).toList());
    }

    /** The fastest of those who do the same across processes. */
    Optional<Line> bestPeer() {
        return lines.stream().filter(line -> line.standing() == Standing.PEER)
            .min(Comparator.comparingDouble(line -> ratio(line).median()));
    }
}
