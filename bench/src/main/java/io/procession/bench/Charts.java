package io.procession.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How what was measured is drawn. Medians only: how far figures spread is in the tables. */
final class Charts {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int BAR_HEIGHT = 18;
    private static final int FRAME_HEIGHT = 90;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final Color GRID = new Color(0xdddddd);
    private static final Color OURS = new Color(0x0b5cad);
    /** For up to as many others in a plot; told apart by who cannot tell red from green. */
    private static final List<Color> OTHERS = List.of(new Color(0xd55e00), new Color(0x009e73), new Color(0xcc79a7),
        new Color(0xe69f00), new Color(0x555555), new Color(0x56b4e9), new Color(0x8b4513));
    private static final BasicStroke THICK = new BasicStroke(3);
    private static final BasicStroke THIN = new BasicStroke(1.5f);
    private static final BasicStroke DASHED = new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
        new float[] {6, 4}, 0);
    private static final double HUNDRED = 100;
    private static final double THOUSAND = 1e3;
    private static final double MILLION = 1e6;

    private Charts() {
    }

    /** How many times as fast as the best peer, the worst at the top. */
    static HorizontalBarChart ratios(List<Place> places) {
        List<Double> logarithms = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (Place place : places) {
            logarithms.add(Math.log(place.ratio().median()) / Math.log(2));
            titles.add(place.row().title() + " : " + place.best().name());
        }
        HorizontalBarChart chart = bars("Ours : best peer (below 1, the peer is faster)", "how many times as fast",
            logarithms, titles);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Charts::powerOfTwo);
        return chart;
    }

    private static String powerOfTwo(double exponent) {
        double power = Math.pow(2, exponent);
        return power < 1 ? "1/" + number(1 / power) : number(power);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.1f", number);
    }

    /** Operations per second in each setting of a family. */
    static CategoryChart throughput(List<Row> family) {
        CategoryChart chart = lines(family.get(0).family(), "operations per second");
        List<String> settings = family.stream().map(Row::setting).toList();
        String axis = settings.get(0).contains(": ") ? settings.get(0).substring(0, settings.get(0).indexOf(": ")) : "";
        chart.setXAxisTitle(axis);
        List<String> labels = settings.stream().map(setting -> setting.substring(setting.indexOf(": ") + 1).strip())
            .toList();
        int index = 0;
        for (String name : names(family)) {
            List<Double> figures = family.stream().map(row -> throughput(row, name)).toList();
            Standing standing = family.stream().flatMap(row -> line(row, name).stream()).findFirst().orElseThrow()
                .standing();
            CategorySeries series = chart.addSeries(name, labels, figures);
            style(series, standing, index++);
        }
        return chart;
    }

    private static Set<String> names(List<Row> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> row.lines().forEach(line -> names.add(line.name())));
        return names;
    }

    private static Optional<Line> line(Row row, String name) {
        return row.lines().stream().filter(line -> line.name().equals(name)).findFirst();
    }

    private static double throughput(Row row, String name) {
        return line(row, name).map(line -> row.unit().throughput(line.spread().median())).orElse(Double.NaN);
    }

    private static CategoryChart lines(String title, String axis) {
        CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
        style(chart.getStyler(), chart::setTitle, title);
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line).setOverlapped(true);
        logarithmic(chart.getStyler());
        chart.setYAxisTitle(axis);
        return chart;
    }

    /** Milliseconds of each way. */
    static HorizontalBarChart starts(List<Row> rows) {
        List<String> names = List.copyOf(names(rows));
        List<Double> millis = names.stream().map(name -> rows.stream().flatMap(row -> line(row, name).stream())
            .findFirst().orElseThrow().spread().median()).toList();
        HorizontalBarChart chart = bars(StartTables.FAMILY, "milliseconds", millis, names);
        chart.getStyler().setXAxisMin(0.0);
        return chart;
    }

    private static HorizontalBarChart bars(String title, String axis, List<Double> figures, List<String> names) {
        HorizontalBarChart chart = new HorizontalBarChart(WIDTH + WIDTH / 4, FRAME_HEIGHT + BAR_HEIGHT * names.size());
        style(chart.getStyler(), chart::setTitle, title);
        chart.setXAxisTitle(axis);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisTickMarkSpacingHint(BAR_HEIGHT - 4);
        chart.addSeries(axis, figures, names).setFillColor(OURS);
        return chart;
    }

    /** Microseconds at each percentile, those above 99 as far apart as their rareness asks for. */
    static XYChart latencies(List<Latency> family) {
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        style(chart.getStyler(), chart::setTitle, family.get(0).family());
        logarithmic(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Charts::percentile);
        chart.setXAxisTitle("percentile");
        chart.setYAxisTitle("microseconds");
        int index = 0;
        for (Latency latency : family) {
            double[] rareness = Latency.PERCENTILES.stream().mapToDouble(p -> HUNDRED / (HUNDRED - p)).toArray();
            double[] micros = Latency.PERCENTILES.stream().mapToDouble(latency::micros).toArray();
            style(chart.addSeries(latency.name(), rareness, micros), latency.standing(),
                index++);
        }
        return chart;
    }

    /** Of which one in so many is above. */
    private static String percentile(double rareness) {
        double percentile = HUNDRED - HUNDRED / rareness;
        return String.format(Locale.ROOT, percentile == Math.rint(percentile) ? "%.0f" : "%.2f", percentile);
    }

    private static void style(AxesChartStyler styler, Consumer<String> titled, String title) {
        titled.accept(title);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartTitleFont(TITLE_FONT).setLegendFont(FONT).setLegendPosition(LegendPosition.OutsideE)
            .setLegendBorderColor(Color.WHITE).setPlotBorderColor(GRID);
        styler.setAxisTickLabelsFont(FONT).setAxisTitleFont(FONT).setPlotGridLinesColor(GRID);
    }

    private static void logarithmic(AxesChartStyler styler) {
        styler.setYAxisLogarithmic(true);
        styler.setYAxisTickLabelsFormattingFunction(Charts::power);
    }

    /** Of ten. */
    private static String power(double power) {
        return power >= MILLION ? number(power / MILLION) + " M" : power >= THOUSAND ? number(power / THOUSAND) + " k"
            : power >= 1 ? number(power) : Double.toString(power);
    }

    private static void style(MarkerSeries series, Standing standing, int index) {
        boolean isOurs = standing == Standing.OURS;
        Color color = isOurs ? OURS : OTHERS.get(index % OTHERS.size());
        series.setMarker(isOurs ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND).setMarkerColor(color)
            .setLineColor(color);
        series.setLineStyle(isOurs ? THICK : standing == Standing.PEER ? THIN : DASHED);
    }
}
