package io.procession.bench;

import java.io.IOException;
import java.util.Locale;

/**
 * The comparisons of managers: operations per second of all clients together. Each client is a JVM, which compiles what
 * it runs: the more of them there are, on the same processors, the longer that takes.
 */
final class ManagerTables {

    private static final double WARM_UP_FACTOR = 2;

    private final Plan plan;

    ManagerTables(Plan plan) {
        this.plan = plan;
    }

    void add() {
        for (int clients : plan.effort().clients()) {
            add("get from a map", ManagerWork.GET, clients);
            add("put + take of a queue", ManagerWork.QUEUE, clients);
            if (!plan.effort().isBrief()) {
                add("put into a map", ManagerWork.PUT, clients);
                add("lock + unlock", ManagerWork.LOCK, clients);
            }
        }
    }

    private void add(String family, ManagerWork work, int clients) {
        Effort effort = plan.effort();
        Table table = plan.table(Section.MANAGER, "manager: " + family, "clients: " + clients,
            Unit.THOUSANDS_PER_SECOND);
        String count = Integer.toString(clients);
        add(table, Peer.PROCESSION, clients, Math.max(effort.longWarmUpSeconds(), WARM_UP_FACTOR * clients),
            () -> new Program(Programs.jvm(ManagerProgram.class), work.name(), count));
        add(table, Peer.CPYTHON, clients, effort.warmUpSeconds(),
            () -> new Program(Programs.python("manager"), work.name().toLowerCase(Locale.ROOT), count));
    }

    private void add(Table table, Peer peer, int clients, double warmUpSeconds, Start start) {
        double seconds = plan.effort().seconds();
        double all = peer.startSeconds(clients + 2) + warmUpSeconds + seconds;
        table.add(peer.name(), peer.standing(), peer.missing(), all, () -> {
            try (Program program = start.program()) {
                program.ask(Double.toString(warmUpSeconds));
                String[] answer = program.ask(Double.toString(seconds)).split(" ");
                return Unit.THOUSANDS_PER_SECOND.ofThroughput(
                    Long.parseLong(answer[0]) * 1e9 / Long.parseLong(answer[1]));
            }
        });
    }

    /** Starts a manager and its clients. */
    private interface Start {

        Program program() throws IOException;
    }
}
