package io.procession.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What is to be measured: round after round, all peers of a comparison in turn, so that whatever else the machine does
 * meanwhile, it does to all of them.
 */
final class Plan {

    /** Until the first measurement: programs in C are compiled, JVMs that keep spares started. */
    private static final double REHEARSAL_SECONDS = 5;
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Effort effort;
    private final List<Table> tables = new ArrayList<>();
    private final List<Table> rehearsed = new ArrayList<>();
    private final List<Latency> latencies = new ArrayList<>();

    Plan(Effort effort, List<Section> sections) {
        this.effort = effort;
        sections.forEach(section -> section.addTo(this));
    }

    Effort effort() {
        return effort;
    }

    /** A new table of a comparison whose contenders are measured once in a round. */
    Table table(Section section, String family, String setting, Unit unit) {
        return table(section, family, setting, unit, 1);
    }

    Table table(Section section, String family, String setting, Unit unit, int passes) {
        Table table = new Table(section, family, setting, unit, passes);
        tables.add(table);
        return table;
    }

    /** Has each contender measured once before the first round. */
    void rehearse(Table table) {
        rehearsed.add(table);
    }

    /** A new histogram for the times, in nanoseconds, that one contender takes in all rounds. */
    Histogram histogram(Section section, String family, String name, Standing standing) {
        Latency latency = new Latency(section, family, name, standing, new Histogram(SIGNIFICANT_DIGITS));
        latencies.add(latency);
        return latency.histogram();
    }

    /** How long all takes, nearly. */
    double seconds() {
        return effort.rounds() * secondsOfRound() + rehearsed.size() * REHEARSAL_SECONDS;
    }

    private double secondsOfRound() {
        return tables.stream().mapToDouble(Table::seconds).sum();
    }

    /** Measures, and says on the standard error how it goes. */
    void run() throws InterruptedException {
        Progress progress = new Progress(seconds());
        for (Table table : rehearsed) {
            progress.print("rehearsal", table.title());
            table.rehearse();
            progress.advance(REHEARSAL_SECONDS);
        }
        for (int round = 1; round <= effort.rounds(); round++) {
            for (Table table : tables) {
                progress.print("round " + round + " of " + effort.rounds(), table.title());
                double seconds = table.seconds();
                table.measure();
                progress.advance(seconds);
            }
        }
    }

    List<Row> rows() {
        return tables.stream().map(Table::row).toList();
    }

    List<Latency> latencies() {
        return latencies.stream().filter(latency -> latency.histogram().getTotalCount() > 0).toList();
    }

    /** Whether somebody who is there could not be measured. */
    boolean hasFailed() {
        return tables.stream().anyMatch(Table::hasFailed);
    }
}
