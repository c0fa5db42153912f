package io.procession.examples;

import io.procession.ManagedMap;
import io.procession.Manager;
import io.procession.Process;
import io.procession.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A map of counts from many processes: wrong where each reads, adds and writes, right where the server adds. */
@Command(name = "ledger", mixinStandardHelpOptions = true, description = {
    "Counts in a manager's dict: lost by get and put, right by merge.",
    "",
    "Several processes count the same entries. To get a count and put it back is two calls, and others come in between."
        + " With merge the addition travels, and is one step."})
final class Ledger implements Callable<Integer> {

    private static final String ENTRY = "entry";

    @Option(names = "--clerks", description = "Processes that count; default: ${DEFAULT-VALUE}.", defaultValue = "4")
    private int clerks;

    @Option(names = "--entries", description = "How often each counts; default: ${DEFAULT-VALUE}.",
        defaultValue = "2000")
    private int entries;

    @Override
    public Integer call() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            ManagedMap<String, Integer> counts = manager.dict();
            int times = entries;
            counts.put(ENTRY, 0);
            run(() -> {
                for (int i = 0; i < times; i++) {
                    counts.put(ENTRY, counts.get(ENTRY) + 1);
                }
            });
            int expected = clerks * entries;
            System.out.println("by get and put: " + counts.get(ENTRY) + " of " + expected);
            counts.put(ENTRY, 0);
            run(() -> {
                for (int i = 0; i < times; i++) {
                    counts.merge(ENTRY, 1, Integer::sum);
                }
            });
            System.out.println("by merge:       " + counts.get(ENTRY) + " of " + expected);
            return counts.get(ENTRY) == expected ? 0 : 1;
        }
    }

    private void run(Task task) throws InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < clerks; i++) {
            processes.add(Process.start(task));
        }
        for (Process process : processes) {
            process.join();
        }
    }
}
