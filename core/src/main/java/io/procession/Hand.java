package io.procession;

import io.procession.shm.BrokenPipeException;
import io.procession.shm.EventCount;
import io.procession.shm.LongArray;
import io.procession.shm.RegionClosedException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One worker of a pool, as the pool sees it, from the start of its JVM to its end, with a thread of its own.
 *
 * <p><b>What is in its hands</b> is in {@code slots}: an order's work from before the order is sent until its report
 * has been received, or it is revoked, or the worker has died. Within the lock {@code feeding} orders are sent and revoked;
 * any thread may do so, and who finds the lock taken need not wait, since whoever has it looks for more work after
 * giving it back. Work leaves a slot by one {@code getAndSet}: so it is seen to once, by who has received the report,
 * who has revoked the order, or who has seen the worker die.
 *
 * <p><b>Reports</b> are received by who has {@code receiving}: the hand's own thread, or one that waits for a single
 * result and so spares a change of threads. The own thread sleeps while nothing is in flight; who sends the first
 * order wakes it, unless somebody receives already, who on leaving wakes it if anything is in flight then.
 *
 * <p><b>An order that has no room</b> in the ring is sent by the own thread, once the worker has nothing else to do: it
 * then is receiving for sure, and neither waits for the other to read.
 *
 * <p><b>The worker's death</b> is noticed by the process' exit, or by the end of the ring. What was reported before is
 * received; then each order that is still in a slot was begun, and its work has failed, or was not, and goes to another
 * worker.
 */
final class Hand implements Runnable, Work.Keeper {

    /** So much work may wait in a worker's hands, lest it ever waits for more. */
    private static final long AHEAD_NANOS = 200_000;
    private static final int MIN_WINDOW = 2;
    private static final int MAX_WINDOW = WorkerLink.SLOTS / 2;
    private static final Duration RECEIVE_SLICE = Duration.ofMillis(50);
    /** A worker that was told to end, and runs others' shutdown hooks, has so long. */
    private static final Duration END_GRACE = Duration.ofSeconds(5);

    private final Dispatcher dispatcher;
    private final Seat seat;
    private final String name;
    private final Thread thread;
    private final ReentrantLock feeding = new ReentrantLock();
    private final AtomicReferenceArray<Work> slots = new AtomicReferenceArray<>(WorkerLink.SLOTS);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean receiving = new AtomicBoolean();

    private volatile WorkerLink link;
    private volatile Process process;
    private volatile boolean ready;
    private volatile boolean active;
    /** Gets no more orders. */
    private volatile boolean closed;
    private volatile boolean exited;
    private volatile boolean killed;
    private volatile int window = MIN_WINDOW;
    private volatile long readyAt;


    /** The next within the lock {@code feeding}. */
    private final int[] known = new int[Order.PLACES];
    private long next = 1;
    private volatile int given;
    private volatile byte[] unsent;
    private long expiredNumber;

    /** The rest for the own thread. */
    private long startedAt;
    private Throwable lastWords;
    private long doneSeen;
    private long busySeen;
    private volatile long averageNanos;

    /**
     * @param active whether it may have work as soon as it is ready
     */
    Hand(Dispatcher dispatcher, Seat seat, String name, boolean active) {
        this.dispatcher = dispatcher;
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
        Process started = process;
        return started == null ? 0 : started.pid();
    }

    String name() {
        return name;
    }

    /** How it fares, or null if it has ended. */
    WorkerStats stats(long doneBefore, int restarts) {
        feeding.lock();
        try {
            if (closed) {
                return null;
            }
            if (!ready) {
                return new WorkerStats(name, pid(), doneBefore, 0, 0, restarts);
            }
            long now = System.nanoTime();
            boolean isBusy = link.running() != 0;
            long busy = link.busyNanos() + (isBusy ? Math.max(0, now - link.begunAt()) : 0);
            return new WorkerStats(name, pid(), doneBefore + link.done(),
                Math.min(1, (double) busy / Math.max(1, now - readyAt)),
                Math.max(0, inFlight.get() - (isBusy ? 1 : 0)), restarts);
        } finally {
            feeding.unlock();
        }
    }

    boolean isIdle() {
        return inFlight.get() == 0 && isAccepting();
    }

    boolean hasRoom() {
        return isAccepting() && inFlight.get() < window;
    }

    /** Whether it has work that another one could begin. */
    boolean hasSpare() {
        return ready && inFlight.get() > 1;
    }

    private boolean isAccepting() {
        return active && ready && !closed && unsent == null && given < dispatcher.settings().maxTasksPerWorker();
    }

