package io.procession;

import io.procession.shm.Event;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.RuntimeDirectory;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker does first, done beforehand, so that all that it takes is loaded: by a spare while it waits, and by the
 * JVM whose classes become an archive.
 *
 * <p>It is a list of tasks, written by the parent and run as any task is:
 *
 * <pre>
 *   MAGIC        int, where an assignment has its own
 *   count        int
 *   of each      length of its definition, int; the definition, for a {@link Callee}
 * </pre>
 *
 * <p>No class of the user's is loaded, nothing that another process has made is attached, and what is made here is gone
 * when it is over: from a spare that is killed in the middle, when the next process makes a region. A task that throws
 * an exception is left out: who needs what it does finds out why. After an error, which may have left classes that
 * cannot be used, a spare ends.
 */
final class Rehearsal {

    /** In the place of an assignment's magic number. */
    static final int MAGIC = 0x50525331;
    /** What a spare is told when it is taken. */
    static final byte TAKEN = 1;

    /** As the names of anonymous regions begin: so what a killed spare leaves is swept with them. */
    private static final String PREFIX = "region-";

    /** What a worker loads besides, which cannot be done twice in a process. */
    private static final String[] OTHERS = {"Assignment", "Worker$Lifeline", "Self", "Process", "ExitNote"};

    /** Longer than anybody spins: what it takes to sleep is to be loaded. */
    private static final Duration SLEEP = Duration.ofMillis(20);

    private static final String PACKAGE = Rehearsal.class.getPackageName() + ".";
    /** What those methods are called that do what their class does in a worker. */
    private static final String REHEARSE = "rehearse";

    /** What deletes what a rehearsed queue has left; null if this process uses none. */
    private static Runnable queueSweeper;
    private static boolean isPoolExpected;

    private Rehearsal() {
    }

    /** This process uses queues, and so may its workers. */
    static synchronized void expectQueue(Runnable sweeper) {
        queueSweeper = sweeper;
    }

    /** Deletes what has been left by JVMs that were killed while they rehearsed. */
    static void sweep() {
        Region.sweep();
        Runnable sweeper;
        synchronized (Rehearsal.class) {
            sweeper = queueSweeper;
        }
        if (sweeper != null) {
            sweeper.run();
        }
    }

    /** This process uses pools, and so its workers may be those of one. */
    static synchronized void expectPool() {
        isPoolExpected = true;
    }

    /** Whether this process has used a queue. */
    static synchronized boolean isQueueExpected() {
        return queueSweeper != null;
    }

    /** What a worker of this process is likely to do. */
    static synchronized byte[] likely() {
        return message(isPoolExpected, queueSweeper != null);
    }

    /** As bytes for a JVM that rehearses. */
    static byte[] message(boolean withPool, boolean withQueue) {
        String text = "text";
        Integer number = 1;
        List<Task> tasks = List.of(() -> load(), () -> share(), () -> text.length(), () -> text.charAt(number),
            () -> List.of(text, number, text), () -> List.of(text, number, text.length(), number));
        List<byte[]> definitions = new ArrayList<>();
        for (Task task : tasks) {
            definitions.add(FunctionCode.bound(task).definition().bytes());
        }
        if (withPool) {
            definitions.add(Callee.definition(PACKAGE + "PoolWorker", REHEARSE));
        }
        if (withQueue) {
            definitions.add(Callee.definition(PACKAGE + "Queue", REHEARSE));
        }
        ByteBuffer message = ByteBuffer.allocate(definitions.stream().mapToInt(bytes -> Integer.BYTES + bytes.length)
            .sum() + 2 * Integer.BYTES).putInt(MAGIC).putInt(definitions.size());
        definitions.forEach(bytes -> message.putInt(bytes.length).put(bytes));
        return message.array();
    }

    /**
     * Runs what the rest of a message says, but no more of it once this spare was taken, and then waits for that. Until
     * then Ctrl-C, which reaches spares too, is the parent's to act upon.
     *
     * @return false if nobody will take it any more
     */
    static boolean runUntilTaken(DataInputStream in) throws IOException, ReflectiveOperationException {
        Object interrupts = EndingSignal.ignoreInterrupts();
        List<byte[]> definitions = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            definitions.add(in.readNBytes(in.readInt()));
        }
        int next = 0;
        while (next < definitions.size() && in.available() == 0) {
            if (!run(definitions.get(next++))) {
                return false;
            }
        }
        if (in.available() == 0) {
            // What was made for it is unmapped, and the heap is small again.
            System.gc();
        }
        boolean isTaken = in.read() == TAKEN;
        EndingSignal.heedInterrupts(interrupts);
        return isTaken;
    }

    private static boolean run(byte[] definition) {
        try {
            Callee.read(definition).bind(null).call();
            return true;
        } catch (Throwable e) {
            return e instanceof Exception;
        }
    }

    private static void load() throws ClassNotFoundException {
        for (String name : OTHERS) {
            Class.forName(PACKAGE + name);
        }
        new Parent(0).end();
    }

    /** Takes shared objects as if others had made them: of a region that it makes and leaves, by another name. */
    private static void share() throws Exception {
        Path left = RuntimeDirectory.newFile(PREFIX);
        try {
            try (Region made = Region.create(2 * Region.MIN_CAPACITY)) {
                Files.createLink(left, made.file());
            }
            try (Region region = Region.attach(left)) {
                use((Lock) arrived(Lock.create(region)), (LongValue) arrived(LongValue.create(region, 0)),
                    (Event) arrived(Event.create(region)));
            }
        } finally {
            RuntimeDirectory.delete(left);
        }
    }

    private static Object arrived(Object object) throws IOException, ClassNotFoundException {
        return Values.decode(Values.encode(object), null);
    }

    private static void use(Lock lock, LongValue value, Event event) throws InterruptedException {
        try {
            lock.lock();
            value.incrementAndGet();
            lock.unlock();
            event.await(SLEEP);
            event.set();
        } finally {
            lock.region().close();
        }
    }
}
