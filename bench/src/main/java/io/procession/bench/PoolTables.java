package io.procession.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The comparisons of pools. */
final class PoolTables {

    private static final Column THOUSANDS_PER_SECOND = Column.ofThroughput(Unit.THOUSANDS_PER_SECOND);
    private static final Column MILLIONS_PER_SECOND = Column.ofThroughput(Unit.MILLIONS_PER_SECOND);
    private static final Column MILLIS_PER_ITEM = Column.ofThroughput(Unit.MILLIS);
    private static final Column MEDIAN_MICROS = new Column(": median", Unit.MICROS, times -> times.medianNanos() / 1e3);
    private static final Column P99_MICROS = new Column(": 99th percentile", Unit.MICROS,
        times -> times.p99Nanos() / 1e3);
    private static final Column MEDIAN_MILLIS = new Column("", Unit.MILLIS, times -> times.medianNanos() / 1e6);
    private static final Column FIRST_MILLIS = new Column(": first of a process", Unit.MILLIS,
        times -> times.medianNanos() / 1e6);

    private static final List<Integer> TWO = List.of(2);

    private final Plan plan;

    PoolTables(Plan plan) {
        this.plan = plan;
    }

    void add() {
        Effort effort = plan.effort();
        add("map, each item a task", PoolWork.MAP_EACH, effort.processesTogether(), this::measure,
            THOUSANDS_PER_SECOND);
        add("apply", PoolWork.APPLY, TWO, this::measure, MEDIAN_MICROS, P99_MICROS);
        if (!effort.isBrief()) {
            add("map in chunks", PoolWork.MAP, TWO, this::measure, MILLIONS_PER_SECOND);
            add("submit", PoolWork.SUBMIT, effort.processes(), this::measure, THOUSANDS_PER_SECOND);
            add("map of what takes milliseconds", PoolWork.COMPUTE, TWO, this::measure, MILLIS_PER_ITEM);
            add("create, map and close", PoolWork.CREATE, TWO, this::measure, MEDIAN_MILLIS);
            add("create, map and close", PoolWork.CREATE, TWO, (peer, work, workers) -> PoolTimes.first(peer, work,
                workers), FIRST_MILLIS);
        }
    }

    private PoolTimes measure(PoolPeer peer, PoolWork work, int workers) throws IOException {
        return PoolTimes.measure(peer, work, workers, plan.effort());
    }

    /** Measured in this order: a table takes what the one of the first column has measured. */
    private void add(String family, PoolWork work, List<Integer> numbers, Timing timing, Column... columns) {
        for (int workers : numbers) {
            Map<PoolPeer, PoolTimes> last = new EnumMap<>(PoolPeer.class);
            for (Column column : columns) {
                boolean isFirst = column == columns[0];
                Table table = plan.table(Section.POOL, "pool: " + family + column.suffix, "workers: " + workers,
                    column.unit);
                for (PoolPeer peer : work.peers()) {
                    table.add(peer.name(), peer.standing(), peer.missing(), isFirst ? peer.seconds(plan.effort()) : 0,
                        () -> {
                            if (isFirst) {
                                last.put(peer, timing.take(peer, work, workers));
                            }
                            return column.figure.applyAsDouble(last.get(peer));
                        });
                }
            }
        }
    }

    /** Has a work done and takes its times. */
    private interface Timing {

        PoolTimes take(PoolPeer peer, PoolWork work, int workers) throws IOException;
    }

    /** A figure of such times, and what a title says of it. */
    private record Column(String suffix, Unit unit, ToDoubleFunction<PoolTimes> figure) {

        static Column ofThroughput(Unit unit) {
            return new Column("", unit, times -> unit.ofThroughput(times.throughput()));
        }
    }
}