    // Orders.

    /** Gets work, as long as there is some and room for it. */
    void feed() {
        boolean isBlocked = false;
        while (!isBlocked && hasRoom() && dispatcher.hasPending() && feeding.tryLock()) {
            try {
                Work work = null;
                do {
                    isBlocked = !isSlotFree();
                    work = !isBlocked && hasRoom() ? dispatcher.poll() : null;
                    if (work != null) {
                        give(work);
                    }
                } while (work != null);
            } finally {
                feeding.unlock();
            }
            prepareSuccessor();
        }
    }

    /** Whether the next number's slot is: one that runs for long may hold it. Within the lock. */
    private boolean isSlotFree() {
        return slots.get(WorkerLink.slot(next)) == null;
    }

    /** Sends an order. Within the lock. */
    private void give(Work work) {
        long number = next;
        int place = Order.place(work.function().definition().id());
        boolean isKnown = known[place] == work.function().definition().id();
        byte[] message;
        try {
            message = Order.encode(number, work.function(), !isKnown, work.calls(), work.arity(), work.arguments());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            dispatcher.failed(work, e instanceof RuntimeException ? e : new TaskNotSerializableException(
                "an argument of " + work.describe() + " cannot travel: " + e.getMessage(), e));
            return;
        }
        next++;
        given++;
        known[place] = work.function().definition().id();
        work.give(this, number);
        slots.set(WorkerLink.slot(number), work);
        boolean isFirst = inFlight.getAndIncrement() == 0;
        if (!trySend(message)) {
            unsent = message;
        }
        if (isFirst && !receiving.get()) {
            LockSupport.unpark(thread);
        }
        if (work.isDone()) {
            stop(work);
        }
    }

    private void prepareSuccessor() {
        int most = dispatcher.settings().maxTasksPerWorker();
        if (most < Integer.MAX_VALUE && inFlight.get() > 0) {
            seat.given(this, most - given, averageNanos);
        }
    }

    private boolean trySend(byte[] message) {
        try {
            return link.orders().trySend(message);
        } catch (IOException e) {
            // The worker has died, and gives all back that is in its slots.
            return true;
        }
    }

    @Override
    public void stop(Work work) {
        feeding.lock();
        try {
            long number = work.number();
            int slot = WorkerLink.slot(number);
            if (slots.get(slot) != work) {
                return;
            }
            if (link.revoke(number)) {
                if (slots.compareAndSet(slot, work, null)) {
                    tookBack();
                    dispatcher.outstanding().finished();
                }
            } else if (work.isInterruptWanted()) {
                interrupt(work, number);
            }
        } finally {
            feeding.unlock();
        }
        feed();
    }

    /** An order was revoked. Within the lock. */
    private void tookBack() {
        inFlight.decrementAndGet();
        given--;
    }

    /** Gives back the newer half of what has not begun, in its order. */
    List<Work> giveBack() {
        feeding.lock();
        try {
            return revoke(inFlight.get() / 2);
        } finally {
            feeding.unlock();
        }
    }

    /** Revokes up to so many orders, the newest first. Within the lock. */
    private List<Work> revoke(int most) {
        List<Work> revoked = new ArrayList<>();
        for (long number = next - 1; number >= oldest() && revoked.size() < most; number--) {
            int slot = WorkerLink.slot(number);
            Work work = slots.get(slot);
            if (work != null) {
                if (!link.revoke(number)) {
                    break;
                }
                if (slots.compareAndSet(slot, work, null)) {
                    tookBack();
                    revoked.add(0, work);
                }
            }
        }
        return revoked;
    }

    private long oldest() {
        return Math.max(1, next - WorkerLink.SLOTS);
    }

    // Stopping what runs.

    private void interrupt(Work work, long number) {
        link.interrupt(number);
        afterGrace(() -> killIfRunning(work, number));
    }

    private void afterGrace(Runnable action) {
        CompletableFuture.delayedExecutor(dispatcher.settings().graceNanos(),
            TimeUnit.NANOSECONDS, Runnable::run).execute(action);
    }

    private void killIfOpen() {
        feeding.lock();
        try {
            if (!closed && process != null) {
                closed = true;
                killed = true;
                process.kill();
            }
        } finally {
            feeding.unlock();
        }
    }

    /** Kills the worker, if it still runs this order, when it can begin no other. */
    private void killIfRunning(Work work, long number) {
        List<Work> others = List.of();
        feeding.lock();
        try {
            if (isRunning(work, number)) {
                others = revoke(Integer.MAX_VALUE);
                if (isRunning(work, number)) {
                    closed = true;
                    killed = true;
                    process.kill();
                }
            }
        } finally {
            feeding.unlock();
        }
        dispatcher.putBack(others);
        feed();
    }

