package io.procession.shm;

import java.nio.file.Path;
import java.util.List;

/** Holds the lock {@code "lock"} of a region until it is killed, or ends holding it when a line is said. */
final class Holder {

    private Holder() {
    }

    public static void main(String[] arguments) {
        Region region = Region.open(Path.of(arguments[0]));
        Lock.open(region, "lock").lock();
        Role.say("held");
        Role.hear();
    }

    /** One that has the lock. */
    static Child start(Path file) {
        return startWith(List.of(), file);
    }

    static Child startWith(List<String> options, Path file) {
        return Child.startWith(options, Holder.class, file).expect("held");
    }

    /** Leaves the lock to a process that was killed. */
    static void die(Path file) {
        try (Child holder = start(file)) {
            holder.kill();
        }
    }
}
