package io.procession;

import io.procession.shm.RuntimeDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The children of this process that run, and what becomes of them at its end.
 *
 * <p>When the program ends by itself its daemons are terminated, and the other children waited for. When a signal ends
 * it, as Ctrl-C does, or comes while it waits, all are terminated: those that Ctrl-C has reached too are ending anyway.
 * Who has not gone some seconds after being told is killed.
 */
final class Family {

    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Map<Child, Process> CHILDREN = new LinkedHashMap<>();

    private static boolean ended;

    static {
        ended = !RuntimeDirectory.beforeEnd(Family::end);
        if (!ended) {
            ExitNote.sweep();
        }
    }

    private Family() {
    }

    /** Starts a child, unless this process has told its children already that it ends. */
    static synchronized Child start(Process process, Launch launch, List<String> archive, Assignment assignment) {
        if (ended) {
            throw new IllegalStateException("this process is ending: " + process.name() + " cannot be started");
        }
        forgetEnded();
        Child child = Child.start(launch, archive, assignment);
        CHILDREN.put(child, process);
        return child;
    }

    /** One that has nothing to do was not started: it is killed, and nobody hears of it. */
    static void discard(Child child) {
        synchronized (Family.class) {
            CHILDREN.remove(child);
        }
        child.discard();
    }

    /** Whether this process is ending, and so are its children. */
    static synchronized boolean isEnding() {
        return ended;
    }

    /** Makes something that has files, unless this process is ending: then they might come after all were deleted. */
    static synchronized <T> T make(Supplier<T> maker) {
        if (ended) {
            throw new IllegalStateException("this process is ending");
        }
        return maker.get();
    }

    static synchronized List<Process> active() {
        forgetEnded();
        return CHILDREN.entrySet().stream().filter(child -> child.getKey().isTold()).map(Map.Entry::getValue).toList();
    }

    /** A child whose exit code is known has left nothing more to see to. */
    private static void forgetEnded() {
        CHILDREN.keySet().removeIf(child -> child.exitCode() != null);
    }

    private static void end() {
        List<Child> children;
        synchronized (Family.class) {
            ended = true;
            children = List.copyOf(CHILDREN.keySet());
        }
        Spares.end();
        // Whoever was about to tell them what to do may never come to that.
        children.stream().filter(child -> !child.isTold()).forEach(Child::kill);
        end(children.stream().filter(Child::isDaemon).toList());
        for (Child child : children) {
            while (EndingSignal.number() == 0 && child.isAlive()) {
                join(child, LOOK_NANOS);
            }
        }
        end(children);
        children.forEach(Child::exitCode);
    }

    /** Ends children, by force those that do not go by themselves. */
    private static void end(List<Child> children) {
        children.forEach(Child::terminate);
        long deadline = System.nanoTime() + GRACE_NANOS;
        for (Child child : children) {
            join(child, deadline - System.nanoTime());
        }
        for (Child child : children) {
            child.kill();
            join(child, GRACE_NANOS);
        }
    }

    private static void join(Child child, long nanos) {
        try {
            child.join(nanos);
        } catch (InterruptedException e) {
            // Looks at it again.
        }
    }
}
