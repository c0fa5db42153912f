package io.procession.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures Procession and its peers in turn, round after round, and prints what came out: so that whatever else the
 * machine does meanwhile, it does to all of them.
 *
 * <pre>java -cp procession-bench.jar io.procession.bench.Compare [--seconds s] [--rounds n] [section...]</pre>
 *
 * <p>Each figure is of {@code s} seconds (by default 1), after two of warm-up (eight for messages between JVMs and for
 * the pools and managers of JVMs: some of them that compile at once, on two processors, take that long), in fresh
 * processes. The usage names the sections; by default all.
 */
public final class Compare {

    private static final List<String> SECTIONS = List.of("lock", "add", "counter", "rlock", "semaphore", "condition",
        "barrier", "value", "roundtrip", "start", "queue", "pipe", "pool", "manager");
    private static final int[] PROCESSES = {1, 2, 4};
    private static final Peer[] WORKING = Peer.OF_WORK.toArray(Peer[]::new);
    static final double WARM_UP_SECONDS = 2;
    static final double JVM_WARM_UP_SECONDS = 8;
    private static final int STARTS_PER_ROUND = 5;
    /** Longer than anybody spins. */
    private static final int COLD_MILLIS = 5;

    private final List<Table> tables = new ArrayList<>();
    private double seconds = 1;
    private int rounds = 5;
    private boolean starts;

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
            System.err.println("usage: Compare [--seconds s] [--rounds n] [" + String.join("|", SECTIONS) + " ...]");
            System.exit(2);
        }
        compare.run();
        System.exit(0);
    }

    private void add(String section) {
        switch (section) {
            case "lock" -> contest("lock + unlock", Work.LOCK, 1, Peer.PROCESSION, Peer.C, Peer.CPYTHON, Peer.CHRONICLE,
                Peer.JUC);
            case "add" -> {
                contest("atomic add", Work.ADD, 1, Peer.PROCESSION, Peer.C, Peer.CPYTHON, Peer.JUC);
                contest("atomic add", Work.ADD, 2, WORKING);
            }
            case "counter" -> contests("counter under a lock", Work.COUNTER);
            case "rlock" -> {
                contest("reentrant lock + unlock", Work.RLOCK, 1, WORKING);
                contests("counter under a reentrant lock", Work.RCOUNTER);
            }
            case "semaphore" -> contests("acquire + release of a semaphore", Work.SEMAPHORE);
            case "condition" -> contests("turn passed by a condition", Work.CONDITION);
            case "barrier" -> contests("pass of a barrier", Work.BARRIER);
            case "value" -> {
                contest("get of three fields", Work.GET, 1, WORKING);
                contest("set of three fields", Work.SET, 1, WORKING);
                contest("update of three fields", Work.UPDATE, 1, WORKING);
                contest("get of three fields while others set", Work.GET, 2, WORKING);
            }
            case "roundtrip" -> roundTrips("round trip between 2 processes", 0, Way.EVENTS);
            case "start" -> start();
            case "queue" -> queue();
            case "pipe" -> pipe();
            case "pool" -> tables.addAll(new PoolTables(seconds).all());
            case "manager" -> tables.addAll(new ManagerTables(seconds).all());
            default -> throw new IllegalArgumentException(section);
        }
    }

    private void contests(String title, Work work) {
        for (int processes : PROCESSES) {
            contest(title, work, processes, WORKING);
        }
    }

    private void contest(String title, Work work, int processes, Peer... peers) {
        Unit unit = processes == 1 ? Unit.NANOS_PER_OPERATION
            : work.isInStep() ? Unit.THOUSANDS_PER_SECOND : Unit.MILLIONS_PER_SECOND;
        contest(title + ", processes: " + processes, unit,
            Stream.of(peers).map(peer -> new JointWork(peer, work, processes)));
    }

    private void contest(String title, Unit unit, Stream<? extends Discipline> disciplines) {
        Table table = new Table(title, unit, 1);
        disciplines.forEach(discipline -> table.add(discipline.peer().name(), discipline.peer().missing(), () -> {
            try (Contest contest = new Contest(discipline)) {
                contest.throughput(discipline.warmUpSeconds());
                return unit.ofThroughput(contest.throughput(seconds));
            }
        }));
        tables.add(table);
    }

    private void queue() {
        traffic("queue", Channel.QUEUE, 1, 1, Peer.PROCESSION, Peer.CPYTHON, Peer.CHRONICLE);
        traffic("queue", Channel.QUEUE, 2, 1, Peer.PROCESSION, Peer.CPYTHON);
        traffic("queue", Channel.QUEUE, 1, 2, Peer.PROCESSION, Peer.CPYTHON);
        traffic("queue", Channel.QUEUE, 2, 2, Peer.PROCESSION, Peer.CPYTHON);
        traffic("queue with room for " + Channel.BOUND, Channel.BOUNDED_QUEUE, 1, 1, Peer.PROCESSION, Peer.CPYTHON);
    }

    private void pipe() {
        roundTrips("round trip through a pipe", 0, Way.PIPE, Way.WORDS);
        roundTrips("round trip through a pipe, every " + COLD_MILLIS + " ms", COLD_MILLIS, Way.PIPE);
        traffic("one way through a pipe", Channel.PIPE, 1, 1, Peer.PROCESSION, Peer.CPYTHON, Peer.AGRONA, Peer.AERON);
    }

    private void traffic(String title, Channel channel, int senders, int receivers, Peer... peers) {
        contest(title + ", messages of " + Traffic.MESSAGE_BYTES + " bytes, processes: " + senders + " -> " + receivers,
            Unit.THOUSANDS_PER_SECOND, Stream.of(peers).map(peer -> new Traffic(peer, channel, senders, receivers)));
    }

    private void roundTrips(String title, int idleMillis, Way... ways) {
        Table medians = new Table(title + ", median", Unit.MICROS, 1);
        Table tails = new Table(title + ", 99th percentile", Unit.MICROS, 1);
        for (Way way : ways) {
            for (Peer peer : way.peers()) {
                String name = way == ways[0] ? peer.name() : peer + " " + way;
                RoundTrip[] last = new RoundTrip[1];
                medians.add(name, peer.missing(), () -> {
                    last[0] = RoundTrip.measure(peer, way, WARM_UP_SECONDS, seconds, idleMillis);
                    return last[0].medianNanos() / 1e3;
                });
                tails.add(name, peer.missing(), () -> last[0].p99Nanos() / 1e3);
            }
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
        Table memory = new Table("memory of a spare", Unit.MEGABYTES, 1);
        for (Start start : Start.values()) {
            if (start.isWarm()) {
                memory.add(start.name(), start.missing(), () -> start.spareBytes() / 1e6);
            }
        }
        tables.add(memory);
        starts = true;
    }

    private void run() throws Exception {
        System.out.printf(Locale.ROOT, "JDK %s, %d CPUs, %d rounds of %s s%n", System.getProperty("java.version"),
            Runtime.getRuntime().availableProcessors(), rounds, seconds);
        if (starts) {
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
        NANOS_PER_OPERATION("ns/op", false, 1e9),
        THOUSANDS_PER_SECOND("k op/s", true, 1e-3),
        MILLIONS_PER_SECOND("M op/s", true, 1e-6),
        MICROS("us", false, 1e6),
        MILLIS("ms", false, 1e3),
        MEGABYTES("MB", false, 1e-6);

        final String symbol;
        final boolean moreIsBetter;
        private final double scale;

        Unit(String symbol, boolean moreIsBetter, double scale) {
            this.symbol = symbol;
            this.moreIsBetter = moreIsBetter;
            this.scale = scale;
        }

        /** The figure in this unit. */
        double ofThroughput(double operationsPerSecond) {
            return scale * (moreIsBetter ? operationsPerSecond : 1 / operationsPerSecond);
        }
    }
}
