package io.procession.bench;

import io.procession.bench.Contestants.Workers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report as people read it, in Markdown. */
final class Page {

    private static final String WIDE_MARK = "wide";

    private final Results results;
    private final Plots plots;
    private final StringBuilder text = new StringBuilder();

    Page(Results results, Plots plots) {
        this.results = results;
        this.plots = plots;
    }

    String text() {
        head();
        ranking();
        results.rows().stream().map(Row::section).distinct().forEach(this::section);
        return text.toString();
    }

    private void head() {
        Machine machine = results.machine();
        Effort effort = results.effort();
        line("# Where we stand");
        line("");
        if (results.isQuick()) {
            warn("This is a quick look, with few rounds of short times: for anything but a first impression make the "
                + "full report.");
        }
        if (machine.wasBusy()) {
            warn("The machine was at work when the measuring began (load " + figure(machine.loadBefore())
                + "): somebody else's work is in these figures.");
        }
        if (plots.failure() != null) {
            warn("Plots could not be drawn, or not all, as where Java finds no fonts: `" + plots.failure() + "`.");
        }
        line("| | |");
        line("|---|---|");
        fact("processor", machine.processors() + " x " + machine.cpu());
        fact("system", machine.system());
        fact("JDK", machine.jdk());
        fact("Python", machine.python());
        fact("C", machine.c());
        fact("begin, end", machine.begin() + ", " + machine.end());
        fact("load at the begin, at the end", figure(machine.loadBefore()) + ", " + figure(machine.loadAfter()));
        fact("effort", effort.rounds() + " rounds, " + effort.seconds() + " s a figure, after a warm-up of "
            + effort.warmUpSeconds() + " s (C, Python), " + effort.jvmWarmUpSeconds() + " s (JVMs) or "
            + effort.longWarmUpSeconds() + " s (values, queues, pipes, pools and managers of JVMs)");
        line("");
        line("All peers of a comparison are measured in turn, round after round, each time by fresh processes, within "
            + "a window in which all of them are at work: no start and no straggler is in a figure, unless starts are "
            + "what is measured. *C* is compiled with `cc -O2`. The JVMs that work together, ours and others', have `"
            + String.join(" ", Workers.SMALL_HEAP) + "`: a short time in them is then like a long one, and does not "
            + "measure how fast the system makes fresh memory. What an operation is, and what is not comparable, stands "
            + "with each section. The figures as they were taken are in [results.json](results.json).");
        line("");
    }

    private void ranking() {
        line("## Ours : best peer, the worst first");
        line("");
        line("*ratio* is how many times as fast as the best peer we are: 2.00 is twice as fast, 0.50 half as fast. It "
            + "is taken within each round; here are the median, the least and the greatest. Where the greatest is more "
            + "than " + Spread.WIDE + " times the least, the row says *" + WIDE_MARK + "*: do not trust it much. The "
            + "best peer is the fastest of those that do the same across processes. What stays within one process "
            + "(`JUC`, `FORK_JOIN_POOL`, `ONE_THREAD`) shows the price of crossing and is no peer; nor is what does "
            + "less, or what no JVM can do: a bare pair of swaps, a `FORK`, a JVM that does nothing.");
        line("");
        line("| ratio | min .. max | what | ours | best peer | | spread |");
        line("|---:|---:|---|---:|---|---:|---|");
        for (Place place : Place.ranked(results.rows())) {
            Row row = place.row();
            Spread ratio = place.ratio();
            line("| **" + figure(ratio.median()) + "** | " + range(ratio) + " | " + row.title() + " | "
                + figure(row.ours().spread().median()) + " " + row.unit().symbol + " | `" + place.best().name() + "` | "
                + figure(place.best().spread().median()) + " " + row.unit().symbol + " | " + mark(ratio) + " |");
        }
        line("");
        plots(null);
        list("Without a peer across processes: ", results.rows().stream()
            .filter(row -> !row.lines().isEmpty() && row.bestPeer().isEmpty()).map(Row::title));
        list("Failed: ", results.rows().stream().filter(row -> row.lines().isEmpty()).map(Row::title));
    }

    private void section(Section section) {
        line("## " + section.word());
        line("");
        line(section.operation);
        line("");
        line("*Not comparable:* " + section.notComparable);
        line("");
        line("| what | who | | median | min .. max | unit | ratio (min .. max) | spread |");
        line("|---|---|---|---:|---:|---|---:|---|");
        List<Row> rows = results.rows().stream().filter(row -> row.section() == section).toList();
        rows.forEach(this::row);
        line("");
        latencies(section);
        rows.stream().flatMap(row -> row.skipped().stream().map(skipped -> row.title() + ": " + skipped))
            .forEach(skipped -> line("* " + skipped));
        line("");
        plots(section);
    }

    private void row(Row row) {
        String title = row.title();
        for (Line line : row.lines()) {
            Spread figures = line.spread();
            Spread ratio = row.ratio(line);
            boolean isOurs = line == row.ours();
            line("| " + title + " | `" + line.name() + "` | " + line.standing().word + " | " + figure(figures.median())
                + " | " + range(figures) + " | " + row.unit().symbol + " | "
                + (isOurs ? "" : figure(ratio.median()) + " (" + range(ratio) + ")") + " | "
                + mark(figures.isWide() ? figures : ratio) + " |");
            title = "";
        }
    }

    private void latencies(Section section) {
        List<Latency> latencies = results.latencies().stream().filter(latency -> latency.section() == section).toList();
        if (latencies.isEmpty()) {
            return;
        }
        List<Double> percentiles = Latency.PERCENTILES;
        line("Microseconds at percentiles of all rounds together:");
        line("");
        line("| what | who | " + cells(percentiles.stream().map(Page::plain)) + " | max | count |");
        line("|---|---|" + "---:|".repeat(percentiles.size() + 2));
        for (Latency latency : latencies) {
            line("| " + latency.family() + " | `" + latency.name() + "` | "
                + cells(percentiles.stream().map(percentile -> figure(latency.micros(percentile))))
                + " | " + figure(latency.micros(100)) + " | " + latency.histogram().getTotalCount() + " |");
        }
        line("");
    }

    private static String cells(Stream<String> values) {
        return values.collect(Collectors.joining(" | "));
    }

    private void plots(Section section) {
        for (Plots.Plot plot : plots.of(section)) {
            line("![" + plot.title() + "](" + plot.file() + ")");
            line("");
        }
    }

    private void list(String head, Stream<String> titles) {
        List<String> all = titles.toList();
        if (!all.isEmpty()) {
            line(head + String.join("; ", all) + ".");
            line("");
        }
    }

    private void warn(String warning) {
        line("> **" + warning + "**");
        line("");
    }

    private void fact(String name, String value) {
        line("| " + name + " | " + value + " |");
    }

    private static String mark(Spread spread) {
        return spread.isWide() ? WIDE_MARK : "";
    }

    private static String range(Spread spread) {
        return figure(spread.min()) + " .. " + figure(spread.max());
    }

    /** With as many digits as mean something. */
    private static String figure(double figure) {
        String format = figure < 0.1 ? "%.4f" : figure < 100 ? "%.2f" : figure < 1_000 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, figure);
    }

    private static String plain(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
