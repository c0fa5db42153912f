package io.procession;

import java.io.Closeable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A persistent first-in-first-out queue between processes: Python's {@code multiprocessing.Queue}, with the manners of
 * {@link java.util.concurrent.LinkedBlockingQueue}.
 *
 * <pre>{@code
 * Queue<String> lines = Queue.create(1_000);
 * Process worker = Process.start(() -> {
 *     for (String line; !(line = lines.take()).isEmpty(); ) {
 *         System.out.println(line.length());
 *     }
 * });
 * lines.put("first in, first out");
 * lines.put("");
 * worker.join();
 * }</pre>
 *
 * <p>Any number of threads of any number of processes put and take. Each item goes to exactly one taker; those of one
 * putter are taken in the order in which they were put. What was done before a put is seen by whoever takes the item.
 * Items are encoded by a {@link Codec}; of an item that is taken one gets a copy.
 *
 * <p><b>Durability.</b> An item that was put is in a file: every process may be killed, and what was not taken is there
 * when the queue is opened again. It need not be on the disk yet when the power goes: {@link QueueOptions#synced} is
 * for who cares. A queue that was {@linkplain #open opened} by a path stays there until its directory is deleted; an
 * {@linkplain #create anonymous} one is gone when the process that made it closes it or ends. Files are deleted when
 * all in them is taken, so that the disk holds what waits, and some 6 MB; up to 48 MB while more than 100 MB a second
 * go through the queue, where there is much more than that free. An item may have up to 256 MiB, encoded.
 *
 * <p><b>Deaths.</b> A process that is killed while it puts has put the item wholly or not at all; one that is killed
 * while it takes has taken it (and it is lost with the process: {@link JoinableQueue} hands it out again) or not.
 * Others go on within 250 ms.
 *
 * <p><b>Shutdown.</b> After {@link #shutDown} nothing can be put; takers get what is left, and then a {@link
 * QueueShutDownException}, also those that wait. No item need say that it is the last.
 *
 * <p><b>Bounds.</b> {@link #put} waits while {@code maxSize} items wait; the bound is kept exactly, over all processes.
 *
 * <p>The iterator is weakly consistent. Null is refused. An item that cannot be encoded is an {@link
 * IllegalArgumentException} that names what in it cannot; one that cannot be decoded, where it is taken, a {@link
 * QueueItemException}, and those behind it can be taken. The first use of a queue in a process takes some tenths of a
 * second, in which Chronicle Queue is loaded.
 *
 * <p>A queue is serializable as a handle: what arrives in another process is the same queue.
 *
 * @param <E> what is put, and serializable if its codec needs that
 */
public sealed class Queue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Closeable, Serializable
    permits JoinableQueue {

    private static final long serialVersionUID = 1L;

    private static final int MAX_PRINTED = 100;

    /** Those that handles have led to, by their regions' files: what arrives again is the same object. */
    private static final Map<Path, Queue<?>> ARRIVED = new HashMap<>();

    private final transient QueueFiles files;
    private final transient Fifo fifo;
    private final transient Codec codec;
    private final transient boolean synced;

    Queue(QueueFiles files, QueueOptions options, boolean finishable) {
        Rehearsal.expectQueue(QueueFiles::sweep);
        this.files = files;
        this.codec = options.codec();
        this.synced = options.synced();
        boolean made = false;
        try {
            this.fifo = new Fifo(files.region(), files.directory(), options.maxSize(), synced, finishable);
            made = true;
        } finally {
            if (!made) {
                files.close();
            }
        }
    }

    /** A new anonymous queue without a bound. */
    public static <E> Queue<E> create() {
        return create(QueueOptions.DEFAULT);
    }

    /** A new anonymous queue in which up to so many items may wait. */
    public static <E> Queue<E> create(int maxSize) {
        return create(QueueOptions.DEFAULT.maxSize(maxSize));
    }

    /** A new anonymous queue. */
    public static <E> Queue<E> create(QueueOptions options) {
        return new Queue<>(QueueFiles.create(), options, false);
    }

    /** The queue in a directory, made without a bound if there is none. */
    public static <E> Queue<E> open(Path directory) {
        return open(directory, QueueOptions.DEFAULT);
    }

    /** The queue in a directory, made if there is none, in which up to so many items may wait. */
    public static <E> Queue<E> open(Path directory, int maxSize) {
        return open(directory, QueueOptions.DEFAULT.maxSize(maxSize));
    }

    /**
     * The queue in a directory, made if there is none. The directory's parent must exist.
     *
     * @throws QueueFormatException if the directory holds something else, a joinable queue, one with another bound, or
     *     of another version
     * @throws QueueException if the directory cannot be used
     * @throws io.procession.shm.RegionException if the region in it is not sound, or one of them another user's
     */
    public static <E> Queue<E> open(Path directory, QueueOptions options) {
        return new Queue<>(QueueFiles.open(directory), options, false);
    }

    /** The directory of its files. */
    public final Path directory() {
        return files.directory();
    }

    /**
     * Puts an item, waiting for room if the queue is full.
     *
     * @throws QueueShutDownException if the queue was shut down, also while it waits
     * @throws QueueSpaceException if the file system is full
     */
    @Override
    public final void put(E item) throws InterruptedException {
        byte[] encoded = encode(item);
        throwIfInterrupted();
        if (!fifo.tryPut(encoded, false)) {
            fifo.notFull().await(() -> mayPut() && fifo.tryPut(encoded, false));
        }
    }

    /** As {@link #put}, waiting for some time at the longest; says whether the item was put. */
    @Override
    public final boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        byte[] encoded = encode(item);
        throwIfInterrupted();
        return fifo.tryPut(encoded, false)
            || fifo.notFull().await(time, unit, () -> mayPut() && fifo.tryPut(encoded, false));
    }

    /** As {@link #put}, without waiting; says whether the item was put. */
    @Override
    public final boolean offer(E item) {
        return fifo.tryPut(encode(item), true);
    }

    /** Whether it is worth the lock. */
    private boolean mayPut() {
        return fifo.size() < fifo.maxSize() || fifo.isShutDown();
    }

    /**
     * Takes the next item, waiting for one if the queue is empty.
     *
     * @throws QueueShutDownException if the queue was shut down, and is empty, also while it waits
     * @throws QueueItemException if the item cannot be decoded; it is taken
     * @throws QueueFormatException if the queue's files are not sound; nothing was taken
     */
    @Override
    public final E take() throws InterruptedException {
        throwIfInterrupted();
        Fifo.Taken taken = fifo.tryTake(false);
        if (taken == null) {
            Taking taking = new Taking();
            fifo.notEmpty().await(taking);
            taken = taking.taken;
        }
        return accept(taken, true);
    }

    /** As {@link #take}, waiting for some time at the longest; null if nothing came. */
    @Override
    public final E poll(long time, TimeUnit unit) throws InterruptedException {
        throwIfInterrupted();
        Fifo.Taken taken = fifo.tryTake(false);
        boolean drained = false;
        if (taken == null) {
            Taking taking = new Taking();
            drained = fifo.notEmpty().await(time, unit, taking);
            taken = taking.taken;
        }
        return accept(taken, drained);
    }

    /** As {@link #take}, without waiting; null if the queue is empty. */
    @Override
    public final E poll() {
        Fifo.Taken taken = fifo.tryTake(true);
        return accept(taken, taken == null && isDrained());
    }

    private E accept(Fifo.Taken taken, boolean drained) {
        if (taken != null) {
            E item = decodeOrFinish(taken);
            accepted(taken);
            return item;
        }
        if (drained) {
            throw new QueueShutDownException(directory() + " was shut down, and is empty");
        }
        return null;
    }

    private boolean isDrained() {
        return fifo.isShutDown() && fifo.size() == 0;
    }

    /** Waits for an item, or until none can come. */
    private final class Taking implements BooleanSupplier {

        private Fifo.Taken taken;

        @Override
        public boolean getAsBoolean() {
            taken = fifo.tryTake(false);
            return taken != null || isDrained();
        }
    }

    /** What cannot be decoded is done with: whoever took it can do nothing else about it. */
    private E decodeOrFinish(Fifo.Taken taken) {
        try {
            return decode(taken);
        } catch (QueueItemException e) {
            finished(taken);
            throw e;
        }
    }

    /** Told of each item that somebody gets. */
    void accepted(Fifo.Taken taken) {
    }

    /** Told of each item that was taken, and that nobody gets. */
    void finished(Fifo.Taken taken) {
    }

    /** The next item, which stays; null if there is none. */
    @Override
    public final E peek() {
        Fifo.Taken first = fifo.peek();
        return first == null ? null : decode(first);
    }

    @Override
    public final int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /** Takes what waits, up to so many items, all at once: nobody else takes any in between. */
    @Override
    public final int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target);
        if (target instanceof Queue<?> other && other.files.region().file().equals(files.region().file())) {
            throw new IllegalArgumentException("cannot drain a queue to itself");
        }
        Draining draining = new Draining(target, most);
        fifo.takeWhile(draining::wants, draining::accept);
        return draining.count;
    }

    /** Stops before an item that cannot be decoded: the next to take gets the exception. */
    private final class Draining {

        private final Collection<? super E> target;
        private final int most;
        private int count;
        private E item;
        private QueueItemException failure;

        Draining(Collection<? super E> target, int most) {
            this.target = target;
            this.most = most;
        }

        boolean wants(Fifo.Taken first) {
            if (count >= most) {
                return false;
            }
            try {
                item = decode(first);
                return true;
            } catch (QueueItemException e) {
                failure = e;
                return count == 0;
            }
        }

        void accept(Fifo.Taken taken) {
            if (failure != null) {
                finished(taken);
                throw failure;
            }
            accepted(taken);
            count++;
            target.add(item);
        }
    }

    /** How many items wait. */
    @Override
    public final int size() {
        return (int) Math.min(Integer.MAX_VALUE, fifo.size());
    }

    /** How many items can be put before the queue is full, {@link Integer#MAX_VALUE} if it has no bound. */
    @Override
    public final int remainingCapacity() {
        return fifo.maxSize() == Integer.MAX_VALUE ? Integer.MAX_VALUE
            : (int) Math.max(0, fifo.maxSize() - fifo.size());
    }

    @Override
    public final void clear() {
        fifo.takeWhile(first -> true, this::finished);
    }

    /** Removes one item that equals an object, out of turn; it is looked for from the first. */
    @Override
    public final boolean remove(Object object) {
        for (Items items = new Items(); items.hasNext(); ) {
            if (items.next().equals(object) && fifo.remove(items.last)) {
                return true;
            }
        }
        return false;
    }

    /** What waits, in order. Weakly consistent: shows what waited when it came by. */
    @Override
    public final Iterator<E> iterator() {
        return new Items();
    }

    private final class Items implements Iterator<E> {

        private static final int AT_ONCE = 64;

        private final ArrayDeque<Fifo.Taken> seen = new ArrayDeque<>();
        private Fifo.Taken behind;
        private Fifo.Taken last;

        @Override
        public boolean hasNext() {
            if (seen.isEmpty()) {
                seen.addAll(fifo.browse(behind, AT_ONCE));
                behind = seen.isEmpty() ? behind : seen.getLast();
            }
            return !seen.isEmpty();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            last = seen.removeFirst();
            return decode(last);
        }

        @Override
        public void remove() {
            if (last == null) {
                throw new IllegalStateException("nothing to remove: next was not called, or remove was already");
            }
            fifo.remove(last);
            last = null;
        }
    }

    /** The items, as of any collection, or the first {@value #MAX_PRINTED} and how many more there are. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder("[");
        Iterator<E> items = iterator();
        for (int printed = 0; printed < MAX_PRINTED && items.hasNext(); printed++) {
            text.append(printed == 0 ? "" : ", ").append(items.next());
        }
        return text.append(items.hasNext() ? ", ... " + size() + " in all]" : "]").toString();
    }

    /**
     * Refuses what is put from now on; takers get what is left, and then a {@link QueueShutDownException}. Also of a
     * queue that is opened again later, until somebody {@linkplain #reopen reopens} it. Idempotent.
     */
    public final void shutDown() {
        fifo.shutDown(true);
    }

    /** Takes a {@link #shutDown} back. */
    public final void reopen() {
        fifo.shutDown(false);
    }

    /** Whether the queue was shut down. */
    public final boolean isShutDown() {
        return fifo.isShutDown();
    }

    /**
     * Ends this object's use of the queue, which throws {@link IllegalStateException}s from then on, also in threads
     * that wait; others go on. An anonymous queue is gone if this process made it. Idempotent.
     */
    @Override
    public final void close() {
        synchronized (ARRIVED) {
            ARRIVED.remove(files.region().file(), this);
        }
        fifo.close();
        leave();
        files.close();
    }

    /** Gives up what this object has taken. */
    void leave() {
    }

    final Fifo fifo() {
        return fifo;
    }

    private byte[] encode(E item) {
        Objects.requireNonNull(item);
        byte[] encoded;
        try {
            encoded = codec.encode(item);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be put: " + e.getMessage(), e);
        }
        if (encoded.length > Journal.MAX_ITEM_BYTES) {
            throw new IllegalArgumentException("cannot be put: it has " + encoded.length + " bytes, at most "
                + Journal.MAX_ITEM_BYTES + " are possible; put it in parts, or in a file or region of its own");
        }
        return encoded;
    }

    @SuppressWarnings("unchecked")
    private E decode(Fifo.Taken taken) {
        try {
            return (E) codec.decode(taken.item());
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new QueueItemException(directory(), taken.number(), taken.item(), e);
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Does once what a worker does with a queue that it is given. */
    static void rehearse() throws IOException, ClassNotFoundException, InterruptedException {
        try (Queue<Integer> queue = create();
             Queue<?> arrived = (Queue<?>) Values.decode(Values.encode(queue), null)) {
            queue.put(1);
            arrived.poll();
        }
    }

    /** Not private: serialization would not find it for a joinable queue. */
    final Object writeReplace() {
        boolean joinable = this instanceof JoinableQueue;
        return new Handle(directory().toString(), files.region().file().toString(), codec, synced, joinable);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a queue travels as a handle");
    }

    /** What travels of a queue. */
    private record Handle(String directory, String region, Codec codec, boolean synced, boolean joinable)
        implements Serializable {

        private Object readResolve() {
            Path file = Path.of(region);
            synchronized (ARRIVED) {
                ARRIVED.values().stream().filter(queue -> !Files.exists(queue.files.region().file())).toList()
                    .forEach(Queue::close);
                return ARRIVED.computeIfAbsent(file, unknown -> attach());
            }
        }

        private Queue<?> attach() {
            QueueFiles files = QueueFiles.attach(Path.of(directory), Path.of(region));
            QueueOptions options = new QueueOptions(QueueOptions.UNBOUNDED, codec, synced);
            return joinable ? new JoinableQueue<>(files, options) : new Queue<>(files, options, false);
        }
    }
}
