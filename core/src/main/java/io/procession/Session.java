package io.procession;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A client, as its manager's server knows it: its lines, its references, and what it holds.
 *
 * <p>It ends with its last line, or as soon as one of its lines ends, or a call of its takes long, and its process is
 * found dead. Then its calls that still wait are interrupted, what it held is given back, and its references go: each
 * once, for whatever comes too late finds it ended.
 */
final class Session {

    private final long client;
    private final ManagerDoor door;
    private final int member;
    private final ManagedObjects objects;
    private final Set<ServedLine> lines = new HashSet<>();
    private final Set<Holding> holdings = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Runnable onEnd;
    private volatile boolean ended;

    Session(Hello hello, ManagerDoor door, ManagedObjects objects, Runnable onEnd) {
        this.client = hello.client();
        this.door = door;
        this.member = hello.member();
        this.objects = objects;
        this.onEnd = onEnd;
    }

    /** What a client has for a while, and gives back at its end. */
    interface Holding {

        /** The client has ended; called once, without any lock. */
        void left(Session session);
    }

    long client() {
        return client;
    }

    boolean isEnded() {
        return ended;
    }

    /** One more line; false if the session has ended. */
    synchronized boolean add(ServedLine line) {
        return !ended && lines.add(line);
    }

    /** One line less. */
    void remove(ServedLine line) {
        boolean isLast;
        synchronized (this) {
            lines.remove(line);
            isLast = lines.isEmpty();
        }
        if (isLast) {
            end();
        } else {
            endIfDead();
        }
    }

    /** Ends if the client's process has. */
    void endIfDead() {
        if (!ended && !door.isAlive(member)) {
            end();
        }
    }

    /** Ends, unless it has: what it held is given back. */
    void end() {
        List<Holding> left;
        List<ServedLine> busy;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            left = new ArrayList<>(holdings);
            holdings.clear();
            busy = new ArrayList<>(lines);
        }
        busy.forEach(ServedLine::look);
        left.forEach(holding -> holding.left(this));
        objects.forget(this);
        onEnd.run();
    }

    /** Notes something that the client has; false if it has ended, and so does not get it. */
    synchronized boolean hold(Holding holding) {
        if (!ended) {
            holdings.add(holding);
        }
        return !ended;
    }

    synchronized void drop(Holding holding) {
        holdings.remove(holding);
    }
}
