package io.procession.bench;

import io.procession.bench.Compare.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The comparisons of managers: operations per second of all clients together. The more JVMs compile at once, the longer
 * they are given to warm up.
 */
final class ManagerTables {

    private static final int[] CLIENTS = {1, 2, 4, 8};

    private final List<Table> tables = new ArrayList<>();
    private final double seconds;

    ManagerTables(double seconds) {
        this.seconds = seconds;
    }

    List<Table> all() {
        for (int clients : CLIENTS) {
            add("get from a map", ManagerWork.GET, clients);
            add("put into a map", ManagerWork.PUT, clients);
            add("put + take of a queue", ManagerWork.QUEUE, clients);
            add("lock + unlock", ManagerWork.LOCK, clients);
        }
        return tables;
    }

    private void add(String title, ManagerWork work, int clients) {
        Table table = new Table("manager: " + title + ", clients: " + clients, Unit.THOUSANDS_PER_SECOND, 1);
        String count = Integer.toString(clients);
        table.add(Peer.PROCESSION.name(), null, () -> throughput(new Program(Programs.jvm(ManagerProgram.class),
            work.name(), count), Compare.JVM_WARM_UP_SECONDS * Math.max(1, clients / 2)));
        table.add(Peer.CPYTHON.name(), Peer.CPYTHON.missing(), () -> throughput(new Program(Programs.python("manager"),
            work.name().toLowerCase(Locale.ROOT), count), Compare.WARM_UP_SECONDS));
        tables.add(table);
    }

    private double throughput(Program started, double warmUpSeconds) throws IOException {
        try (Program program = started) {
            program.ask(Double.toString(warmUpSeconds));
            String[] answer = program.ask(Double.toString(seconds)).split(" ");
            return Unit.THOUSANDS_PER_SECOND.ofThroughput(Long.parseLong(answer[0]) * 1e9 / Long.parseLong(answer[1]));
        }
    }
}
