package io.procession.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One comparison: who takes part, how each is measured, and what came out. The first is this project's.
 *
 * <p>Who is not installed, or fails, is not in the {@link Row}, but named there.
 */
final class Table {

    private final Section section;
    private final String family;
    private final String setting;
    private final Unit unit;
    private final int passes;
    private final List<Contender> contenders = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private boolean hasFailed;

    /**
     * @param setting may be empty
     * @param passes how often each is measured in a round, in turn
     */
    Table(Section section, String family, String setting, Unit unit, int passes) {
        this.section = section;
        this.family = family;
        this.setting = setting;
        this.unit = unit;
        this.passes = passes;
    }

    /** Takes one figure. */
    interface Measurement {

        double take() throws Exception;
    }

    /**
     * Adds who is to be measured.
     *
     * @param missing what it lacks here, for which it is skipped; null if nothing
     * @param seconds how long a measurement takes, nearly
     */
    void add(String name, Standing standing, String missing, double seconds, Measurement measurement) {
        if (missing == null) {
            contenders.add(new Contender(name, standing, seconds, measurement, new ArrayList<>()));
        } else {
            skipped.add(name + " skipped: " + missing);
        }
    }

    /** How long a round takes, nearly. */
    double seconds() {
        return passes * contenders.stream().mapToDouble(Contender::seconds).sum();
    }

    /** Measures each once, and forgets the figures: what is made at the first time is in no figure. */
    void rehearse() throws InterruptedException {
        for (Contender contender : List.copyOf(contenders)) {
            take(contender);
            contender.figures.clear();
        }
    }

    void measure() throws InterruptedException {
        for (int pass = 0; pass < passes; pass++) {
            for (Contender contender : List.copyOf(contenders)) {
                take(contender);
            }
        }
    }

    private void take(Contender contender) throws InterruptedException {
        try {
            double figure = contender.measurement.take();
            if (!Double.isFinite(figure) || figure <= 0) {
                throw new IllegalStateException("nothing was done in that time");
            }
            contender.figures.add(figure);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            hasFailed = true;
            contenders.remove(contender);
            skipped.add(contender.name + " failed: " + e.getMessage());
            System.err.println(title() + ": " + contender.name + " failed: " + e);
        }
    }

    /** Whether somebody did who is there. */
    boolean hasFailed() {
        return hasFailed;
    }

    String title() {
        return row().title();
    }

    Row row() {
        boolean isOurs = !contenders.isEmpty() && contenders.get(0).standing == Standing.OURS;
        List<Line> lines = contenders.stream()
            .map(contender -> new Line(contender.name, contender.standing, List.copyOf(contender.figures))).toList();
        return new Row(section, family, setting, unit, isOurs ? lines : List.of(), List.copyOf(skipped));
    }

    private record Contender(String name, Standing standing, double seconds, Measurement measurement,
        List<Double> figures) { }
}
