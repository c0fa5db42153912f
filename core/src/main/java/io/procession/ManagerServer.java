package io.procession;

import io.procession.shm.RegionClosedException;
import io.procession.shm.RingReceiver;
import io.procession.shm.RingSender;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The objects of a manager, and the threads that call them for its clients, in the process that owns them.
 *
 * <p>An {@link Attendant} looks at the {@link ManagerDoor}, where is heard who has made a new line, and at all lines.
 * One more thread, the watch, looks after calls that wait. A client that dies while no call of its runs is noticed at
 * the end of its line; one that dies while a call runs, by the watch. An interrupt is noticed by the watch, too: at
 * once, since the client raises the alarm.
 */
final class ManagerServer {

    private static final long WATCH_MILLIS = 20;

    private final ManagerDoor door;
    private final long id;
    private final RingReceiver receiver;
    /** Lest the door looks closed when there is no client. */
    private final RingSender own;
    private final ManagedObjects objects = new ManagedObjects();
    private final Faces faces = new Faces();
    private final List<ServedLine> lines = new CopyOnWriteArrayList<>();
    private final Attendants attendants = new Attendants(this);
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
        Thread watch = new Thread(null, this::watch, "procession-watch", 0, false);
        watch.setDaemon(true);
        watch.start();
        attendants.start();
        door.begin(id);
        return this;
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
        lines.forEach(ServedLine::close);
        List<Session> left;
        synchronized (sessions) {
            left = List.copyOf(sessions.values());
        }
        left.forEach(Session::end);
        ended.countDown();
        if (door.isOpen()) {
            door.work().signal();
            door.alarm().signal();
        }
    }

    boolean isEnded() {
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

    ManagerDoor door() {
        return door;
    }

    List<ServedLine> lines() {
        return lines;
    }

    boolean isSlow(Method method) {
        return attendants.isSlow(method);
    }

    void remove(ServedLine line) {
        lines.remove(line);
    }

    /** Whether there is something to do that nobody does. */
    boolean isAnythingReady() {
        for (ServedLine line : lines) {
            if (line.isReady()) {
                return true;
            }
        }
        return isHelloReady() || isEnded();
    }

    /** Whether somebody has made a new line. */
    boolean isHelloReady() {
        try {
            return receiver.isReady();
        } catch (IOException e) {
            return false;
        }
    }

    /** Admits who has made a new line. */
    void hear() {
        try {
            byte[] hello = receiver.tryReceive();
            if (hello != null) {
                admit(hello);
            }
        } catch (InterruptedException e) {
            // Nothing was received; the next look will find it.
        } catch (IOException e) {
            close();
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
        ServedLine served;
        synchronized (sessions) {
            Session session = sessions.computeIfAbsent(hello.client(), client -> new Session(hello, door, objects,
                () -> forget(client)));
            served = new ServedLine(this, session, line);
            if (!session.add(served)) {
                line.closeEnds();
                return;
            }
        }
        lines.add(served);
        if (isEnded()) {
            served.close();
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
                door.alarm().await(WATCH_MILLIS, TimeUnit.MILLISECONDS, () -> door.alarms() != before || isEnded());
                seen = door.alarms();
                attendants.watch();
                for (ServedLine line : lines) {
                    if (line.isLong()) {
                        line.session().endIfDead();
                    }
                    line.look();
                }
            } catch (InterruptedException e) {
                // Looks on.
            } catch (RegionClosedException e) {
                close();
            }
        }
    }
}
