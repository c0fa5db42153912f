package io.procession;

import io.procession.shm.RegionClosedException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A line, as its manager's server has it: calls, one after the other.
 *
 * <p><b>Interrupts.</b> While a call runs, and not a moment longer, {@link #look} interrupts it if its client has
 * cancelled it or has ended; what was noted before the call began is seen to as it begins.
 *
 * <p><b>Losses.</b> Whatever takes something out of an object for the client notes how to undo that. The undo is
 * forgotten when the next request arrives, or the reply is known to have been received; a line that ends before has it
 * done. So an item that a client has taken is in the client's hands, or still there for others, wherever the client was
 * killed. The only call to be so unsettled is a line's last.
 */
final class ServedLine {

    /** A call that takes longer is worth a look whether its client lives. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final ThreadLocal<ServedLine> CURRENT = new ThreadLocal<>();

    private final ManagerServer server;
    private final Session session;
    private final ManagerLine line;
    private final List<Runnable> undos = new ArrayList<>();
    private long last;
    /** Whether a thread sees to it. */
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean ended;
    private volatile Method calling;
    /** The rest is guarded by this: the number of the call that runs, 0 for none, and the thread that runs it. */
    private long running;
    private Thread runner;
    private long begunAt;

    ServedLine(ManagerServer server, Session session, ManagerLine line) {
        this.server = server;
        this.session = session;
        this.line = line;
    }

    /** For the call that this thread runs: what is to be done should its client never get what comes of it. */
    static void ifLost(Runnable undo) {
        ServedLine current = CURRENT.get();
        if (current != null) {
            current.undos.add(undo);
        }
    }

    /** Whether there is something to be seen to, and nobody does. */
    boolean isReady() {
        try {
            return !busy.get() && !ended && line.receiver().isReady();
        } catch (IOException | RegionClosedException e) {
            return true;
        }
    }

    /** Sees to what there is, a call or the line's end, unless another thread does. */
    void serve() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        CURRENT.set(this);
        try {
            byte[] request = line.receiver().tryReceive();
            if (request != null) {
                serve(request);
            }
        } catch (InterruptedException e) {
            // Nothing was received; the next look will find it.
        } catch (IOException | RuntimeException e) {
            end();
        } finally {
            CURRENT.set(null);
            busy.set(false);
        }
    }

    /** The client has closed the line or ended, or the server has, or what came makes no sense. */
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        server.remove(this);
        try {
            if (!line.isReceived(last)) {
                undo();
            }
        } catch (RegionClosedException e) {
            // The server has ended: nobody is left to whom it would matter.
        } finally {
            line.close();
            session.remove(this);
        }
    }

    private void undo() {
        Collections.reverse(undos);
        undos.forEach(Runnable::run);
        undos.clear();
    }

    private void serve(byte[] bytes) throws IOException {
        undos.clear();
        Request request = Request.decode(bytes);
        last = request.number();
        byte[] reply;
        begin(request);
        try {
            reply = answer(request);
        } finally {
            finish();
        }
        tell(reply);
    }

    private void tell(byte[] reply) throws IOException {
        while (true) {
            try {
                line.sender().send(reply);
                return;
            } catch (InterruptedException e) {
                // Once more: nothing was sent.
            }
        }
    }

    private synchronized void begin(Request request) {
        Caller.set(new Caller(session, request.thread()));
        running = request.number();
        runner = Thread.currentThread();
        begunAt = System.nanoTime();
        look();
    }

    /** Clears an interrupt too: whatever it was for is over. */
    private synchronized void finish() {
        running = 0;
        runner = null;
        Caller.set(null);
        Thread.interrupted();
    }

    /** Interrupts the call that runs, if nobody wants it any more. */
    synchronized void look() {
        if (running != 0 && (session.isEnded() || line.isCancelled(running))) {
            runner.interrupt();
        }
    }

    /** Whether a call runs that is worth a look whether its client lives. */
    synchronized boolean isLong() {
        return running != 0 && System.nanoTime() - begunAt > LONG_NANOS;
    }

    /** The method that runs; null if none does. */
    Method calling() {
        return calling;
    }

    Session session() {
        return session;
    }

    /** Nobody is served any more. */
    void close() {
        line.closeEnds();
    }

    private byte[] answer(Request request) {
        List<Long> granted = new ArrayList<>(0);
        try {
            Object result = call(request);
            try (Incoming crossing = new Incoming(granted)) {
                return crossing.returned(result);
            }
        } catch (Throwable e) {
            try (Incoming crossing = new Incoming(granted)) {
                return crossing.thrown(e);
            }
        }
    }

    private Object call(Request request) throws Throwable {
        ManagedObjects.Entry entry = server.objects().find(request.object());
        Object object = entry == null ? null : entry.object();
        if (object == null) {
            throw new ManagedObjectException(server.file(), "there is no object " + request.object() + ", or it is"
                + " gone since no proxy was left of it; keep a proxy in a process that goes on, or give it a name");
        }
        Face face = entry.face();
        if (face.fingerprint() != request.fingerprint() || face.method(request.method()) == null) {
            throw new ManagedObjectException(server.file(), "object " + request.object() + " is a "
                + face.type().getName() + ", and the caller takes it for something else: its class path may have "
                + "another version of that interface than the server's");
        }
        Method method = face.method(request.method());
        Object[] arguments = arguments(request, face);
        if (server.isSlow(method)) {
            Attendant.aboutToWait();
        }
        calling = method;
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            calling = null;
        }
    }

    private Object[] arguments(Request request, Face face) {
        try (Incoming crossing = new Incoming(List.of())) {
            return crossing.arguments(request);
        } catch (IOException | ClassNotFoundException e) {
            throw new ManagerException(server.file(), "an argument of " + face.describe(request.method())
                + " cannot be decoded in the server: " + e.getMessage(), e);
        }
    }

    /** What this thread decodes and encodes for its client. */
    private final class Incoming extends Crossing {

        private final List<Long> granted;

        Incoming(List<Long> granted) {
            this.granted = granted;
        }

        Object[] arguments(Request request) throws IOException, ClassNotFoundException {
            return request.arguments();
        }

        byte[] returned(Object result) {
            try {
                return Reply.returned(granted, CallValues.encode(result));
            } catch (IOException e) {
                throw new ResultNotSerializableException("the result, of type " + result.getClass().getName()
                    + ", cannot travel: " + e.getMessage() + "; register an interface of it, and it travels as a proxy",
                    e);
            }
        }

        byte[] thrown(Throwable thrown) {
            return Reply.thrown(granted, thrown);
        }

        @Override
        long serverId() {
            return server.id();
        }

        @Override
        Object replace(Object object) {
            Face face = server.face(object);
            if (face == null) {
                return object;
            }
            ManagedObjects.Entry entry = server.objects().grant(session, object, face);
            granted.add(entry.number());
            return new ObjectHandle(entry.number(), entry.face());
        }

        @Override
        Object resolve(long object, String face) {
            ManagedObjects.Entry entry = server.objects().find(object);
            Object found = entry == null ? null : entry.object();
            if (found == null) {
                throw new ManagedObjectException(server.file(), "there is no object " + object + " of " + face
                    + ", or it is gone");
            }
            return found;
        }
    }
}
