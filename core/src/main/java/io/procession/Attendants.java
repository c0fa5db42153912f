package io.procession;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** The threads of a manager's server: who leads, and who might. */
final class Attendants {

    /** A method may have been slow for want of a processor. */
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ManagerServer server;
    private final AtomicReference<Attendant> leader = new AtomicReference<>();
    private final Deque<Attendant> spares = new ArrayDeque<>();
    private final Set<Method> slow = ConcurrentHashMap.newKeySet();
    /** Of the watch. */
    private long forgottenAt = System.nanoTime();

    Attendants(ManagerServer server) {
        this.server = server;
    }

    /** From now on there is a leader. */
    void start() {
        handOver(null);
    }

    boolean isLeader(Attendant attendant) {
        return leader.get() == attendant;
    }

    /** Has another one lead, if this one does. */
    void handOver(Attendant from) {
        if (leader.get() != from) {
            return;
        }
        Attendant spare = takeSpare();
        Attendant next = spare == null ? new Attendant(this, server) : spare;
        if (!leader.compareAndSet(from, next)) {
            if (spare != null) {
                addSpare(spare);
            }
        } else if (spare == null) {
            start(next, from);
        } else {
            LockSupport.unpark(next);
        }
    }

    /** Where the system has no thread left, the lead stays where it was. */
    private void start(Attendant next, Attendant from) {
        boolean isStarted = false;
        try {
            next.start();
            isStarted = true;
        } finally {
            if (!isStarted) {
                leader.compareAndSet(next, from);
            }
        }
    }

    /** Has another one lead if the leader does not come to look at lines. */
    void watch() {
        if (System.nanoTime() - forgottenAt > MEMORY_NANOS) {
            slow.clear();
            forgottenAt = System.nanoTime();
        }
        Attendant current = leader.get();
        if (current != null && current.isStuck()) {
            Method calling = current.calling();
            if (calling != null) {
                slow.add(calling);
            }
            handOver(current);
        }
    }

    /** Whether a method was found to keep its caller waiting. */
    boolean isSlow(Method method) {
        return !slow.isEmpty() && slow.contains(method);
    }

    private synchronized Attendant takeSpare() {
        return spares.pollFirst();
    }

    /** The last to come is the first to go: it is still warm. */
    synchronized void addSpare(Attendant attendant) {
        spares.addFirst(attendant);
    }

    /** False if it was just taken. */
    synchronized boolean removeSpare(Attendant attendant) {
        return spares.remove(attendant);
    }
}
