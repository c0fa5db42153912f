package io.procession.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** The plots of a report, in a directory beside it. */
final class Plots {

    static final String DIRECTORY = "plots";

    private static final String FORMAT = "svg";
    private static final String SUFFIX = "." + FORMAT;
    /** Letters are drawn as outlines: what is finer than a tenth of a pixel would be most of the file. */
    private static final Pattern TOO_PRECISE = Pattern.compile("(\\d\\.\\d)\\d+");

    private final Path directory;
    private final List<Plot> plots = new ArrayList<>();
    private String failure;

    private Plots(Path place) {
        this.directory = place.resolve(DIRECTORY);
    }

    /**
     * A plot.
     *
     * @param section where it belongs; null if to all
     * @param file relative to the report's
     */
    record Plot(Section section, String title, String file) { }

    /** Draws all that there is something to draw of, instead of what was drawn there before. */
    static Plots draw(Results results, Path place) throws IOException {
        Plots plots = new Plots(place);
        plots.clear();
        plots.drawAll(results);
        return plots;
    }

    private static Throwable deepestCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Those of a section; of null, those that belong to all. */
    List<Plot> of(Section section) {
        return plots.stream().filter(plot -> plot.section() == section).toList();
    }

    /** Why there are none, or not all, as where there are no fonts; null if there are. */
    String failure() {
        return failure;
    }

    private void clear() throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private void drawAll(Results results) throws IOException {
        List<Place> places = Place.ranked(results.rows());
        if (!places.isEmpty()) {
            save(null, "ours to best peer", () -> Charts.ratios(places));
        }
        List<Row> rows = results.rows().stream().filter(row -> !row.lines().isEmpty()).toList();
        List<Row> starts = rows.stream()
            .filter(row -> row.family().equals(StartTables.FAMILY)).toList();
        if (!starts.isEmpty()) {
            save(Section.START, StartTables.FAMILY, () -> Charts.starts(starts));
        }
        for (List<Row> family : groups(rows, Row::family)) {
            Row first = family.get(0);
            if (family.size() > 1 && first.section() != Section.START) {
                save(first.section(), first.family(), () -> Charts.throughput(family));
            }
        }
        for (List<Latency> family : groups(results.latencies(), Latency::family)) {
            save(family.get(0).section(), family.get(0).family() + ": percentiles",
                () -> Charts.latencies(family));
        }
    }

    private static <T> Collection<List<T>> groups(List<T> all, Function<T, String> family) {
        return all.stream().collect(Collectors.groupingBy(family, LinkedHashMap::new, Collectors.toList())).values();
    }

    private void save(Section section, String title, Supplier<IChart> chart) throws IOException {
        String svg;
        try {
            svg = new String(ChartEncoder.getBytes(chart.get(), FORMAT), StandardCharsets.UTF_8);
        } catch (RuntimeException | LinkageError | InternalError e) {
            failure = deepestCause(e).toString();
            return;
        }
        String name = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + SUFFIX;
        Files.writeString(directory.resolve(name), TOO_PRECISE.matcher(svg).replaceAll("$1"));
        plots.add(new Plot(section, title, DIRECTORY + "/" + name));
    }
}
