package io.procession.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures all, and writes a page about it, with plots, and what it was made of.
 *
 * <pre>java -jar procession-bench.jar report [--quick] [--rounds n] [--to directory] [section...]</pre>
 *
 * <p>The usage names the sections; by default all.
 */
final class Report {

    private static final String PLACE = "bench/results";

    private boolean isQuick;
    private int rounds;
    private Path place = Path.of(PLACE);
    private final List<Section> sections = new ArrayList<>();

    private Report(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> isQuick = true;
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--to" -> place = Path.of(arguments[++i]);
                default -> sections.add(Section.of(arguments[i]));
            }
        }
        if (sections.isEmpty()) {
            sections.addAll(List.of(Section.values()));
        }
    }

    /** Writes the report. Ends with status 1 if somebody failed, with 2 if an argument is not understood. */
    static void main(String[] arguments) throws Exception {
        Report report = null;
        try {
            report = new Report(arguments);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println("usage: report [--quick] [--rounds n] [--to directory (" + PLACE + ")] ["
                + String.join("|", Section.words()) + " ...]");
            System.exit(2);
        }
        System.exit(report.make() ? 0 : 1);
    }

    /** Whether nobody failed. */
    private boolean make() throws IOException, InterruptedException {
        Files.createDirectories(place);
        Effort usual = isQuick ? Effort.QUICK : Effort.FULL;
        Effort effort = rounds > 0 ? usual.withRounds(rounds) : usual;
        Plan plan = new Plan(effort, sections);
        System.err.println("some " + Progress.minutes(plan.seconds()) + " minutes, to " + place);
        Machine machine = Machine.ofNow();
        plan.run();
        Results results = new Results(machine.atEnd(), effort, isQuick, plan.rows(), plan.latencies());
        Files.writeString(place.resolve("results.json"), results.toJson());
        Plots plots = Plots.draw(results, place);
        Files.writeString(place.resolve("report.md"), new Page(results, plots).text());
        System.err.println("written: " + place.resolve("report.md"));
        return !plan.hasFailed();
    }
}
