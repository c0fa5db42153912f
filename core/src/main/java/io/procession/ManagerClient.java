package io.procession;

import io.procession.shm.RegionClosedException;
import io.procession.shm.RegionException;
import io.procession.shm.RingSender;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * This process as a client of one manager's server: the one way in which its proxies call. There is one client for each
 * server, whatever {@link Manager}s and proxies there are, since a lock's owner is a thread of a client.
 *
 * <p>A call takes an idle line, or makes one: so there are as many lines as there were calls at one time, and one that
 * waits holds up no other.
 */
final class ManagerClient {

    /** How long a server that has left a line may look alive. */
    private static final long DYING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_MILLIS = 1;

    private static final Map<Long, ManagerClient> CLIENTS = new HashMap<>();

    private final ManagerDoor door;
    private final long serverId;
    private final long serverPid;
    private final long id = ThreadLocalRandom.current().nextLong();
    private final Face deskFace = Face.of(Desk.class);
    private final Desk desk;
    private final ConcurrentLinkedDeque<ClientLine> idle = new ConcurrentLinkedDeque<>();
    private final Set<ClientLine> lines = ConcurrentHashMap.newKeySet();
    private final AtomicReference<RingSender> sender = new AtomicReference<>();
    private final Releases releases;
    private int users;
    private volatile boolean died;
    private volatile boolean closed;

    private ManagerClient(ManagerDoor door, long serverId) {
        this.door = door;
        this.serverId = serverId;
        this.serverPid = door.serverPid();
        this.desk = (Desk) Proxies.make(RemoteReference.uncounted(this, Desk.NUMBER, deskFace));
        this.releases = new Releases(desk);
    }

    /** This process' client of a server, which is made if there is none. */
    static ManagerClient of(ManagerDoor door, long serverId) {
        synchronized (CLIENTS) {
            ManagerClient known = CLIENTS.get(serverId);
            if (known == null || known.closed) {
                known = new ManagerClient(door, serverId);
                CLIENTS.put(serverId, known);
            }
            return known;
        }
    }

    /** Reads what {@link #write} has written; one whose server is not there any more tells so with each call. */
    static ManagerClient read(DataInput in) throws IOException {
        long serverId = in.readLong();
        long serverPid = in.readLong();
        String file = in.readUTF();
        byte[] handle = new byte[in.readUnsignedShort()];
        in.readFully(handle);
        synchronized (CLIENTS) {
            ManagerClient known = CLIENTS.get(serverId);
            if (known != null && !known.closed) {
                return known;
            }
        }
        try {
            return of(ManagerDoor.read(new DataInputStream(new ByteArrayInputStream(handle))),
                serverId);
        } catch (RegionException e) {
            throw new ManagerDiedException(Path.of(file), serverPid);
        }
    }

    /** Writes where the server is. */
    void write(DataOutput out) throws IOException {
        ByteArrayOutputStream handle = new ByteArrayOutputStream();
        door.write(new DataOutputStream(handle));
        out.writeLong(serverId);
        out.writeLong(serverPid);
        out.writeUTF(door.file().toString());
        out.writeShort(handle.size());
        out.write(handle.toByteArray());
    }

    long serverId() {
        return serverId;
    }

    Path file() {
        return door.file();
    }

    Desk desk() {
        return desk;
    }

    boolean isServed() {
        return !closed && !died && door.isServed(serverId);
    }

    /** One more that closes it. */
    void use() {
        synchronized (CLIENTS) {
            users++;
        }
    }

    /** One of those that use it needs it no more; with the last one it ends, and with it all proxies. */
    void leave() {
        synchronized (CLIENTS) {
            if (--users > 0) {
                return;
            }
            closed = true;
            CLIENTS.remove(serverId, this);
        }
        lines.forEach(ClientLine::discard);
        RingSender opened = sender.get();
        if (opened != null) {
            opened.close();
        }
    }

    /** Calls a method of an object. What it throws comes as it is. */
    Object call(long object, Face face, int method, Object[] arguments) throws Throwable {
        checkUsable();
        try (Outgoing crossing = new Outgoing()) {
            byte[] request = Request.encode(object, Thread.currentThread().getId(), face, method, arguments);
            byte[] reply = exchange(request, face.isInterruptible(method));
            try {
                return result(reply, crossing);
            } finally {
                crossing.releaseUnused();
            }
        } finally {
            Reference.reachabilityFence(arguments);
        }
    }

