package io.procession.bench;

import io.procession.bench.Compare.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The comparisons of pools, of which each figure takes a time in seconds. */
final class PoolTables {

    private static final Column THOUSANDS_PER_SECOND = Column.ofThroughput(Unit.THOUSANDS_PER_SECOND);
    private static final Column MILLIONS_PER_SECOND = Column.ofThroughput(Unit.MILLIONS_PER_SECOND);
    private static final Column NANOS_PER_ITEM = Column.ofThroughput(Unit.NANOS_PER_OPERATION);
    private static final Column MILLIS_PER_ITEM = Column.ofThroughput(Unit.MILLIS);
    private static final Column MEDIAN_MICROS = new Column(", median", Unit.MICROS, times -> times.medianNanos() / 1e3);
    private static final Column P99_MICROS = new Column(", 99th percentile", Unit.MICROS,
        times -> times.p99Nanos() / 1e3);
    private static final Column MEDIAN_MILLIS = new Column(", median", Unit.MILLIS, times -> times.medianNanos() / 1e6);
    private static final Column FIRST_MILLIS = new Column(", first of a process", Unit.MILLIS,
        times -> times.medianNanos() / 1e6);

    private final List<Table> tables = new ArrayList<>();
    private final double seconds;

    PoolTables(double seconds) {
        this.seconds = seconds;
    }

    /** Measured in this order: a table takes what the former one of the same work has measured. */
    List<Table> all() {
        add("map, each item a task", PoolWork.MAP_EACH, this::measure, THOUSANDS_PER_SECOND, NANOS_PER_ITEM);
        add("submit", PoolWork.SUBMIT, this::measure, THOUSANDS_PER_SECOND, NANOS_PER_ITEM);
        add("apply", PoolWork.APPLY, this::measure, MEDIAN_MICROS, P99_MICROS);
        add("map in chunks", PoolWork.MAP, this::measure, MILLIONS_PER_SECOND, NANOS_PER_ITEM);
        add("map of what takes milliseconds", PoolWork.COMPUTE, this::measure, MILLIS_PER_ITEM);
        add("create, map and close", PoolWork.CREATE, this::measure, MEDIAN_MILLIS);
        add("create, map and close", PoolWork.CREATE, PoolTimes::first, FIRST_MILLIS);
        return tables;
    }

    private PoolTimes measure(PoolPeer peer, PoolWork work) throws IOException {
        return PoolTimes.measure(peer, work, seconds);
    }

    private void add(String title, PoolWork work, Timing timing, Column... columns) {
        Map<PoolPeer, PoolTimes> last = new EnumMap<>(PoolPeer.class);
        for (Column column : columns) {
            Table table = new Table(title + column.suffix + ", workers: " + PoolPeer.WORKERS, column.unit, 1);
            for (PoolPeer peer : work.peers()) {
                table.add(peer.name(), peer.missing(), () -> {
                    if (column == columns[0]) {
                        last.put(peer, timing.take(peer, work));
                    }
                    return column.figure.applyAsDouble(last.get(peer));
                });
            }
            tables.add(table);
        }
    }

    /** Has a work done and takes its times. */
    private interface Timing {

        PoolTimes take(PoolPeer peer, PoolWork work) throws IOException;
    }

    /** A figure of such times, and what a title says of it. */
    private record Column(String suffix, Unit unit, ToDoubleFunction<PoolTimes> figure) {

        static Column ofThroughput(Unit unit) {
            return new Column("", unit, times -> unit.ofThroughput(times.throughput()));
        }
    }
}
