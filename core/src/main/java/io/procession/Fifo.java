package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import io.procession.shm.Member;
import io.procession.shm.Region;
import io.procession.shm.RegionException;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A queue of byte arrays: a {@link Journal} of records, and beside it, in a region, who has come how far.
 *
 * <p>{@link Ledger} has the words, {@link Putter} and {@link Taker} say who writes which, and what becomes of a death
 * in between.
 *
 * <p>Takers and putters share no lock: each reads the other's word. An item is decoded without any. Both signal after
 * they have unlocked, if somebody sleeps; one that leaves something for others of its kind signals those too. A lock
 * whose holder died is taken over within 64 ms.
 */
final class Fifo implements Closeable {

    private static final long VERSION = 1;

    /** Of an item that is not among the unfinished. */
    static final int NO_PLACE = -1;

    /** One who waits for a lock longer than that sees to its deadline, and to interrupts. */
    private static final Duration LOCK_SLICE = Duration.ofMillis(50);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final Path directory;
    private final boolean synced;
    private final long maxSize;

    private final Region region;
    private final Lock putting;
    private final Lock taking;
    private final Ledger ledger;
    private final EventCount notEmpty;
    private final EventCount notFull;
    /** Null if what was taken is done with. */
    private final Unfinished unfinished;

    /** Opened on first use, with the putters' lock. */
    private volatile Journal journal;
    private Putter putter;
    private Taker taker;
    private volatile boolean closed;

    /** @param maxSize for one that is made; 0 to take that of one that is there, or no bound for a new one */
    Fifo(Region region, Path directory, long maxSize, boolean synced, boolean finishable) {
        this.region = region;
        this.directory = directory;
        this.synced = synced;
        check("version", VERSION, LongValue.open(region, "version", VERSION).get());
        this.maxSize = LongValue.open(region, "maxSize", maxSize == 0 ? Integer.MAX_VALUE : maxSize).get();
        if (maxSize != 0) {
            check("maxSize", maxSize, this.maxSize);
        }
        this.putting = Lock.open(region, "putting");
        this.taking = Lock.open(region, "taking");
        this.ledger = new Ledger(region);
        this.notEmpty = EventCount.open(region, "notEmpty");
        this.notFull = EventCount.open(region, "notFull");
        check("finishable", finishable ? 1 : 0, LongValue.open(region, "finishable", finishable ? 1 : 0).get());
        this.unfinished = finishable ? new Unfinished(region) : null;
    }

    private void check(String what, long expected, long found) {
        if (found != expected) {
            throw new QueueFormatException(directory, "expected " + what + " " + expected + ", found " + found
                + "; open it as what it is, or choose another directory");
        }
    }

    long maxSize() {
        return maxSize;
    }

    /** Where those wait who want to put. */
    EventCount notFull() {
        return notFull;
    }

    /** What was taken and is not done with; null if that is not asked. */
    Unfinished unfinished() {
        return unfinished;
    }

    /** Where those wait who want to take. */
    EventCount notEmpty() {
        return notEmpty;
    }

    /** How many items wait. */
    long size() {
        checkOpen();
        return ledger.size();
    }

    boolean isShutDown() {
        return ledger.shutDown.get() != 0;
    }

    void shutDown(boolean down) {
        putting.lock();
        try {
            ledger.shutDown.set(down ? 1 : 0);
        } finally {
            putting.unlock();
        }
        notEmpty.signalAll();
        notFull.signalAll();
    }

    /**
     * Appends an item; false if the queue is full.
     *
     * @param patiently whether to wait for the putters' lock: else false also if it cannot be had soon
     */
    boolean tryPut(byte[] item, boolean patiently) {
        if (!enter(putting, patiently)) {
            return false;
        }
        boolean put;
        boolean room;
        try {
            checkOpen();
            if (isShutDown()) {
                throw new QueueShutDownException(directory + " was shut down: nothing more can be put");
            }
            put = ledger.put.get() - ledger.gone.get() < maxSize;
            room = put && append(item) + 1 - ledger.gone.get() < maxSize;
        } finally {
            putting.unlock();
        }
        if (!put) {
            countForTheDead();
            return false;
        }
        notEmpty.signal();
        if (room) {
            notFull.signal();
        }
        return true;
    }

