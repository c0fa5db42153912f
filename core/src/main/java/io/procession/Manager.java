package io.procession;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Ordinary objects that many processes share: Python's {@code multiprocessing.Manager}. A server process owns them, all
 * others have proxies with their ordinary interfaces. For state that is too free in its form for a {@link
 * io.procession.shm.Region}: maps, lists, priority queues, classes of one's own.
 *
 * <pre>{@code
 * try (Manager manager = Manager.start()) {
 *     ManagedMap<String, Integer> words = manager.dict();
 *     Process worker = Process.start(() -> words.merge("hello", 1, Integer::sum));
 *     words.merge("hello", 1, Integer::sum);
 *     worker.join();
 *     System.out.println(words);    // {hello=2}
 * }
 * }</pre>
 *
 * <p>{@link #start} makes the server as a daemon of this process. {@link #serve} and {@link #connect} let processes
 * meet that are not related, at a path that only their user may open; objects that all are to find there have names:
 *
 * <pre>{@code
 * ManagedMap<String, Long> totals = Manager.connect(file).named("totals", Manager::dict);
 * }</pre>
 *
 * <p><b>Proxies</b>, and managers, travel: captured in a task, sent through a queue, put into a managed map. What
 * arrives is a proxy of the same object, connected by itself. Everything else travels as a copy, there and back: a
 * plain list that a managed map returns is the caller's own, and to change it changes nothing for others. Where that is
 * not what is wanted, put {@link #list()} into it, and so on, as deep as need be.
 *
 * <p><b>Calls</b> that wait, for a lock or an item, keep nobody else waiting. A method of one's own that waits, or a
 * function that calculates for long, does so for an instant, some 70 ms at the most, and then is known for it. What a
 * method throws in the server is thrown here, with the stack that it had there, and behind that the one it has here. A
 * method that can be interrupted can be here too, and then has done nothing.
 *
 * <p><b>One's own classes</b> stand behind an interface, of which each method is a call, and nothing else is there.
 * They are called by many threads at a time, and have to see to that.
 *
 * <pre>{@code
 * interface Counter {
 *     long next();
 * }
 *
 * static final class PlainCounter implements Counter {
 *     private long count;
 *
 *     @Override
 *     public synchronized long next() {
 *         return ++count;
 *     }
 * }
 *
 * static void share(Manager manager) {
 *     manager.register(Counter.class, arguments -> new PlainCounter());
 *     Counter counter = manager.create(Counter.class);
 *     System.out.println(counter.next());
 * }
 * }</pre>
 *
 * <p><b>Lives.</b> An object lives as long as a proxy of it can be reached in any process, is on its way to one, or
 * another managed object has it. (A proxy on its way is lost with the process that has sent it.) All objects end with
 * the server.
 *
 * <p><b>Deaths.</b> When a client dies, within 250 ms its calls end, its locks are free ({@link ManagedLock#abandoned}
 * tells), its permits come back, barriers that it was in break, and what it was about to take from a queue is there for
 * others. When the server dies, all calls of its proxies, those that wait too, fail with a {@link
 * ManagerDiedException}, and so does every later one.
 *
 * <p>Safe for use by many threads.
 */
public final class Manager implements Closeable, Serializable {

    private static final long serialVersionUID = 1L;

    private static final Duration END_GRACE = Duration.ofSeconds(5);
    private static final long START_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final transient ManagerClient client;
    private final transient Runnable onClose;
    private final transient ManagerServer server;
    private transient boolean closed;

    /** One that was met, not made. */
    Manager(ManagerClient client) {
        this(client, null, () -> { });
    }

    private Manager(ManagerClient client, ManagerServer server, Runnable onClose) {
        this.client = client;
        this.server = server;
        this.onClose = onClose;
        client.use();
    }

    /**
     * Starts a server: a daemon of this process, which ends with it, or with {@link #close()}, and leaves nothing.
     *
     * @param jvmOptions for the server's JVM: {@code "-Xmx2g"}
     * @throws IllegalStateException if this process is a daemon, or is ending
     */
    public static Manager start(String... jvmOptions) {
        ManagerDoor door = Family.make(ManagerDoor::create);
        Process process = null;
        boolean isStarted = false;
        try {
            byte[] handle = handle(door);
            process = Process.builder().name("Manager-" + COUNT.incrementAndGet()).daemon(true).jvmOptions(jvmOptions)
                .start(() -> ManagerServer.run(handle));
            while (door.serverId() == 0) {
                if (!process.isAlive()) {
                    throw new ManagerException(door.file(), "the server has ended before it was ready, with exit code "
                        + process.exitCode(), process.failure().orElse(null));
                }
                LockSupport.parkNanos(START_LOOK_NANOS);
            }
            Process started = process;
            Manager manager = new Manager(ManagerClient.of(door, door.serverId()), null, () -> end(started, door));
            isStarted = true;
            return manager;
        } finally {
            if (!isStarted) {
                end(process, door);
            }
        }
    }

    private static byte[] handle(ManagerDoor door) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            door.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static void end(Process process, ManagerDoor door) {
        boolean isEnded = process == null;
        while (!isEnded) {
            process.terminate();
            try {
                isEnded = process.join(END_GRACE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!isEnded) {
                process.kill();
                process.onExit().join();
                isEnded = true;
            }
        }
        door.close();
    }

    /**
     * Serves at a path, from this process, until {@link #close()} or its end. The file that is made there is this
     * user's alone; it stays, for whoever serves next.
     *
     * @throws ManagerException if another one serves there
     * @throws io.procession.shm.RegionException if the file cannot be used: another user's, open to others, no region
     */
    public static Manager serve(Path file) {
        ManagerDoor door = ManagerDoor.open(file);
        boolean isServed = false;
        try {
            if (!door.serving().tryLock()) {
                throw new ManagerException(door.file(), "process " + door.serverPid() + " serves there; connect to it, "
                    + "or serve at another path");
            }
            ManagerServer server = new ManagerServer(door).start();
            Manager manager = new Manager(ManagerClient.of(door, server.id()), server, () -> {
                server.close();
                door.serving().unlock();
                door.close();
            });
            isServed = true;
            return manager;
        } finally {
            if (!isServed) {
                door.close();
            }
        }
    }

    /**
     * Connects to the server at a path.
     *
     * @throws ManagerException if nobody serves there
     * @throws io.procession.shm.RegionException if there is no file, or it cannot be used: another user's for one
     */
    public static Manager connect(Path file) {
        ManagerDoor door = ManagerDoor.attach(file);
        long serverId = door.serverId();
        if (!door.isServed(serverId)) {
            door.close();
            throw new ManagerException(file, "nobody serves there; Manager.serve comes first");
        }
        return new Manager(ManagerClient.of(door, serverId));
    }

    /** The file at which the server is met. */
    public Path file() {
        return client.file();
    }

    /** Whether the server lives, and this manager was not closed. */
    public synchronized boolean isOpen() {
        return !closed && client.isServed();
    }

    /** A new map. Null is neither a key nor a value. */
    public <K, V> ManagedMap<K, V> dict() {
        return made(desk().dict());
    }

    /** A new list. */
    public <E> ManagedList<E> list() {
        return made(desk().list());
    }

    /** A new set, in the order in which its elements come. */
    public <E> Set<E> set() {
        return made(desk().set());
    }

    /** A new first-in-first-out queue, of any length. */
    public <E> BlockingQueue<E> queue() {
        return queue(Integer.MAX_VALUE);
    }

    /** A new first-in-first-out queue, of so many items at the most. */
    public <E> BlockingQueue<E> queue(int max) {
        return made(desk().queue(max));
    }

    /** A new queue of which can be asked whether all is done. */
    public <E> ManagedJoinableQueue<E> joinableQueue() {
        return joinableQueue(Integer.MAX_VALUE);
    }

    /** As {@link #joinableQueue()}, of so many items at the most. */
    public <E> ManagedJoinableQueue<E> joinableQueue(int max) {
        return made(desk().joinableQueue(max));
    }

    /** A new queue that gives the least item first, in the order of the items' own. */
    public <E extends Comparable<? super E>> BlockingQueue<E> priorityQueue() {
        return made(desk().priorityQueue(null));
    }

    /** A new queue that gives the least item first, in an order that is asked in the server. */
    @SuppressWarnings("unchecked")
    public <E> BlockingQueue<E> priorityQueue(Portable.Comparator<? super E> order) {
        return made(desk().priorityQueue((Comparator<Object>) (Comparator<?>) Objects.requireNonNull(order)));
    }

    /** A new namespace. */
    public Namespace namespace() {
        return desk().namespace();
    }

    /** A new lock, which is not reentrant. */
    public ManagedLock lock() {
        return desk().lock();
    }

    /** A new reentrant lock. */
    public ManagedLock rlock() {
        return desk().rlock();
    }

    /** A new semaphore. */
    public ManagedSemaphore semaphore(int permits) {
        return desk().semaphore(permits);
    }

    /** A new semaphore that never has more permits than at first. */
    public ManagedSemaphore boundedSemaphore(int permits) {
        return desk().boundedSemaphore(permits);
    }

    /** A condition of a new reentrant lock. That of any other is {@link ManagedLock#newCondition}. */
    public ManagedCondition condition() {
        return rlock().newCondition();
    }

    /** A new event, not set. */
    public ManagedEvent event() {
        return desk().event();
    }

    /** A new barrier. */
    public ManagedBarrier barrier(int parties) {
        return desk().barrier(parties, null);
    }

    /** A new barrier with an action that is run in the server each time that all have come. */
    public ManagedBarrier barrier(int parties, Job action) {
        return desk().barrier(parties, Objects.requireNonNull(action));
    }

    /** A new variable. */
    public <T> ManagedValue<T> value(T initial) {
        return made(desk().value(initial));
    }

    /** A new array of these elements. */
    public <E> ManagedArray<E> array(Collection<? extends E> initial) {
        return made(desk().array(initial.toArray()));
    }

    /**
     * From now on any client can {@link #create} objects of an interface, and what the server's objects take or return
     * that has it travels as a proxy. A later factory for the same interface takes the place of this one.
     *
     * @param factory makes an object of the arguments of {@code create}; run in the server
     * @throws IllegalArgumentException if the type is no interface
     * @throws TaskNotSerializableException if the factory has captured what cannot travel
     */
    public <T> void register(Class<T> type, Fn<Object[], ? extends T> factory) {
        desk().register(Face.of(type).type().getName(), Objects.requireNonNull(factory));
    }

    /**
     * Makes an object of a registered interface.
     *
     * @throws ManagedObjectException if there is no factory for it
     */
    public <T> T create(Class<T> type, Object... arguments) {
        try {
            return type.cast(desk().create(Face.of(type).type().getName(), arguments));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ManagerException(file(), "the factory for " + type.getName() + " has failed: " + e, e);
        }
    }

    /**
     * The object of a name, made first if there is none. Of those who make one at the same moment all get the same. It
     * lives as long as the server.
     *
     * @param maker makes a managed object: {@code Manager::dict}
     */
    @SuppressWarnings("unchecked")
    public <T> T named(String name, Function<? super Manager, ? extends T> maker) {
        Object found = desk().named(name);
        return (T) (found != null ? found : desk().name(name, Objects.requireNonNull(maker.apply(this))));
    }

    /** Waits until the server has ended, or, where it is this process that serves, until {@link #close()}. */
    public void join() throws InterruptedException {
        if (server != null) {
            server.await();
        }
        while (client.isServed()) {
            Thread.sleep(TimeUnit.NANOSECONDS.toMillis(100 * START_LOOK_NANOS));
        }
    }

    /**
     * Ends this process' use of the server: its proxies are of no use any more. The server ends if this manager has
     * {@linkplain #start started} it, or {@linkplain #serve serves}. Idempotent.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        client.leave();
        onClose.run();
    }

    /** Where it is this process that serves: the server's objects. */
    ManagedObjects objects() {
        return server.objects();
    }

    private synchronized Desk desk() {
        if (closed) {
            throw new IllegalStateException("the manager at " + file() + " was closed");
        }
        return client.desk();
    }

    /** A new object holds nothing yet that would have a type. */
    @SuppressWarnings("unchecked")
    private static <T> T made(Object object) {
        return (T) object;
    }

    /** Where the server is met. */
    @Override
    public String toString() {
        return "Manager[" + file() + (isOpen() ? "]" : ", closed]");
    }

    private Object writeReplace() {
        return new ManagerHandle(client);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a manager travels as a handle");
    }
}
