package io.procession;

import io.procession.shm.RuntimeDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The children of this process that run, and what becomes of them at its end.
 *
 * <p>When the program ends by itself its daemons are terminated, and the other children waited for. When a signal ends
 * it, as Ctrl-C does, all are terminated: those that Ctrl-C has reached too are ending anyway. Who has not gone some
 * seconds after being told is killed.
 */
final class Family {

    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Map<Child, Process> CHILDREN = new LinkedHashMap<>();

    static {
        ExitNote.sweep();
        RuntimeDirectory.beforeEnd(Family::end);
    }

    private Family() {
    }

    static synchronized void add(Child child, Process process) {
        forgetEnded();
        CHILDREN.put(child, process);
    }

    static synchronized List<Process> active() {
        forgetEnded();
        return List.copyOf(CHILDREN.values());
    }

    private static void forgetEnded() {
        CHILDREN.keySet().removeIf(child -> !child.isAlive());
    }

    private static void end() {
        List<Child> children;
        synchronized (Family.class) {
            children = new ArrayList<>(CHILDREN.keySet());
        }
        boolean signalled = EndingSignal.number() != 0;
        List<Child> terminated = children.stream().filter(child -> signalled || child.isDaemon()).toList();
        terminated.forEach(Child::terminate);
        long deadline = System.nanoTime() + GRACE_NANOS;
        for (Child child : terminated) {
            if (!join(child, deadline - System.nanoTime())) {
                child.kill();
            }
        }
        for (Child child : children) {
            join(child, Long.MAX_VALUE);
            child.exitCode();
        }
    }

    private static boolean join(Child child, long nanos) {
        try {
            return child.join(nanos);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