    /** The lock of those who put or take; unless patiently, false if it cannot be had soon. */
    private static boolean enter(Lock lock, boolean patiently) {
        if (patiently) {
            lock.lock();
            return true;
        }
        try {
            return !lock.isLocked() && lock.tryLock() || lock.tryLock(LOCK_SLICE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A taker that died before it counted what it took would keep the queue full if nobody took any more. */
    private void countForTheDead() {
        if (ledger.takes.get(Ledger.CHANGING) != 0 && taking.tryLock()) {
            try {
                prepareToTake();
            } finally {
                taking.unlock();
            }
            notFull.signal();
        }
    }

    private long append(byte[] item) {
        try {
            openForPutter();
            return putter.append(item);
        } catch (Throwable e) {
            throw failed("cannot put", e);
        }
    }

    /**
     * Takes the next item; null if none waits.
     *
     * @param patiently whether to wait for the takers' lock: else null also if it cannot be had soon
     */
    Taken tryTake(boolean patiently) {
        if (size() == 0 && !isLookDue() || !enter(taking, patiently)) {
            return null;
        }
        Taken taken;
        try {
            Taken first = first();
            taken = first == null ? null : taker.take(first);
        } finally {
            taking.unlock();
        }
        if (taken != null) {
            signalTaken();
        }
        return taken;
    }

    /** Takes items, as long as the consumer, who is shown each before it is taken, wants them. */
    void takeWhile(Predicate<Taken> wanted, Consumer<Taken> consumer) {
        boolean any = false;
        taking.lock();
        try {
            for (Taken first; (first = first()) != null && wanted.test(first); ) {
                consumer.accept(taker.take(first));
                any = true;
            }
        } finally {
            taking.unlock();
        }
        if (any) {
            signalTaken();
        }
    }

    private void signalTaken() {
        notFull.signal();
        if (size() > 0) {
            notEmpty.signal();
        }
    }

    /** The next item, which stays; null if none waits. */
    Taken peek() {
        taking.lock();
        try {
            return first();
        } finally {
            taking.unlock();
        }
    }

    /** Some items, in order, that wait behind one, or behind none if that is null; empty if there are no more. */
    List<Taken> browse(Taken behind, int most) {
        taking.lock();
        try {
            openForTaker();
            taker.prepareToBrowse();
            return taker.browse(behind, most);
        } catch (Throwable e) {
            throw failed("cannot read", e);
        } finally {
            taking.unlock();
        }
    }

    /** Removes an item that waited when it was seen; false if it does not any more. */
    boolean remove(Taken seen) {
        taking.lock();
        try {
            prepareToTake();
            if (!taker.remove(seen)) {
                return false;
            }
        } catch (Throwable e) {
            throw failed("cannot remove", e);
        } finally {
            taking.unlock();
        }
        notFull.signal();
        signalIfFinished();
        return true;
    }

    /** Says that this process is done with an item. */
    void finish(int place) {
        unfinished.finish(place);
        signalIfFinished();
    }

    /**
     * Whether nothing waits, and all that was taken is finished: at one moment, if nothing was put meanwhile. An item
     * is among the unfinished before it ceases to wait.
     */
    boolean isFinished() {
        long before = ledger.put.get();
        return size() == 0 && unfinished.isEmpty() && ledger.put.get() == before;
    }

    /** Who has taken how many items, and not finished them. */
    Map<Member, Integer> takers() {
        checkOpen();
        return unfinished.byTaker(ledger.takes.get(Ledger.NEXT));
    }

    private void signalIfFinished() {
        if (unfinished != null && size() == 0 && unfinished.allFinished().maySleep()) {
            unfinished.allFinished().signalAll();
        }
    }

    /** Whether those who took something may have died since the last look, and it is to be handed out again. */
    private boolean isLookDue() {
        return unfinished != null && unfinished.isLookDue();
    }

    private Taken first() {
        try {
            prepareToTake();
            return taker.first();
        } catch (Throwable e) {
            throw failed("cannot take", e);
        }
    }

    private void prepareToTake() {
        openForTaker();
        taker.prepare();
    }

    private void openForTaker() {
        checkOpen();
        if (taker == null) {
            putting.lock();
            try {
                openForPutter();
            } finally {
                putting.unlock();
            }
            taker = new Taker(ledger, region, journal, synced, unfinished);
        }
    }

    private void openForPutter() {
        checkOpen();
        if (putter == null) {
            journal = new Journal(directory, () -> (int) ledger.puts.get(Ledger.CYCLE), synced);
            putter = new Putter(ledger, journal);
            if (synced) {
                putter.prepareAfterPowerLoss();
            } else {
                putter.prepare();
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(directory + ": used after close()");
        }
    }

    /** What Chronicle says of a file that is not sound, in words: it may throw anything. */
    private RuntimeException failed(String what, Throwable cause) {
        if (cause instanceof QueueException || cause instanceof RegionException
            || cause instanceof IllegalStateException && closed) {
            return (RuntimeException) cause;
        }
        if (cause instanceof VirtualMachineError e && !(cause instanceof InternalError)) {
            throw e;
        }
        return new QueueFormatException(directory, what + ": its files are not sound (" + cause + "); restore them, or"
            + " delete the directory", cause);
    }

    /**
     * Ends this process' use of the files. Nobody may be in the middle of one: unless they cannot be kept out, as when
     * a process that holds a lock is stopped, and then the files stay mapped.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted();
        try {
            closeJournal();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeJournal() throws InterruptedException {
        boolean isTaking = enterToClose(taking);
        try {
            boolean isPutting = enterToClose(putting);
            try {
                if (isTaking && isPutting) {
                    closeEntered();
                }
            } finally {
                if (isPutting) {
                    putting.unlock();
                }
            }
        } finally {
            if (isTaking) {
                taking.unlock();
            }
        }
    }

    private void closeEntered() {
        if (taker != null) {
            taker.close();
        }
        if (journal != null) {
            journal.close();
        }
    }

    /** Waits for threads of this process for as long as it takes, for others not for long. */
    private static boolean enterToClose(Lock lock) throws InterruptedException {
        long self = ProcessHandle.current().pid();
        while (!lock.tryLock(CLOSE_PATIENCE)) {
            if (lock.owner().stream().noneMatch(owner -> owner.pid() == self)) {
                return false;
            }
        }
        return true;
    }

    /**
     * An item that is taken, or seen.
     *
     * @param place where it stands among the unfinished, or {@link #NO_PLACE}
     * @param returned whether it was handed out before, to one that died
     */
    record Taken(long number, long index, byte[] item, int place, boolean returned) {

        Taken at(int place) {
            return new Taken(number, index, item, place, returned);
        }
    }
}
