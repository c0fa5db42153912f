package io.procession.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures Procession and its peers in turn, round after round, and prints what came out.
 *
 * <pre>java -jar procession-bench.jar compare [--quick] [--seconds s] [--rounds n] [section...]</pre>
 *
 * <p>Each figure is of {@code s} seconds, after a warm-up, in fresh processes; see {@link Effort}. The usage names the
 * sections; by default all.
 */
public final class Compare {

    private Compare() {
    }

    /** Prints the tables; an argument that is not understood ends it with status 2. */
    public static void main(String[] arguments) throws InterruptedException {
        Effort effort = Effort.FULL;
        List<Section> sections = new ArrayList<>();
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--quick" -> effort = Effort.QUICK;
                    case "--seconds" -> effort = effort.withSeconds(Double.parseDouble(arguments[++i]));
                    case "--rounds" -> effort = effort.withRounds(Integer.parseInt(arguments[++i]));
                    default -> sections.add(Section.of(arguments[i]));
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println("usage: compare [--quick] [--seconds s] [--rounds n] ["
                + String.join("|", Section.words()) + " ...]");
            System.exit(2);
        }
        Plan plan = new Plan(effort, sections.isEmpty() ? List.of(Section.values()) : sections);
        System.out.printf(Locale.ROOT, "JDK %s, %d CPUs, %d rounds of %s s, some %s minutes%n",
            System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), effort.rounds(),
            effort.seconds(), Progress.minutes(plan.seconds()));
        plan.run();
        plan.rows().forEach(Compare::print);
        System.exit(plan.hasFailed() ? 1 : 0);
    }

    private static void print(Row row) {
        System.out.printf(Locale.ROOT, "%n%s%n  %-18s %9s %9s %9s   %s%n", row.title(), row.unit().symbol, "median",
            "min", "max", "ratio (min .. max)");
        for (Line line : row.lines()) {
            Spread figures = line.spread();
            Spread ratio = row.ratio(line);
            System.out.printf(Locale.ROOT, "  %-18s %9.2f %9.2f %9.2f   %5.2f (%.2f .. %.2f)%n", line.name(),
                figures.median(), figures.min(), figures.max(), ratio.median(), ratio.min(), ratio.max());
        }
        row.skipped().forEach(line -> System.out.println("  " + line));
    }
}
