package io.procession.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/** Results whose figures are known. */
final class Samples {

    private Samples() {
    }

    static Line line(String name, Standing standing, Double... figures) {
        return new Line(name, standing, List.of(figures));
    }

    static Line ours(Double... figures) {
        return line("PROCESSION", Standing.OURS, figures);
    }

    static Line peer(String name, Double... figures) {
        return line(name, Standing.PEER, figures);
    }

    static Row row(String family, Unit unit, Line... lines) {
        return new Row(Section.LOCK, family, "processes: 1", unit, List.of(lines), List.of());
    }

    static Machine machine(double loadBefore) {
        return new Machine(2, "a processor", "a system", "a JDK", "a Python", "none", "2026-01-01T00:00:00Z",
            "2026-01-01T00:45:00Z", loadBefore, 1.5);
    }

    static Results results(double loadBefore, Row... rows) {
        Histogram times = new Histogram(3);
        times.recordValueWithCount(1_000, 98);
        times.recordValueWithCount(50_000, 2);
        Latency latency = new Latency(Section.LOCK, "a wait", "PROCESSION", Standing.OURS, times);
        return new Results(machine(loadBefore), Effort.QUICK, true, List.of(rows), List.of(latency));
    }
}
