package io.procession;

import io.procession.shm.BrokenPipeException;
import io.procession.shm.RegionClosedException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One worker of a pool, as the pool sees it, from the start of its JVM to its end, with a thread of its own.
 *
 * <p><b>Orders</b> are given and taken back within the lock {@code feeding}, by any thread. Who finds it taken need not
 * wait: whoever gives it back then looks for more work.
 *
 * <p><b>Reports</b> are received by who has {@code receiving}: the hand's own thread, or one that waits for a single
 * result and so spares a change of threads. The own thread sleeps while nothing is in flight; who gives the first order
 * wakes it, unless somebody receives already, who on leaving wakes it if anything is in flight then.
 *
 * <p><b>The worker's death</b> is noticed by the process' exit, or by the end of the ring. What was reported before is
 * received; then each order that is left was begun, and its work has failed, or was not, and goes to another worker.
 */
final class Hand implements Runnable, Work.Keeper {

    /** So much work may wait in a worker's hands, lest it ever waits for more. */
    private static final long AHEAD_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int MIN_WINDOW = 2;
    private static final int MAX_WINDOW = WorkerLink.SLOTS / 2;
    private static final Duration RECEIVE_SLICE = Duration.ofMillis(50);
    private static final long ENDING_MILLIS = 2000;

    private final Dispatcher dispatcher;
    private final PoolSettings settings;
    private final Seat seat;
    private final String name;
    private final Thread thread;
    private final ReentrantLock feeding = new ReentrantLock();
    private final AtomicBoolean receiving = new AtomicBoolean();

    private volatile WorkerProcess worker;
    private volatile WorkerLink link;
    private volatile Load load;
    private volatile boolean ready;
    private volatile long readyAt;
    private volatile boolean active;
    private volatile boolean killed;
    /** Gets no more orders. Written within {@code feeding}. */
    private volatile boolean closed;
    private volatile int window = MIN_WINDOW;
    private volatile long averageNanos;
    private long expiredNumber;

    /** The rest for who has {@code receiving}. */
    private volatile long done;
    private long startedAt;
    private long pauseNanos = WorkerLink.FIRST_PAUSE_NANOS;
    private boolean hasTurn;
    private long turnAt;
    private Throwable lastWords;
    private long doneSeen;
    private long busySeen;

