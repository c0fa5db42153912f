package io.procession;

import io.procession.shm.RegionClosedException;
import io.procession.shm.RingReceiver;
import io.procession.shm.RingSender;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The objects of a manager, and the threads that call them for its clients, in the process that owns them.
 *
 * <p>One thread hears at the {@link ManagerDoor} who has made a new line; each line has an {@link Attendant}; one more
 * thread, the watch, looks after calls that wait. A client that dies while no call of its runs is noticed by the
 * attendant, at the end of its line; one that dies while a call runs, by the watch. An interrupt is noticed by the
 * watch, too: at once, since the client raises the alarm.
 */
final class ManagerServer {

    private static final long WATCH_MILLIS = 40;

    private final ManagerDoor door;
    private final long id;
    private final RingReceiver receiver;
    /** Lest the door looks closed when there is no client. */
    private final RingSender own;
    private final ManagedObjects objects = new ManagedObjects();
    private final Faces faces = new Faces();
    private final Set<Attendant> attendants = ConcurrentHashMap.newKeySet();
    private final Map<Long, Session> sessions = new HashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    ManagerServer(ManagerDoor door) {
        this.door = door;
        this.id = newId();
        this.receiver = door.ring().receiver();
        this.own = door.ring().sender();
        objects.keep(Desk.NUMBER, Face.of(Desk.class), new ServedDesk(door.file(), objects, faces));
    }

    private static long newId() {
        long id = 0;
        while (id == 0) {
            id = ThreadLocalRandom.current().nextLong();
        }
        return id;
    }

    /** What a process does that is a server. */
    static void run(byte[] doorHandle) throws Exception {
        EndingSignal.ignoreInterrupts();
        new ManagerServer(ManagerDoor.read(new DataInputStream(new ByteArrayInputStream(doorHandle)))).start().await();
    }

    /** From now on serves whoever comes. */
    ManagerServer start() {
        daemon("procession-door", this::hear).start();
        daemon("procession-watch", this::watch).start();
        door.begin(id);
        return this;
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Waits until it has ended. */
    void await() throws InterruptedException {
        ended.await();
    }

    /** Serves nobody any more, and tells all who wait. Idempotent. */
    void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (door.isOpen()) {
            door.end();
        }
        receiver.close();
        own.close();
        attendants.forEach(Attendant::close);
        ended.countDown();
    }

    private boolean isEnded() {
        return closed.get();
    }

    long id() {
        return id;
    }

    Path file() {
        return door.file();
    }

    ManagedObjects objects() {
        return objects;
    }

    /** The face that an object travels with; null for what travels as a copy. */
    Face face(Object object) {
        return faces.of(object);
    }

    void remove(Attendant attendant) {
        attendants.remove(attendant);
    }

    private void hear() {
        while (!isEnded()) {
            try {
                admit(receiver.receive());
            } catch (InterruptedException e) {
                // Once more: nothing was received.
            } catch (IOException | RegionClosedException e) {
                close();
            }
        }
    }

    private void admit(byte[] message) {
        try {
            Hello hello = Hello.decode(message);
            if (hello.serverId() == id) {
                admit(hello, ManagerLine.read(message, Hello.HEADER_BYTES));
            }
        } catch (IOException | RuntimeException e) {
            // Who has made the line is gone already, or what it says makes no sense: it waits in vain until it looks.
        }
    }

    private void admit(Hello hello, ManagerLine line) {
        Session session;
        Attendant attendant;
        synchronized (sessions) {
            session = sessions.computeIfAbsent(hello.client(), client -> new Session(hello, door, objects,
                () -> forget(client)));
            attendant = new Attendant(this, session, line);
            if (!session.add(attendant)) {
                line.closeEnds();
                return;
            }
        }
        attendants.add(attendant);
        attendant.start();
        if (isEnded()) {
            attendant.close();
        }
    }

    private void forget(long client) {
        synchronized (sessions) {
            sessions.remove(client);
        }
    }

    private void watch() {
        long seen = 0;
        while (!isEnded()) {
            try {
                long before = seen;
                door.alarm().await(WATCH_MILLIS, TimeUnit.MILLISECONDS, () -> door.alarms() != before);
                seen = door.alarms();
                for (Attendant attendant : attendants) {
                    if (attendant.isLong()) {
                        attendant.session().endIfDead();
                    }
                    attendant.look();
                }
            } catch (InterruptedException e) {
                // Looks on.
            } catch (RegionClosedException e) {
                close();
            }
        }
    }
}
