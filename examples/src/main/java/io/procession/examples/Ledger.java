package io.procession.examples;

import io.procession.ManagedMap;
import io.procession.Manager;
import io.procession.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A map of counts from many processes: wrong where each reads, adds and writes, right where the server adds. */
@Command(name = "ledger", description = {
    "Counts in a manager's dict: lost by get and put, right by merge.",
    "",
    "Several processes count the same entries. To get a count and put it back is two calls, and others come in between."
        + " With merge the addition travels, and is one step."})
final class Ledger extends Demo {

    private static final String ENTRY = "entry";

    @Option(names = "--clerks", description = "Processes that count; default: ${DEFAULT-VALUE}.", defaultValue = "4")
    private int clerks;

    @Option(names = "--entries", description = "How often each counts; default: ${DEFAULT-VALUE}.",
        defaultValue = "2000")
    private int entries;

    @Override
    void run() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            ManagedMap<String, Integer> counts = manager.dict();
            int expected = clerks * entries;
            int lost = expected - count(counts, () -> counts.put(ENTRY, counts.get(ENTRY) + 1));
            say("by get and put " + lost + " of " + expected + " were lost" + (lost == 0 ? ": luck, try again" : ""));
            int merged = count(counts, () -> counts.merge(ENTRY, 1, Integer::sum));
            check(merged == expected, "by merge " + merged + " of " + expected + " are there");
        }
    }

    /** What there is when each clerk has added one so often. */
    private int count(ManagedMap<String, Integer> counts, Task adding) throws InterruptedException {
        int times = entries;
        counts.put(ENTRY, 0);
        join(start("clerk", clerks, number -> () -> {
            for (int i = 0; i < times; i++) {
                adding.run();
            }
        }));
        return counts.get(ENTRY);
    }
}
