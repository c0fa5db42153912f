package io.procession.examples;

import io.procession.Manager;
import io.procession.Process;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A class of one's own behind a manager: who offers what, told by processes that meet at a path. */
@Command(name = "registry", description = {
    "One's own class behind a manager, met at a path by several processes.",
    "",
    "Each service connects, registers what it offers and gets a number. The class is an ordinary one; its interface says"
        + " what can be called."})
final class Registry extends Demo {

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
    void run() throws Exception {
        Path file = temporaryDirectory().resolve("manager");
        try (Manager manager = Manager.serve(file)) {
            manager.register(Services.class, arguments -> new GuardedServices());
            Services services = manager.named(NAME, any -> any.create(Services.class));
            String path = file.toString();
            join(start("service", count, number -> () -> offer(Path.of(path))));
            check(services.all().size() == count, "registered are " + services.all());
            try {
                services.register("service-1", 0);
                check(false, "service-1 was registered once more");
            } catch (IllegalArgumentException e) {
                check(true, "it is not registered once more: " + e.getMessage());
            }
        }
    }

    private static void offer(Path file) {
        try (Manager manager = Manager.connect(file)) {
            Services services = manager.named(NAME, any -> any.create(Services.class));
            Process self = Process.current();
            say("is number " + services.register(self.name(), self.pid()));
        }
    }
}
