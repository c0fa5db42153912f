package io.procession;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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

    // What users ask for.

    /** Calls a function in a worker and waits for the result, which this thread receives itself if it can. */
    <R> R call(Object function, Object... arguments) throws InterruptedException, ExecutionException {
        Submission<R> work = new Submission<>(settings.codec(), outstanding, function, arguments);
        accept();
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
        Submission<R> work = new Submission<>(settings.codec(), outstanding, function, arguments);
        submit(work);
        return work.future();
    }

    <R> CompletableFuture<R> submitFor(R result, Runnable task) {
        Submission<R> work = new Submission<>(settings.codec(), outstanding, task) {
            @Override
            void end(Report.Outcome outcome) {
                super.end(new Report.Outcome(new Object[] {result}, outcome.thrown()));
            }
        };
        submit(work);
        return work.future();
    }

    void execute(Runnable task) {
        submit(new Submission<>(settings.codec(), outstanding, task) {
            @Override
            void end(Report.Outcome outcome) {
                Throwable thrown = outcome.thrown(0);
                if (thrown != null && !isDone()) {
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
                }
                super.end(outcome);
            }
        });
    }

    /** Takes on work. */
    void submit(Work work) {
        accept();
        enqueue(work);
    }

    /** Takes on one more, unless that is over. */
    private void accept() {
        outstanding.begun();
        if (state != RUNNING) {
            outstanding.finished();
            throw broken != null ? new BrokenPoolException(broken.getMessage(), broken.getCause())
                : new RejectedExecutionException(name + " was shut down");
        }
    }

    private void enqueue(Object work) {
        pending.addLast(work);
        drop();
        spread();
    }

    <R> CompletableFuture<List<R>> map(Object function, Iterable<?> items, MapOptions mapOptions) {
        int arity = function instanceof BiFn ? 2 : 1;
        Object[] arguments = arguments(items, arity);
        int calls = arguments.length / arity;
        int chunk = mapOptions.chunk() != MapOptions.AUTOMATIC ? mapOptions.chunk()
            : Math.max(1, (int) Math.ceil((double) calls / CHUNKS_PER_WORKER / seats.length));
        accept();
        Mapping<R> mapping;
        try {
            mapping = new Mapping<>(settings.codec(), outstanding, function, arity, arguments, chunk, mapOptions);
        } catch (RuntimeException | Error e) {
            outstanding.finished();
            throw e;
        }
        enqueue(mapping);
        return mapping.future();
    }

    int processes() {
        return seats.length;
    }

    /** The arguments of all calls, one call's after the other's. */
    static Object[] arguments(Iterable<?> items, int arity) {
        if (arity == 1 && items instanceof Collection<?> collection) {
            return collection.toArray();
        }
        List<Object> arguments = new ArrayList<>();
        for (Object item : items) {
            addArguments(item, arity, arguments);
        }
        return arguments.toArray();
    }

    /** Adds an item, or both halves of a pair. */
    static void addArguments(Object item, int arity, List<Object> arguments) {
        if (arity == 1) {
            arguments.add(item);
        } else {
            Map.Entry<?, ?> pair = (Map.Entry<?, ?>) item;
            arguments.add(pair.getKey());
            arguments.add(pair.getValue());
        }
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
                if (work != null) {
                    return work;
                }
                outstanding.finished();
                if (pending.removeFirstOccurrence(mapping)) {
                    outstanding.finished();
                }
            } else if (pending.removeFirstOccurrence(first)) {
                Work work = (Work) first;
                if (!work.isDone()) {
                    return work;
                }
                outstanding.finished();
            }
        }
    }

    /** Puts work that a hand could not begin to the head of the line. */
    void putBack(List<Work> works) {
        if (works.isEmpty()) {
            return;
        }
        for (int i = works.size() - 1; i >= 0; i--) {
            pending.addFirst(works.get(i));
        }
        drop();
        spread();
    }

    /** Has workers fed, idle ones first. */
    private void spread() {
        for (Seat seat : seats) {
            if (pending.isEmpty()) {
                return;
            }
            Hand hand = seat.present();
            if (hand.isIdle()) {
                hand.feed();
            }
        }
        boolean isGiven = false;
        for (Seat seat : seats) {
            Hand hand = seat.present();
            if (!pending.isEmpty() && hand.hasRoom()) {
                hand.feed();
                isGiven = true;
            }
        }
        if (isGiven) {
            // One may have become idle since, and have found nothing.
            for (Seat seat : seats) {
                if (seat.present().isIdle()) {
                    share(seat.present());
                }
            }
        }
    }

    /** Gives an idle hand part of what waits in others. */
    void share(Hand idle) {
        if (seats.length == 1) {
            return;
        }
        for (Seat seat : seats) {
            Hand other = seat.present();
            if (!idle.isIdle()) {
                return;
            }
            if (other != idle && other.hasSpare()) {
                List<Work> works = other.giveBack();
                for (int i = works.size() - 1; i >= 0; i--) {
                    pending.addFirst(works.get(i));
                }
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
        work.fail(failure);
        outstanding.finished();
    }

    Hand start(Hand hand) {
        hands.incrementAndGet();
        hand.start();
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
        synchronized (this) {
            if (startFailures.incrementAndGet() < MAX_START_FAILURES || broken != null || isFinished()) {
                return;
            }
            broken = new BrokenPoolException(name + " is broken: its workers failed to start " + MAX_START_FAILURES
                + " times in a row, the last time by " + cause, cause);
            state = Math.max(state, SHUT_DOWN);
        }
        drop();
        wakeAll();
    }

    /** A worker has ended, and its hand with it; this it has not begun. */
    void ended(List<Work> rest) {
        putBack(rest);
        if (hands.decrementAndGet() == 0) {
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
            runnables.add(work.toRunnable());
            work.cancel();
            outstanding.finished();
        }
        wakeAll();
        return runnables;
    }

    /** Ends all that waits, if nobody will do it. */
    private void drop() {
        BrokenPoolException reason = broken;
        if (reason == null && !isStopping()) {
            return;
        }
        for (Work work; (work = poll()) != null; ) {
            if (reason != null) {
                work.fail(reason);
            } else {
                work.cancel();
            }
            outstanding.finished();
        }
    }

    private void wakeAll() {
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
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run).execute(this::expire);
    }

    private void expire() {
        if (isTerminated()) {
            return;
        }
        long next = System.nanoTime() + settings.taskTimeoutNanos();
        for (Seat seat : seats) {
            long due = seat.present().expire(settings.taskTimeoutNanos());
            if (due - next < 0) {
                next = due;
            }
        }
        watchTime(Math.max(0, next - System.nanoTime()));
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
