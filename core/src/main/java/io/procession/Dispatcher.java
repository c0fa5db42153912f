package io.procession;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A pool's work, and who gets it.
 *
 * <p>What waits is in one line, from which each {@link Hand} takes what it has room for. Who adds to the line has idle
 * workers fed first, then those with room; a worker that becomes idle while the line is empty gets half of what waits
 * in the hands of another one. {@code outstanding} counts all that was accepted and has not come to an end: when that
 * is nothing, after a shutdown, the hands end.
 */
final class Dispatcher {

    /** So many starts in a row may fail. */
    private static final int MAX_START_FAILURES = 3;
    private static final long USUAL_START_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Of an automatic size, chunks are so many for each worker. */
    private static final int CHUNKS_PER_WORKER = 4;

    private static final int RUNNING = 0;
    private static final int SHUT_DOWN = 1;
    private static final int STOPPING = 2;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final PoolSettings settings;
    private final String name;
    private final Seat[] seats;
    /** Holds {@link Work} and {@link Mapping}s, which make work. */
    private final ConcurrentLinkedDeque<Object> pending = new ConcurrentLinkedDeque<>();
    private final Outstanding outstanding = new Outstanding(this::nothingLeft);
    private final Turns turns = new Turns();
    private final AtomicInteger hands = new AtomicInteger();
    private final AtomicInteger startFailures = new AtomicInteger();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile int state = RUNNING;
    private volatile BrokenPoolException broken;
    private volatile long startNanos = USUAL_START_NANOS;

    Dispatcher(PoolSettings settings) {
        this.settings = settings;
        name = settings.name() == null ? "Pool-" + COUNT.incrementAndGet() : settings.name();
        seats = new Seat[settings.processes()];
        for (int i = 0; i < seats.length; i++) {
            seats[i] = new Seat(this, name + "-" + (i + 1));
        }
        for (Seat seat : seats) {
            seat.fill();
        }
        if (settings.taskTimeoutNanos() > 0) {
            watchTime(settings.taskTimeoutNanos());
        }
    }

    PoolSettings settings() {
        return settings;
    }

    Outstanding outstanding() {
        return outstanding;
    }

    Turns turns() {
        return turns;
    }

    // What users ask for.

    /** Calls a function in a worker and waits for the result, which this thread receives itself if it can. */
    <R> R call(Object function, Object... arguments) throws InterruptedException, ExecutionException {
        Submission<R> work = accept(() -> new Submission<>(settings.codec(), outstanding, function, arguments));
        try {
            if (!serve(work)) {
                enqueue(work);
            }
            return work.future().get();
        } catch (InterruptedException e) {
            work.future().cancel(true);
            throw e;
        }
    }

    private boolean serve(Work work) throws InterruptedException {
        for (Seat seat : seats) {
            Hand hand = seat.present();
            if (hand.isIdle() && pending.isEmpty() && hand.serve(work)) {
                return true;
            }
        }
        return false;
    }

    <R> CompletableFuture<R> submit(Object function, Object... arguments) {
        Objects.requireNonNull(function);
        return take(() -> new Submission<R>(settings.codec(), outstanding, function, arguments)).future();
    }

    <R> CompletableFuture<R> submitFor(R result, Runnable task) {
        Objects.requireNonNull(task);
        return take(() -> new Submission<R>(settings.codec(), outstanding, task) {
            @Override
            void end(Report.Outcome outcome) {
                super.end(new Report.Outcome(new Object[] {result}, outcome.thrown()));
            }
        }).future();
    }

    void execute(Runnable task) {
        Objects.requireNonNull(task);
        take(() -> new Submission<>(settings.codec(), outstanding, task) {
            @Override
            void end(Report.Outcome outcome) {
                Throwable thrown = outcome.thrown(0);
                if (thrown != null && !isDone()) {
                    uncaught(thrown);
                }
                super.end(outcome);
            }
        });
    }

