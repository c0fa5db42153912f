package io.procession.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The figures of one comparison: a line for each of those compared, the first of which is Procession's.
 *
 * <p>The ratio on a line says how many times as fast the first line is, as the median, least and greatest of the ratios
 * within a round: 2.00 is twice as fast, 0.50 half as fast.
 */
final class Table {

    private final String title;
    private final Compare.Unit unit;
    private final int passes;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    /** @param passes how often each line is measured in a round, in turn */
    Table(String title, Compare.Unit unit, int passes) {
        this.title = title;
        this.unit = unit;
        this.passes = passes;
    }

    /** Adds a line, or only its name and what it lacks. */
    void add(String name, String missing, Measurement measurement) {
        if (missing == null) {
            lines.add(new Line(name, measurement, new ArrayList<>()));
        } else {
            skipped.add(name + " skipped: " + missing);
        }
    }

    void measure() throws Exception {
        for (int pass = 0; pass < passes; pass++) {
            for (Line line : lines) {
                line.figures.add(line.measurement.take());
            }
        }
    }

    void print() {
        List<Double> ours = lines.get(0).figures;
        System.out.printf(Locale.ROOT, "%n%s%n  %-18s %9s %9s %9s   %s%n", title, unit.symbol, "median", "min", "max",
            "ratio (min .. max)");
        for (Line line : lines) {
            double[] figures = sorted(line.figures);
            double[] ratios = new double[figures.length];
            for (int i = 0; i < ratios.length; i++) {
                double ratio = ours.get(i) / line.figures.get(i);
                ratios[i] = unit.moreIsBetter ? ratio : 1 / ratio;
            }
            Arrays.sort(ratios);
            System.out.printf(Locale.ROOT, "  %-18s %9.2f %9.2f %9.2f   %5.2f (%.2f .. %.2f)%n", line.name,
                median(figures), figures[0], figures[figures.length - 1],
                median(ratios), ratios[0], ratios[ratios.length - 1]);
        }
        skipped.forEach(line -> System.out.println("  " + line));
    }

    private static double[] sorted(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Takes one figure. */
    interface Measurement {

        double take() throws Exception;
    }

    private record Line(String name, Measurement measurement, List<Double> figures) { }
}
