package io.procession.bench;

import java.util.List;

/** The comparisons of ways to start a process. */
final class StartTables {

    /** Of all ways to start one. */
    static final String FAMILY = "start + join";

    private static final int STARTS_PER_ROUND = 3;
    /** Of a start, and of waiting for calm. */
    private static final double SECONDS = 0.3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final Plan plan;

    StartTables(Plan plan) {
        this.plan = plan;
    }

    void add() {
        add("from what is ready", Start.WARM, Start.FORKSERVER, Start.FORK);
        add("of a new program", Start.ARCHIVED, Start.SPAWN, Start.BARE_JVM);
        if (!plan.effort().isBrief()) {
            add("of a new program, without an archive", Start.COLD, Start.SPAWN, Start.BARE_JVM);
            add("of what locks a lock", Start.WARM_LOCK, Start.ARCHIVED_LOCK, Start.COLD_LOCK);
            add("of what uses a queue", Start.WARM_QUEUE, Start.ARCHIVED_QUEUE, Start.COLD_QUEUE);
            plan.effort().processes().stream().filter(number -> number > 1).forEach(this::addAtOnce);
            memory();
        }
    }

    private void addAtOnce(int number) {
        Table table = plan.table(Section.START, "start + join of many at once", "processes: " + number, Unit.MILLIS,
            STARTS_PER_ROUND);
        for (Start start : List.of(Start.ARCHIVED, Start.SPAWN, Start.BARE_JVM)) {
            table.add(start.name(), start.standing(), start.missing(), SECONDS * number,
                () -> start.nanos(number) / NANOS_PER_MILLI);
        }
    }

    private void add(String setting, Start... starts) {
        Table table = plan.table(Section.START, FAMILY, setting, Unit.MILLIS, STARTS_PER_ROUND);
        for (Start start : starts) {
            table.add(start.name(), start.standing(), start.missing(), SECONDS, () -> start.nanos() / NANOS_PER_MILLI);
        }
        plan.rehearse(table);
    }

    private void memory() {
        Table table = plan.table(Section.START, "memory of a spare", "", Unit.MEGABYTES);
        for (Start start : Start.values()) {
            if (start.isWarm()) {
                table.add(start.name(), start.standing(), start.missing(), SECONDS,
                    () -> start.spareBytes() / BYTES_PER_MEGABYTE);
            }
        }
    }
}