    /** Nobody waits for this: as when a thread of this process throws it. */
    void uncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable e) {
            // As the JVM does.
        }
    }

    /** Takes on work. */
    <W extends Work> W take(Supplier<W> maker) {
        W work = accept(maker);
        enqueue(work);
        return work;
    }

    /** Takes on one more, unless that is over. */
    private <W> W accept(Supplier<W> maker) {
        outstanding.begun();
        boolean isAccepted = false;
        try {
            if (state != RUNNING) {
                throw broken != null ? new BrokenPoolException(broken.getMessage(), broken.getCause())
                    : new RejectedExecutionException(name + " was shut down");
            }
            W work = maker.get();
            isAccepted = true;
            return work;
        } finally {
            if (!isAccepted) {
                outstanding.finished();
            }
        }
    }

    private void enqueue(Object work) {
        pending.addLast(work);
        drop();
        spread();
    }

    /**
     * Calls a function with each of many items.
     *
     * @param arity how many arguments each item is
     */
    <R> CompletableFuture<List<R>> map(Object function, int arity, Iterable<?> items, MapOptions mapOptions) {
        Objects.requireNonNull(function);
        Object[] arguments = arguments(items, arity);
        int calls = arguments.length / arity;
        int chunk = mapOptions.chunk() != MapOptions.AUTOMATIC ? mapOptions.chunk()
            : Math.max(1, (int) Math.ceil((double) calls / CHUNKS_PER_WORKER / seats.length));
        Mapping<R> mapping = accept(() ->
            new Mapping<>(settings.codec(), outstanding, function, arity, arguments, chunk, mapOptions));
        enqueue(mapping);
        return mapping.future();
    }

    int processes() {
        return seats.length;
    }

    /** The arguments of all calls, one call's after the other's: each item, or both halves of each pair. */
    private static Object[] arguments(Iterable<?> items, int arity) {
        if (arity == 1 && items instanceof Collection<?> collection) {
            return collection.toArray();
        }
        List<Object> arguments = new ArrayList<>();
        for (Object item : items) {
            if (arity == 1) {
                arguments.add(item);
            } else {
                Map.Entry<?, ?> pair = (Map.Entry<?, ?>) item;
                arguments.add(pair.getKey());
                arguments.add(pair.getValue());
            }
        }
        return arguments.toArray();
    }

    // The line.

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Takes the next work out of the line; null if there is none. */
    Work poll() {
        while (true) {
            Object first = pending.peekFirst();
            if (first == null) {
                return null;
            } else if (first instanceof Mapping<?> mapping) {
                outstanding.begun();
                Work work = mapping.next();
                if (mapping.isExhausted() && pending.removeFirstOccurrence(mapping)) {
                    outstanding.finished();
                }
                if (work != null) {
                    return work;
                }
                outstanding.finished();
            } else if (pending.removeFirstOccurrence(first)) {
                Work work = (Work) first;
                if (!work.isDone()) {
                    return work;
                }
                outstanding.finished();
            }
        }
    }

    /** Puts work that a hand has not begun to the head of the line, and has workers fed. */
    void putBack(List<Work> works) {
        if (!works.isEmpty()) {
            addFirst(works);
            drop();
            spread();
        }
    }

    private void addFirst(List<Work> works) {
        for (int i = works.size() - 1; i >= 0; i--) {
            pending.addFirst(works.get(i));
        }
    }

    /** Has workers fed: first each idle one with one task, then those that have room. */
    private void spread() {
        for (Seat seat : seats) {
            Hand hand = seat.present();
            if (!pending.isEmpty() && hand.isIdle()) {
                hand.feed(1);
            }
        }
        for (Seat seat : seats) {
            Hand hand = seat.present();
            if (!pending.isEmpty() && hand.hasRoom()) {
                hand.feed();
            }
        }
    }

    /** Gives idle hands part of what waits in others. */
    void shareWithIdle() {
        for (Seat seat : seats) {
            Hand hand = seat.present();
            if (hand.isIdle()) {
                share(hand);
            }
        }
    }

    /** Gives an idle hand part of what waits in others. */
    void share(Hand idle) {
        for (Seat seat : seats) {
            Hand other = seat.present();
            if (other != idle && other.hasSpare() && idle.isIdle()) {
                addFirst(other.giveBack());
                idle.feed();
            }
        }
    }

    // What hands tell.

    private void nothingLeft() {
        if (isShutdown()) {
            wakeAll();
        }
    }

    void failed(Work work, Throwable failure) {
        try {
            work.fail(failure);
        } finally {
            outstanding.finished();
        }
    }

    Hand start(Hand hand) {
        hands.incrementAndGet();
        try {
            hand.start();
        } catch (OutOfMemoryError e) {
            breakDown("there can be no thread for a worker: " + e, e);
            ended(List.of());
        }
        return hand;
    }

    /** A worker is ready, after some time. */
    void started(Hand hand, long nanos) {
        startNanos = nanos;
        startFailures.set(0);
        tell(listener -> listener.workerStarted(hand.name(), hand.pid()));
    }

    /** How long a start takes. */
    long startNanos() {
        return startNanos;
    }

    /** A worker could not be started. */
    void startFailed(Throwable cause) {
        if (startFailures.incrementAndGet() >= MAX_START_FAILURES && !isFinished()) {
            breakDown("its workers failed to start " + MAX_START_FAILURES + " times in a row, the last time by "
                + cause, cause);
        }
    }

    private void breakDown(String why, Throwable cause) {
        synchronized (this) {
            if (broken != null) {
                return;
            }
            broken = new BrokenPoolException(name + " is broken: " + why, cause);
            state = Math.max(state, SHUT_DOWN);
        }
        drop();
        wakeAll();
    }

    /** A worker has ended, and its hand with it; this it has not begun. */
    void ended(List<Work> rest) {
        putBack(rest);
        if (hands.decrementAndGet() == 0) {
            // All is over, unless this process is ending: then nobody is left to do it.
            dropAll();
            terminated.countDown();
        }
    }

    void tell(Consumer<PoolListener> event) {
        try {
            event.accept(settings.listener());
        } catch (RuntimeException | Error e) {
            // It is asked only to look.
        }
    }

    // The end.

    void shutdown() {
        synchronized (this) {
            state = Math.max(state, SHUT_DOWN);
        }
        if (isFinished()) {
            wakeAll();
        }
    }

    List<Runnable> shutdownNow() {
        synchronized (this) {
            state = STOPPING;
        }
        List<Work> works = new ArrayList<>();
        for (Seat seat : seats) {
            works.addAll(seat.present().stopAll());
        }
        for (Work work; (work = poll()) != null; ) {
            works.add(work);
        }
        List<Runnable> runnables = new ArrayList<>();
        for (Work work : works) {
            if (!work.isDone()) {
                runnables.add(work.toRunnable());
            }
            cancel(work);
        }
        wakeAll();
        return runnables;
    }

    /** Ends all that waits, if nobody will do it. */
    private void drop() {
        if (broken != null || isStopping() || isTerminated()) {
            dropAll();
        }
    }

    private void dropAll() {
        for (Work work; (work = poll()) != null; ) {
            if (broken != null) {
                failed(work, broken);
            } else {
                cancel(work);
            }
        }
    }

    private void cancel(Work work) {
        try {
            work.cancel();
        } finally {
            outstanding.finished();
        }
    }

    private void wakeAll() {
        turns.wake();
        for (Seat seat : seats) {
            seat.wake();
        }
    }

    boolean isShutdown() {
        return state != RUNNING;
    }

    boolean isStopping() {
        return state == STOPPING;
    }

    /** Whether there will be no more work. */
    boolean isFinished() {
        return isShutdown() && outstanding.count() == 0;
    }

    /** Whether a worker that has ended is to be replaced. */
    boolean isToGoOn() {
        return !isFinished() && broken == null && !Family.isEnding();
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        return terminated.await(nanos, TimeUnit.NANOSECONDS);
    }

    // Looking after it.

    private void watchTime(long nanos) {
        SpareThreads.later(nanos, this::expire);
    }

    private void expire() {
        if (isTerminated()) {
            return;
        }
        long next = System.nanoTime() + settings.taskTimeoutNanos();
        try {
            for (Seat seat : seats) {
                long due = seat.present().expire(settings.taskTimeoutNanos());
                if (due - next < 0) {
                    next = due;
                }
            }
        } finally {
            watchTime(Math.max(0, next - System.nanoTime()));
        }
    }

    List<WorkerStats> stats() {
        List<WorkerStats> stats = new ArrayList<>();
        for (Seat seat : seats) {
            stats.add(seat.stats());
        }
        return List.copyOf(stats);
    }

    @Override
    public String toString() {
        String condition = broken != null ? "broken" : isTerminated() ? "terminated"
            : isStopping() ? "stopping" : isShutdown() ? "shut down" : "running";
        return "Pool[" + name + ", " + condition + ", processes=" + seats.length + ", tasks=" + outstanding.count()
            + "]";
    }
}
