package io.procession;

import io.procession.shm.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Queue} whose takers say when they are done with an item: Python's {@code multiprocessing.JoinableQueue}.
 *
 * <pre>{@code
 * JoinableQueue<Path> files = JoinableQueue.create();
 * Process.builder().daemon(true).start(() -> {
 *     while (true) {
 *         index(files.take());
 *         files.taskDone();
 *     }
 * });
 * files.addAll(paths);
 * files.join();
 * }</pre>
 *
 * <p>An item whose taker's process has ended, or closed the queue, before it was done is handed out again, before those
 * that wait; {@link #isRedelivered} tells whoever wants to know. That takes up to 250 ms, and a taker. So each item is
 * done at least once; exactly once, if nobody dies. What was handed out again may go beyond the bound. Files stay on
 * the disk until all in them is done.
 *
 * <p>What is removed, cleared or cannot be decoded counts as done.
 *
 * <p>A shut-down queue counts as drained when nothing waits: takers are then told so though another may yet die, and
 * what it has left is for who takes later.
 *
 * @param <E> what is put, and serializable if its codec needs that
 */
public final class JoinableQueue<E> extends Queue<E> {

    private static final long serialVersionUID = 1L;

    /** What this object has taken and is not done with, in the order in which it was taken. */
    private final transient Deque<Held> held = new ArrayDeque<>();

    JoinableQueue(QueueFiles files, QueueOptions options) {
        super(files, options, true);
    }

    /** A new anonymous queue without a bound. */
    public static <E> JoinableQueue<E> create() {
        return create(QueueOptions.DEFAULT);
    }

    /** A new anonymous queue in which up to so many items may wait. */
    public static <E> JoinableQueue<E> create(int maxSize) {
        return create(QueueOptions.DEFAULT.maxSize(maxSize));
    }

    /** A new anonymous queue. */
    public static <E> JoinableQueue<E> create(QueueOptions options) {
        return new JoinableQueue<>(QueueFiles.create(), options);
    }

    /** The queue in a directory, made without a bound if there is none. */
    public static <E> JoinableQueue<E> open(Path directory) {
        return open(directory, QueueOptions.DEFAULT);
    }

    /** The queue in a directory, made if there is none, in which up to so many items may wait. */
    public static <E> JoinableQueue<E> open(Path directory, int maxSize) {
        return open(directory, QueueOptions.DEFAULT.maxSize(maxSize));
    }

    /**
     * The queue in a directory, made if there is none. The directory's parent must exist.
     *
     * @throws QueueFormatException if the directory holds something else, a plain queue, one with another bound, or of
     *     another version
     * @throws QueueException if the directory cannot be used
     * @throws io.procession.shm.RegionException if the region in it is not sound, or one of them another user's
     */
    public static <E> JoinableQueue<E> open(Path directory, QueueOptions options) {
        return new JoinableQueue<>(QueueFiles.open(directory), options);
    }

    @Override
    void accepted(Fifo.Taken taken) {
        synchronized (held) {
            held.addLast(new Held(Thread.currentThread(), taken.place(), taken.returned()));
        }
    }

    @Override
    void finished(Fifo.Taken taken) {
        fifo().finish(taken.place());
    }

    /** This process may have the queue open once more, and so not end its use of it. */
    @Override
    void leave() {
        synchronized (held) {
            held.forEach(item -> fifo().unfinished().leave(item.place()));
            held.clear();
        }
    }

    /**
     * Says that an item is done: the one that this thread took first of those that it is not done with, or, if it has
     * none, that this process took first.
     *
     * @throws IllegalStateException if this process has taken, through this object, no item that it is not done with
     */
    public void taskDone() {
        int place;
        synchronized (held) {
            place = removeFirst().place();
        }
        fifo().finish(place);
    }

    private Held removeFirst() {
        Thread self = Thread.currentThread();
        for (Iterator<Held> items = held.iterator(); items.hasNext(); ) {
            Held item = items.next();
            if (item.taker() == self) {
                items.remove();
                return item;
            }
        }
        if (held.isEmpty()) {
            throw new IllegalStateException("taskDone was called more often than items were taken");
        }
        return held.removeFirst();
    }

    /** Whether the item that this thread took last was handed out before, to one that died. */
    public boolean isRedelivered() {
        Thread self = Thread.currentThread();
        synchronized (held) {
            for (Iterator<Held> items = held.descendingIterator(); items.hasNext(); ) {
                Held item = items.next();
                if (item.taker() == self) {
                    return item.redelivered();
                }
            }
        }
        return false;
    }

    /**
     * How many items each process has taken and is not done with, without those that have none. A dead one's have not
     * been handed out again yet: nobody has wanted to take anything since, and this does not either. What was taken by
     * an object that was closed in a process that has the queue open still is nobody's.
     *
     * <p>A snapshot, taken beside those who come and go: nothing is changed, and nobody is waited for.
     *
     * @throws QueueFormatException if the queue's table of them is not sound
     * @throws io.procession.shm.RegionException if the region that it lies in is not
     */
    public Map<Member, Integer> takers() {
        return fifo().takers();
    }

    /** Waits until nothing waits in the queue, and all that was taken is done. */
    public void join() throws InterruptedException {
        fifo().unfinished().allFinished().await(fifo()::isFinished);
    }

    /** As {@link #join()}, for some time at the longest; says whether all is done. */
    public boolean join(long time, TimeUnit unit) throws InterruptedException {
        return fifo().unfinished().allFinished().await(time, unit, fifo()::isFinished);
    }

    /** As {@link #join(long, TimeUnit)}. */
    public boolean join(Duration time) throws InterruptedException {
        return join(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    /** An item that was taken. */
    private record Held(Thread taker, int place, boolean redelivered) { }
}
