package io.procession.examples;

import io.procession.Manager;
import io.procession.Process;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A class of one's own behind a manager: who offers what, told by processes that meet at a path. */
@Command(name = "registry", mixinStandardHelpOptions = true, description = {
    "One's own class behind a manager, met at a path by several processes.",
    "",
    "Each service connects, registers what it offers and gets a number. The class is an ordinary one; its interface says"
        + " what can be called."})
final class Registry implements Callable<Integer> {

    private static final String NAME = "services";

    @Option(names = "--services", description = "Processes that register; default: ${DEFAULT-VALUE}.",
        defaultValue = "3")
    private int count;

    /** What can be called from other processes. */
    interface Services {

        /**
         * Adds a service.
         *
         * @return its number
         * @throws IllegalArgumentException if there is one of that name
         */
        int register(String name, long pid);

        Map<String, Long> all();
    }

    /** Of many threads at once: one for each call. */
    static final class GuardedServices implements Services {

        private final Map<String, Long> pids = new TreeMap<>();

        @Override
        public synchronized int register(String name, long pid) {
            if (pids.putIfAbsent(name, pid) != null) {
                throw new IllegalArgumentException(name + " is registered already");
            }
            return pids.size();
        }

        @Override
        public synchronized Map<String, Long> all() {
            return new TreeMap<>(pids);
        }
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("procession-registry-");
        Path file = directory.resolve("manager");
        try (Manager manager = Manager.serve(file)) {
            manager.register(Services.class, arguments -> new GuardedServices());
            Services services = manager.named(NAME, any -> any.create(Services.class));
            List<Process> processes = new ArrayList<>();
            String path = file.toString();
            for (int i = 1; i <= count; i++) {
                String name = "service-" + i;
                processes.add(Process.builder().name(name).start(() -> offer(Path.of(path), name)));
            }
            for (Process process : processes) {
                process.join();
            }
            System.out.println("registered: " + services.all());
            try {
                services.register("service-1", 0);
                return 1;
            } catch (IllegalArgumentException e) {
                System.out.println("once more: " + e.getMessage());
            }
            return services.all().size() == count ? 0 : 1;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }

    private static void offer(Path file, String name) {
        try (Manager manager = Manager.connect(file)) {
            Services services = manager.named(NAME, any -> any.create(Services.class));
            System.out.println(name + " is number " + services.register(name, Process.current().pid()));
        }
    }
}