    /**
     * @param active whether it may have work as soon as it is ready
     */
    Hand(Dispatcher dispatcher, Seat seat, String name, boolean active) {
        this.dispatcher = dispatcher;
        this.settings = dispatcher.settings();
        this.seat = seat;
        this.name = name;
        this.active = active;
        this.thread = new Thread(null, this, name, 0, false);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    // What others ask.

    /** The worker's process id; 0 before it has started. */
    long pid() {
        WorkerProcess started = worker;
        return started == null ? 0 : started.pid();
    }

    String name() {
        return name;
    }

    /** How many tasks have ended here, by what they have reported. */
    long done() {
        return done;
    }

    /** How it fares. */
    WorkerStats stats(long doneBefore, int restarts) {
        feeding.lock();
        try {
            if (closed || !ready) {
                return new WorkerStats(name, closed ? 0 : pid(), doneBefore + done, 0, 0, restarts);
            }
            long now = System.nanoTime();
            boolean isBusy = link.running() != 0;
            long busy = link.busyNanos() + (isBusy ? Math.max(0, now - link.begunAt()) : 0);
            return new WorkerStats(name, pid(), doneBefore + done,
                Math.min(1, (double) busy / Math.max(1, now - readyAt)),
                Math.max(0, load.inFlight() - (isBusy ? 1 : 0)), restarts);
        } finally {
            unlockAndFeed();
        }
    }

    boolean isReady() {
        return ready;
    }

    boolean isIdle() {
        return isAccepting() && load.inFlight() == 0;
    }

    boolean hasRoom() {
        return isAccepting() && load.inFlight() < window;
    }

    /** Whether it has work that another one could begin. */
    boolean hasSpare() {
        return ready && load.inFlight() > 1;
    }

    private boolean isAccepting() {
        return active && ready && !closed && !load.hasUnsent() && load.given() < settings.maxTasksPerWorker()
            && !dispatcher.isStopping();
    }

    // Orders.

    /** Gets work, as long as there is some and room for it. */
    void feed() {
        feed(Integer.MAX_VALUE);
    }

    /** Gets work, up to so much. */
    void feed(int most) {
        int fed = 0;
        boolean isMoreWanted = true;
        while (isMoreWanted && hasRoom() && dispatcher.hasPending() && feeding.tryLock()) {
            try {
                Work work;
                while ((isMoreWanted = fed < most && load.hasFreeSlot()) && hasRoom()
                    && (work = dispatcher.poll()) != null) {
                    give(work);
                    fed++;
                }
            } finally {
                feeding.unlock();
            }
        }
        if (fed > 0) {
            prepareSuccessor();
            if (load.inFlight() > 1) {
                // Another one may have become idle while this was on its way, and have found nothing.
                dispatcher.shareWithIdle();
            }
        }
    }

    private void unlockAndFeed() {
        feeding.unlock();
        feed();
    }

    /** Within the lock. */
    private void give(Work work) {
        byte[] arguments;
        try {
            arguments = work.arguments();
        } catch (Throwable e) {
            dispatcher.failed(work, e instanceof IOException ? new TaskNotSerializableException(
                "an argument of " + work.describe() + " cannot travel: " + e.getMessage(), e) : e);
            return;
        }
        boolean isFirst;
        try {
            isFirst = load.give(work, this, arguments);
        } catch (ArithmeticException | OutOfMemoryError e) {
            dispatcher.failed(work, e);
            return;
        }
        if (isFirst && !receiving.get()) {
            LockSupport.unpark(thread);
        }
        if (work.isDone()) {
            takeBack(work);
        }
    }

    private void prepareSuccessor() {
        int most = settings.maxTasksPerWorker();
        if (most < Integer.MAX_VALUE && load.inFlight() > 0) {
            seat.given(this, most - load.given(), averageNanos);
        }
    }

    @Override
    public void stop(Work work) {
        feeding.lock();
        try {
            takeBack(work);
        } finally {
            unlockAndFeed();
        }
    }

    /** Nobody waits for this work: it is revoked, or interrupted if that is wanted. Within the lock. */
    private void takeBack(Work work) {
        long number = work.number();
        if (!closed && load.get(number) == work) {
            if (load.revoke(work, number)) {
                dispatcher.outstanding().finished();
            } else if (work.isInterruptWanted()) {
                interrupt(work, number);
            }
        }
    }

    /** Gives back the newer half of what has not begun, in its order. */
    List<Work> giveBack() {
        feeding.lock();
        try {
            return closed ? List.of() : load.revokeNewest(load.inFlight() / 2);
        } finally {
            unlockAndFeed();
        }
    }

    // Stopping what runs.

    private void interrupt(Work work, long number) {
        link.interrupt(number);
        SpareThreads.later(settings.graceNanos(), () -> killIfRunning(work, number));
    }

    /** Kills the worker, if it still runs this order, when it can begin no other. */
    private void killIfRunning(Work work, long number) {
        List<Work> others = List.of();
        feeding.lock();
        try {
            if (isRunning(work, number)) {
                others = load.revokeNewest(Integer.MAX_VALUE);
                if (isRunning(work, number)) {
                    kill();
                }
            }
        } finally {
            feeding.unlock();
        }
        dispatcher.putBack(others);
        feed();
    }

    private boolean isRunning(Work work, long number) {
        return !closed && load.get(number) == work && link.running() == number;
    }

    private void kill() {
        closed = true;
        killed = true;
        worker.kill();
    }

    /**
     * Stops what runs if it has run for too long.
     *
     * @return when to look again, by {@link System#nanoTime}
     */
    long expire(long limitNanos) {
        long now = System.nanoTime();
        Work expired = null;
        long number = 0;
        feeding.lock();
        try {
            if (ready && !closed) {
                number = link.running();
                long begunAt = link.begunAt();
                if (number != 0 && link.running() == number) {
                    if (now - begunAt < limitNanos) {
                        return begunAt + limitNanos;
                    }
                    expired = number == expiredNumber ? null : load.get(number);
                }
            }
            if (expired != null) {
                expiredNumber = number;
                dispatcher.outstanding().begun();
            }
        } finally {
            unlockAndFeed();
        }
        if (expired != null) {
            dispatcher.failed(expired, new TimeoutException(expired.describe() + " has run for longer than "
                + Duration.ofNanos(limitNanos) + " in " + name + " (pid " + pid() + ")"));
            interruptIfOpen(expired, number);
        }
        return now + limitNanos;
    }

    private void interruptIfOpen(Work work, long number) {
        feeding.lock();
        try {
            if (!closed) {
                interrupt(work, number);
            }
        } finally {
            unlockAndFeed();
        }
    }

    /** Stops all: interrupts what runs, and returns what has not begun. */
    List<Work> stopAll() {
        feeding.lock();
        try {
            if (closed || !ready) {
                return List.of();
            }
            List<Work> revoked = load.revokeNewest(Integer.MAX_VALUE);
            load.forEach(this::interrupt);
            SpareThreads.later(settings.graceNanos(), this::killIfOpen);
            return revoked;
        } finally {
            feeding.unlock();
        }
    }

    private void killIfOpen() {
        feeding.lock();
        try {
            if (!closed) {
                kill();
            }
        } finally {
            feeding.unlock();
        }
    }

    // Reports.

    /**
     * Gives this work to the worker, if that has none, and receives its report in this thread, which waits for it.
     *
     * @return whether it was given; if not, nothing has happened
     */
    boolean serve(Work work) throws InterruptedException {
        if (!receiving.compareAndSet(false, true)) {
            return false;
        }
        boolean isGiven = false;
        try {
            if (feeding.tryLock()) {
                try {
                    if (isIdle() && load.hasFreeSlot()) {
                        give(work);
                        isGiven = true;
                    }
                } finally {
                    unlockAndFeed();
                }
            }
            if (isGiven) {
                prepareSuccessor();
                while (!load.hasUnsent() && !work.isDone()) {
                    if (awaitReport()) {
                        receiveAll(work);
                        adapt();
                    }
                }
            }
        } catch (IOException | RegionClosedException e) {
            // The worker has ended: the own thread sees to it.
        } finally {
            receiving.set(false);
            if (load.inFlight() > 0 || worker.isExited() || isToEnd()) {
                LockSupport.unpark(thread);
            }
        }
        feed();
        return isGiven;
    }

    /** Waits for a report, for a short time; says whether there is one. */
    private boolean awaitReport() throws IOException, InterruptedException {
        if (ready && System.nanoTime() - readyAt > WorkerLink.YOUNG_NANOS) {
            return link.reports().awaitReady(RECEIVE_SLICE);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (hasTurn && System.nanoTime() - turnAt > Turns.PATIENCE_NANOS) {
            passTurn();
        }
        if (!link.reports().isReady()) {
            pauseNanos = WorkerLink.pause(pauseNanos);
        }
        return link.reports().isReady();
    }

    /**
     * Receives what is there.
     *
     * @param awaited no more when this is done; null for all
     */
    private void receiveAll(Work awaited) throws IOException, InterruptedException {
        byte[] message;
        while ((awaited == null || !awaited.isDone()) && (message = link.reports().tryReceive()) != null) {
            handle(new Report(message));
            if (ready && load.inFlight() <= window / 2) {
                feed();
            }
        }
    }

    private void handle(Report report) {
        pauseNanos = WorkerLink.FIRST_PAUSE_NANOS;
        long number = report.number();
        if (number == Report.UP) {
            passTurn();
        } else if (number == Report.READY) {
            passTurn();
            readyAt = System.nanoTime();
            ready = true;
            dispatcher.started(this, readyAt - startedAt);
            seat.ready();
        } else if (number == Report.FAILED) {
            lastWords = report.failure();
        } else {
            Work work = load.take(number);
            if (work != null) {
                done++;
                try {
                    work.complete(report.outcome(work.calls(), settings.codec()));
                } finally {
                    dispatcher.outstanding().finished();
                }
            }
        }
    }

    /** Learns how long work takes here, and how much of it may wait. */
    private void adapt() {
        long ended = link.done();
        if (ended == doneSeen) {
            return;
        }
        long busy = link.busyNanos();
        long fresh = Math.max(1, (busy - busySeen) / (ended - doneSeen));
        averageNanos = doneSeen == 0 ? fresh : (averageNanos + fresh) / 2;
        doneSeen = ended;
        busySeen = busy;
        long wanted = AHEAD_NANOS / Math.max(1, averageNanos);
        window = (int) Math.max(MIN_WINDOW, Math.min(wanted, Math.min(2L * window, MAX_WINDOW)));
    }

    // The own thread.

    @Override
    public void run() {
        boolean isRetired = false;
        Throwable failure = null;
        try {
            isRetired = !startWorker();
            while (!isRetired && !receiveUntilEnd()) {
                isRetired = closeIfToEnd();
            }
        } catch (EOFException | BrokenPipeException e) {
            // The worker has ended, or is about to.
        } catch (Throwable e) {
            failure = e;
        }
        List<Work> rest = List.of();
        try {
            rest = end(isRetired, failure);
        } finally {
            dispatcher.ended(rest);
        }
    }

    /** When it is its turn to; says whether it was still needed then. */
    private boolean startWorker() {
        startedAt = System.nanoTime();
        hasTurn = dispatcher.turns().take(() -> !dispatcher.isToGoOn());
        if (!hasTurn) {
            return false;
        }
        turnAt = System.nanoTime();
        WorkerProcess started = new WorkerProcess(settings, name, () -> LockSupport.unpark(thread));
        link = started.link();
        load = new Load(link, feeding);
        worker = started;
        if (isToEnd()) {
            wake();
        }
        return true;
    }

    private void passTurn() {
        if (hasTurn) {
            hasTurn = false;
            dispatcher.turns().pass();
        }
    }

    /** Receives until there is nothing more to do; says whether that is because the worker has ended. */
    private boolean receiveUntilEnd() throws IOException {
        while (worker.isExited() || !isToEnd()) {
            Thread.interrupted();
            if (ready && load.inFlight() == 0 && !worker.isExited()) {
                if (isWornOut()) {
                    seat.prepare(this);
                }
                dispatcher.share(this);
                if (load.inFlight() == 0 && !isToEnd()) {
                    LockSupport.park(this);
                }
            } else if (!receiving.compareAndSet(false, true)) {
                LockSupport.park(this);
            } else {
                try {
                    if (worker.isExited()) {
                        receiveAll(null);
                        return true;
                    }
                    load.sendUnsent();
                    if (awaitReport()) {
                        receiveAll(null);
                        adapt();
                    }
                } catch (InterruptedException e) {
                    // This thread is nobody's to interrupt.
                } finally {
                    receiving.set(false);
                }
                feed();
            }
        }
        return false;
    }

    /** Whether it has no more to do, ever. */
    private boolean isToEnd() {
        return load.inFlight() == 0 && (dispatcher.isFinished() || isWornOut() && seat.mayGo(this));
    }

    private boolean isWornOut() {
        return ready && load.given() >= settings.maxTasksPerWorker();
    }

    /** Gets no more work, if it has no more to do. */
    private boolean closeIfToEnd() {
        feeding.lock();
        try {
            closed |= isToEnd();
            return closed;
        } finally {
            feeding.unlock();
        }
    }

    /** May have work from now on. */
    void activate() {
        active = true;
        if (ready) {
            feed();
        }
        LockSupport.unpark(thread);
    }

    /** Looks whether it is to end. One whose worker has not begun yet has nothing to end in order. */
    void wake() {
        WorkerProcess started = worker;
        if (!ready && started != null && dispatcher.isFinished()) {
            killed = true;
            started.kill();
        }
        LockSupport.unpark(thread);
    }

    /** Ends the worker, if that is still to be done, and returns what it has not begun. */
    private List<Work> end(boolean isRetired, Throwable failure) {
        passTurn();
        feeding.lock();
        closed = true;
        feeding.unlock();
        List<Work> rest = new ArrayList<>();
        try {
            if (isRetired) {
                seat.retired(this);
                if (worker != null) {
                    link.orders().close();
                }
                killed |= !ready;
            }
            if (worker != null) {
                worker.end(failure == null && !killed);
                waitForTheEnd();
                settle(rest);
            }
            tell(isRetired && ready, failure);
        } finally {
            seat.ended(this);
            if (worker != null) {
                worker.close();
            }
        }
        return rest;
    }

    /** When this process is ending, whoever waits for what ran is best not told before it is over. */
    private void waitForTheEnd() {
        if (Family.isEnding() && load.inFlight() > 0) {
            try {
                Thread.sleep(ENDING_MILLIS);
            } catch (InterruptedException e) {
                // The sooner.
            }
        }
    }

    /** Sees to what the worker has left. */
    private void settle(List<Work> rest) {
        List<Work> begun = new ArrayList<>();
        feeding.lock();
        try {
            load.settle(begun, rest);
        } finally {
            feeding.unlock();
        }
        if (begun.isEmpty() && !killed && !rest.isEmpty() && rest.get(0).isReturnedTooOften()) {
            begun.add(rest.remove(0));
        }
        for (Work work : begun) {
            dispatcher.failed(work, killed && dispatcher.isStopping() ? new CancellationException()
                : new WorkerDiedException(name, pid(), exitCode(), work.describe(), lastWords));
        }
    }

    private void tell(boolean isRetired, Throwable failure) {
        if (!ready) {
            if (!killed) {
                dispatcher.startFailed(failure != null ? failure : lastWords != null ? lastWords
                    : new IllegalStateException(name + " (pid " + pid() + ") ended with exit code " + exitCode()
                        + " before it was ready"));
            }
        } else if (isRetired) {
            dispatcher.tell(listener -> listener.workerRetired(name, pid()));
        } else {
            dispatcher.tell(listener -> listener.workerDied(name, pid(), exitCode()));
            if (failure != null) {
                dispatcher.uncaught(failure);
            }
        }
    }

    private int exitCode() {
        return worker.exitCode();
    }
}
