package io.procession.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures Procession and its peers in turn, round after round, and prints what came out: so that whatever else the
 * machine does meanwhile, it does to all of them.
 *
 * <pre>java -cp procession-bench.jar io.procession.bench.Compare [--seconds s] [--rounds n] [section...]</pre>
 *
 * <p>Each figure is of {@code s} seconds (by default 1), after two of warm-up, in fresh processes. A section is one of
 * {@code lock}, {@code add}, {@code counter}, {@code roundtrip} and {@code start}; by default all.
 */
public final class Compare {

    private static final List<String> SECTIONS = List.of("lock", "add", "counter", "roundtrip", "start");
    private static final double WARM_UP_SECONDS = 2;
    private static final int STARTS_PER_ROUND = 5;

    private final List<Table> tables = new ArrayList<>();
    private double seconds = 1;
    private int rounds = 5;

    private Compare() {
    }

    /** Prints the tables; an argument that is not understood ends it with status 2. */
    public static void main(String[] arguments) throws Exception {
        Compare compare = new Compare();
        List<String> sections = new ArrayList<>();
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--seconds" -> compare.seconds = Double.parseDouble(arguments[++i]);
                    case "--rounds" -> compare.rounds = Integer.parseInt(arguments[++i]);
                    default -> sections.add(arguments[i]);
                }
            }
            for (String section : sections.isEmpty() ? SECTIONS : sections) {
                compare.add(section);
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println("usage: Compare [--seconds s] [--rounds n] [lock|add|counter|roundtrip|start ...]");
            System.exit(2);
        }
        compare.run();
        System.exit(0);
    }

    private void add(String section) {
        switch (section) {
            case "lock" -> contest("lock + unlock, 1 process", Work.LOCK, 1, Peer.values());
            case "add" -> {
                contest("atomic add, 1 process", Work.ADD, 1, Peer.PROCESSION, Peer.C, Peer.CPYTHON, Peer.JUC);
                contest("atomic add, 2 processes", Work.ADD, 2, Peer.PROCESSION, Peer.C, Peer.CPYTHON);
            }
            case "counter" -> {
                for (int processes : new int[] {1, 2, 4}) {
                    contest("counter under a lock, processes: " + processes, Work.COUNTER, processes, Peer.PROCESSION,
                        Peer.C, Peer.CPYTHON);
                }
            }
            case "roundtrip" -> roundTrip();
            case "start" -> start();
            default -> throw new IllegalArgumentException(section);
        }
    }

    private void contest(String title, Work work, int processes, Peer... peers) {
        Table table = new Table(title, processes == 1 ? Unit.NANOS_PER_OPERATION : Unit.MILLIONS_PER_SECOND, 1);
        for (Peer peer : peers) {
            table.add(peer.name(), peer.missing(), () -> {
                try (Contest contest = new Contest(peer, work, processes)) {
                    contest.throughput(WARM_UP_SECONDS);
                    return table.unit().ofThroughput(contest.throughput(seconds));
                }
            });
        }
        tables.add(table);
    }

    private void roundTrip() {
        Table medians = new Table("round trip between 2 processes, median", Unit.MICROS, 1);
        Table tails = new Table("round trip between 2 processes, 99th percentile", Unit.MICROS, 1);
        for (Peer peer : List.of(Peer.PROCESSION, Peer.C, Peer.CPYTHON)) {
            RoundTrip[] last = new RoundTrip[1];
            medians.add(peer.name(), peer.missing(), () -> {
                last[0] = RoundTrip.measure(peer, WARM_UP_SECONDS, seconds);
                return last[0].medianNanos() / 1e3;
            });
            tails.add(peer.name(), peer.missing(), () -> last[0].p99Nanos() / 1e3);
        }
        tables.add(medians);
        tables.add(tails);
    }

    private void start() {
        Table table = new Table("start + join", Unit.MILLIS, STARTS_PER_ROUND);
        for (Start start : Start.values()) {
            table.add(start.name(), start.missing(), () -> start.nanos() / 1e6);
        }
        tables.add(table);
    }

    private void run() throws Exception {
        System.out.printf(Locale.ROOT, "JDK %s, %d CPUs, %d rounds of %s s%n", System.getProperty("java.version"),
            Runtime.getRuntime().availableProcessors(), rounds, seconds);
        if (tables.stream().anyMatch(table -> table.unit() == Unit.MILLIS)) {
            for (Start start : Start.values()) {
                if (start.missing() == null) {
                    start.nanos();
                }
            }
        }
        for (int round = 1; round <= rounds; round++) {
            System.err.println("round " + round + " of " + rounds);
            for (Table table : tables) {
                table.measure();
            }
        }
        tables.forEach(Table::print);
    }

    /** What a figure counts. */
    enum Unit {
        NANOS_PER_OPERATION("ns/op", false),
        MILLIONS_PER_SECOND("M op/s", true),
        MICROS("us", false),
        MILLIS("ms", false);

        final String symbol;
        final boolean moreIsBetter;

        Unit(String symbol, boolean moreIsBetter) {
            this.symbol = symbol;
            this.moreIsBetter = moreIsBetter;
        }

        double ofThroughput(double operationsPerSecond) {
            return moreIsBetter ? operationsPerSecond / 1e6 : 1e9 / operationsPerSecond;
        }
    }
}