    private boolean isRunning(Work work, long number) {
        return !closed && slots.get(WorkerLink.slot(number)) == work && link.running() == number;
    }

    /**
     * Stops what runs if it has run for too long.
     *
     * @return when to look again, by {@link System#nanoTime}
     */
    long expire(long limitNanos) {
        Work expired = null;
        long now = System.nanoTime();
        feeding.lock();
        try {
            if (ready && !closed) {
                long number = link.running();
                long begunAt = link.begunAt();
                if (number != 0 && link.running() == number) {
                    if (now - begunAt < limitNanos) {
                        return begunAt + limitNanos;
                    }
                    Work work = slots.get(WorkerLink.slot(number));
                    if (work != null && number != expiredNumber) {
                        expiredNumber = number;
                        interrupt(work, number);
                        expired = work;
                    }
                }
            }
        } finally {
            feeding.unlock();
        }
        if (expired != null) {
            expired.fail(new TimeoutException(expired.describe() + " has run for longer than "
                + Duration.ofNanos(limitNanos) + " in " + name + " (pid " + pid() + ")"));
        }
        return now + limitNanos;
    }

    /** Stops all: interrupts what runs, and returns what has not begun. */
    List<Work> stopAll() {
        feeding.lock();
        try {
            if (closed) {
                return List.of();
            }
            List<Work> revoked = revoke(Integer.MAX_VALUE);
            for (long number = oldest(); number < next; number++) {
                Work work = slots.get(WorkerLink.slot(number));
                if (work != null) {
                    interrupt(work, number);
                }
            }
            afterGrace(this::killIfOpen);
            return revoked;
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
                    if (isIdle() && isSlotFree()) {
                        give(work);
                        isGiven = true;
                    }
                } finally {
                    feeding.unlock();
                }
            }
            if (isGiven) {
                prepareSuccessor();
            }
            while (isGiven && unsent == null && !work.isDone()) {
                if (awaitReport()) {
                    receiveAll();
                }
            }
        } catch (IOException | RegionClosedException e) {
            // The worker has ended: the own thread sees to it.
        } finally {
            receiving.set(false);
            if (inFlight.get() > 0 || exited || isToEnd()) {
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
        if (!link.reports().isReady()) {
            LockSupport.parkNanos(WorkerLink.POLL_NANOS);
        }
        return link.reports().isReady();
    }

    private void receiveAll() throws IOException, InterruptedException {
        byte[] message;
        while ((message = link.reports().tryReceive()) != null) {
            handle(new Report(message));
            if (inFlight.get() <= window / 2) {
                feed();
            }
        }
    }

    private void handle(Report report) {
        long number = report.number();
        if (number == Report.READY) {
            readyAt = System.nanoTime();
            ready = true;
            dispatcher.started(this, readyAt - startedAt);
            feed();
        } else if (number == Report.FAILED) {
            lastWords = report.failure();
        } else {
            Work work = slots.getAndSet(WorkerLink.slot(number), null);
            if (work != null) {
                inFlight.decrementAndGet();
                work.complete(report.outcome(work.calls(), dispatcher.settings().codec()));
                dispatcher.outstanding().finished();
            }
        }
    }

    /** Learns how long work takes here, and how much of it may wait. */
    private void adapt() {
        long done = link.done();
        if (done == doneSeen) {
            return;
        }
        long busy = link.busyNanos();
        long fresh = (busy - busySeen) / (done - doneSeen);
        averageNanos = doneSeen == 0 ? fresh : (averageNanos + fresh) / 2;
        doneSeen = done;
        busySeen = busy;
        long wanted = AHEAD_NANOS / Math.max(1, averageNanos);
        window = (int) Math.max(MIN_WINDOW, Math.min(wanted, Math.min(2L * window, MAX_WINDOW)));
    }

    // The own thread.

    @Override
    public void run() {
        Throwable failure = null;
        try {
            startWorker();
            serve();
        } catch (EOFException | BrokenPipeException e) {
            // The worker has ended, or is about to.
        } catch (Throwable e) {
            failure = e;
        }
        try {
            end(failure);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void startWorker() throws IOException {
        startedAt = System.nanoTime();
        WorkerLink made = new WorkerLink();
        link = made;
        byte[] ends = made.workerEnds();
        LongArray words = made.words();
        EventCount interrupts = made.interrupts();
        Codec given = dispatcher.settings().codec();
        Codec codec = given == Codec.standard() ? null : given;
        byte[] initializer = dispatcher.settings().initializer();
        Process started = Process.builder().name(name).daemon(true)
            .jvmOptions(dispatcher.settings().jvmOptions().toArray(String[]::new))
            .build(() -> PoolWorker.work(ends, words, interrupts, codec, initializer));
        started.start();
        process = started;
        started.onExit().thenRun(() -> {
            exited = true;
            made.ended();
            LockSupport.unpark(thread);
        });
        if (isToEnd()) {
            wake();
        }
    }

    private void serve() throws IOException, InterruptedException {
        while (!isToEnd()) {
            if (ready && inFlight.get() == 0 && !exited) {
                dispatcher.share(this);
                if (inFlight.get() == 0) {
                    LockSupport.park(this);
                }
            } else if (!receiving.compareAndSet(false, true)) {
                LockSupport.park(this);
            } else {
                try {
                    if (exited) {
                        receiveAll();
                        return;
                    }
                    sendUnsent();
                    if (awaitReport()) {
                        receiveAll();
                        adapt();
                    }
                } finally {
                    receiving.set(false);
                }
                feed();
            }
        }
    }

    private void sendUnsent() throws IOException, InterruptedException {
        byte[] message = unsent;
        if (message != null && inFlight.get() <= 1) {
            // Revoked or not: it may define what later ones refer to.
            link.orders().send(message);
            unsent = null;
        }
    }

    /** Whether it has no more to do, ever. */
    private boolean isToEnd() {
        return inFlight.get() == 0 && (dispatcher.isFinished() || isWornOut());
    }

    private boolean isWornOut() {
        return ready && given >= dispatcher.settings().maxTasksPerWorker();
    }

    /** May have work from now on. */
    void activate() {
        active = true;
        feed();
        LockSupport.unpark(thread);
    }

    /** Looks whether it is to end. One whose worker has not begun yet has nothing to end in order. */
    void wake() {
        Process started = process;
        if (!ready && started != null && dispatcher.isFinished()) {
            killed = true;
            started.kill();
        }
        LockSupport.unpark(thread);
    }

    private void end(Throwable failure) throws InterruptedException {
        boolean isRetired = failure == null && ready && !exited && isToEnd();
        feeding.lock();
        closed = true;
        feeding.unlock();
        if (isRetired) {
            seat.retired(this);
            link.orders().close();
        }
        joinWorker(failure == null);
        if (Family.isEnding()) {
            return;
        }
        List<Work> rest = settle();
        if (failure != null && ready) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
        if (ready) {
            dispatcher.tell(listener -> {
                if (isRetired) {
                    listener.workerRetired(name, pid());
                } else {
                    listener.workerDied(name, pid(), exitCode());
                }
            });
        } else if (!killed) {
            dispatcher.startFailed(failure != null ? failure : lastWords != null ? lastWords
                : new IllegalStateException(name + " (pid " + pid() + ") ended with exit code " + exitCode()
                    + " before it was ready"));
        }
        seat.ended(this, link == null ? 0 : link.done());
        if (link != null) {
            link.close();
        }
        dispatcher.ended(rest);
    }

    private int exitCode() {
        return process.exitCode().getAsInt();
    }

    private void joinWorker(boolean inOrder) throws InterruptedException {
        if (process == null) {
            return;
        }
        if (!inOrder || !process.join(END_GRACE)) {
            process.kill();
        }
        process.join();
    }

    /** Sees to what the worker has left; what it has not begun is returned. */
    private List<Work> settle() {
        List<Work> unbegun = new ArrayList<>();
        boolean isBlameless = killed;
        feeding.lock();
        try {
            for (long number = oldest(); number < next; number++) {
                Work work = slots.getAndSet(WorkerLink.slot(number), null);
                if (work != null) {
                    inFlight.decrementAndGet();
                    if (link.isBegun(number)) {
                        isBlameless = true;
                        fail(work);
                    } else {
                        unbegun.add(work);
                    }
                }
            }
        } finally {
            feeding.unlock();
        }
        if (!isBlameless && !unbegun.isEmpty() && unbegun.get(0).isReturnedTooOften()) {
            fail(unbegun.remove(0));
        }
        return unbegun;
    }

    private void fail(Work work) {
        dispatcher.failed(work, killed && dispatcher.isStopping() ? new CancellationException()
            : new WorkerDiedException(name, pid(), exitCode(), work.describe(), lastWords));
    }
}