    private byte[] exchange(byte[] request, boolean interruptible) throws InterruptedException {
        ClientLine line = null;
        boolean isIntact = false;
        try {
            line = idle.pollFirst();
            if (line == null) {
                line = newLine();
            }
            byte[] reply = line.exchange(request, interruptible);
            isIntact = true;
            return reply;
        } catch (InterruptedException e) {
            isIntact = true;
            throw e;
        } catch (IOException | RegionClosedException e) {
            throw ended(e);
        } finally {
            if (isIntact && !closed) {
                idle.addFirst(line);
            } else if (line != null) {
                lines.remove(line);
                line.discard();
            }
        }
    }

    private Object result(byte[] reply, Outgoing crossing) throws Throwable {
        crossing.granted(Reply.granted(reply));
        if (Reply.isThrown(reply)) {
            throw Reply.failure(reply);
        }
        try {
            return Reply.result(reply);
        } catch (IOException | ClassNotFoundException e) {
            throw new ManagerException(door.file(), "a result cannot be decoded here: " + e.getMessage(), e);
        }
    }

    private ClientLine newLine() throws IOException {
        ManagerLine.Made made = ManagerLine.make();
        ClientLine line = new ClientLine(door, serverId, made);
        boolean isSent = false;
        try {
            knock(new Hello(serverId, id, door.member()).encode(made.hello()));
            isSent = true;
        } finally {
            if (!isSent) {
                line.discard();
            }
        }
        lines.add(line);
        return line;
    }

    private void knock(byte[] hello) throws IOException {
        boolean interrupted = false;
        while (true) {
            try {
                sender().send(hello);
                door.work().signal();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private RingSender sender() {
        RingSender known = sender.get();
        if (known == null) {
            known = door.ring().sender();
            if (!sender.compareAndSet(null, known)) {
                known.close();
                known = sender.get();
            }
        }
        return known;
    }

    private void checkUsable() {
        if (closed) {
            throw closedHere();
        }
        if (died) {
            throw new ManagerDiedException(door.file(), serverPid);
        }
    }

    private IllegalStateException closedHere() {
        return new IllegalStateException("the manager at " + door.file() + " was closed in this process");
    }

    /** Why a line is of no use any more. */
    private RuntimeException ended(Exception cause) {
        if (closed || !door.isOpen()) {
            return closedHere();
        }
        long begun = System.nanoTime();
        while (door.isServed(serverId)) {
            if (System.nanoTime() - begun > DYING_NANOS) {
                return new ManagerException(door.file(), "the server, process " + serverPid
                    + ", has given up the connection for this call", cause);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
        died = true;
        return new ManagerDiedException(door.file(), serverPid);
    }

    /** Holds an object for whoever gets a handle of it. */
    long pass(long object) {
        long pass = desk.pass(object);
        Transit.note(() -> {
            if (isUsable()) {
                releases.forget(pass);
            }
        });
        return pass;
    }

    /** The proxy of an object that was sent here. If the object, or the server, is gone, each of its calls says so. */
    Object arrive(long object, String face, long pass) {
        boolean isThere = false;
        try {
            isThere = desk.arrive(object, pass);
        } catch (ManagerDiedException e) {
            // Its calls will tell.
        }
        Face known = face(face);
        return Proxies.make(isThere ? RemoteReference.counted(this, object, known)
            : RemoteReference.uncounted(this, object, known));
    }

    private Face face(String name) {
        try {
            return Face.of(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new ManagedObjectException(door.file(), "the interface " + name + " is not on this process' class "
                + "path", e);
        }
    }

    /** A counted reference cannot be reached any more. */
    void release(long object) {
        if (isUsable()) {
            releases.release(object);
        }
    }

    private boolean isUsable() {
        return !closed && !died;
    }

    /**
     * A call, as its client sees it: knows which references came with the reply, and gives those back that no proxy was
     * made of, since the rest could not be decoded.
     */
    private final class Outgoing extends Crossing {

        private long[] granted = {};

        void granted(long[] objects) {
            granted = objects;
        }

        @Override
        long serverId() {
            return serverId;
        }

        @Override
        Object replace(Object object) {
            return object;
        }

        @Override
        Object resolve(long object, String face) {
            Face known = face(face);
            for (int i = 0; i < granted.length; i++) {
                if (granted[i] == object) {
                    granted[i] = Desk.NUMBER;
                    return Proxies.make(RemoteReference.counted(ManagerClient.this, object, known));
                }
            }
            throw new IllegalStateException("a managed object without a reference to it");
        }

        void releaseUnused() {
            for (long object : granted) {
                if (object != Desk.NUMBER) {
                    release(object);
                }
            }
        }
    }
}
