package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.RegionException;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A queue of byte arrays: a {@link Journal} of records, and beside it, in a region, who has come how far.
 *
 * <p>Every item has a number, counted from 0 when the queue was made. The words:
 *
 * <pre>
 *   put       so many records can be taken, or were          under the putters' lock
 *   BEGUN     so many were begun to be appended              "
 *   LAST      index of the last of these, or one before      "
 *   CYCLE     the file that is appended to                   "
 *   ROOM END  its size, and where its last record ends       "
 *
 *   NEXT      number of the next record to be looked at      under the takers' lock
 *   CURSOR    index of that record, or of one before it      "
 *   OLDEST    no file is older than that of this cycle       "
 *   AHEAD     so many records from NEXT on were removed      "
 *   CHANGING  1 while more than one of these is changed      "
 *   gone      so many items wait no more                     "
 *
 *   shutDown  nothing more may be put                        under the putters' lock
 * </pre>
 *
 * <p><b>To put</b> is, under the putters' lock, to set BEGUN, to append, and to set put: that is the moment from which
 * the item is there. Whoever comes next and finds BEGUN ahead of put knows that somebody died in between, or failed, and
 * recovers: it looks for a record that is complete but not counted, counts it, voids what is not sound, and has the next
 * one go to another file, since half a record may lie behind the last whole one. Whether a file is full is known beforehand: then another one is
 * made ready, CYCLE is set, and Chronicle rolls with the next record.
 *
 * <p><b>To take</b> is, under the takers' lock, to read the record NEXT, to set CURSOR, and to set NEXT: from that moment
 * it is taken, and nobody else gets it. {@code gone} follows; whoever finds CHANGING set counts anew what may be behind.
 * Files before that of the record just taken are deleted. The item is decoded without any lock.
 *
 * <p>So put - gone items wait, and takers and putters share no lock: each reads the other's word. Both signal after
 * they have unlocked, if somebody sleeps; one that leaves something for others of its kind signals those too. A lock
 * whose holder died is taken over within 64 ms.
 *
 * <p>An item is removed out of turn by a mark on its record, which is passed over when its turn comes.
 */
final class Fifo implements Closeable {

    private static final long VERSION = 1;

    private static final int BEGUN = 0;
    private static final int LAST = 1;
    private static final int CYCLE = 2;
    private static final int ROOM = 3;
    private static final int END = 4;

    private static final int NEXT = 0;
    private static final int CURSOR = 1;
    private static final int OLDEST = 2;
    private static final int AHEAD = 3;
    private static final int CHANGING = 4;

    private static final int WORDS = 8;

    /** What a file takes at least, in bytes, and a queue of few items at most, twice or thrice. */
    private static final long FILE_BYTES = 2L << 20;
    /** A queue of many files is given larger ones: there would be too many of them. */
    private static final int FILES = 16;
    private static final long MAX_FILE_BYTES = 256L << 20;

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
    private final LongValue put;
    private final LongValue gone;
    private final LongArray puts;
    private final LongArray takes;
    private final LongValue shutDown;
    private final EventCount notEmpty;
    private final EventCount notFull;
    /** Null if what was taken is done with. */
    private final Unfinished unfinished;

    private volatile Journal journal;
    private JournalReader reader;
    private JournalReader browser;
    private JournalReader revisitor;
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
        this.put = LongValue.open(region, "put", 0);
        this.gone = LongValue.open(region, "gone", 0);
        this.puts = LongArray.open(region, "puts", WORDS);
        this.takes = LongArray.open(region, "takes", WORDS);
        this.shutDown = LongValue.open(region, "shutDown", 0);
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

    Path directory() {
        return directory;
    }

    Region region() {
        return region;
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

    /** How many items wait: at one moment, since nothing was taken while the word of the putters was read. */
    long size() {
        checkOpen();
        long left;
        long size;
        do {
            left = gone.get();
            size = put.get() - left;
        } while (gone.get() != left);
        return Math.max(0, size);
    }

    boolean isShutDown() {
        return shutDown.get() != 0;
    }

    void shutDown(boolean down) {
        putting.lock();
        try {
            shutDown.set(down ? 1 : 0);
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
            put = this.put.get() - gone.get() < maxSize;
            room = put && append(item) + 1 - gone.get() < maxSize;
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
        if (takes.get(CHANGING) != 0 && taking.tryLock()) {
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
            Journal files = openForPutter();
            if (puts.get(BEGUN) != put.get()) {
                recover(files);
            }
            long number = put.get();
            puts.getAndSet(BEGUN, number + 1);
            if (puts.get(END) + Journal.room(item.length) > puts.get(ROOM)) {
                roll(files, item.length);
            }
            long index = files.append(number, item);
            if (index <= puts.get(LAST)) {
                throw new QueueFormatException(directory, "record " + number + " was appended before the last one");
            }
            puts.set(END, files.end());
            put.set(number + 1);
            puts.set(LAST, index);
            return number;
        } catch (Throwable e) {
            throw failed("cannot put", e);
        }
    }

    private void roll(Journal files, int itemBytes) {
        long cycle = puts.get(CYCLE);
        long living = Math.max(1, (cycle - takes.get(OLDEST)) / FILES);
        long bytes = Math.max(Math.min(FILE_BYTES * living, MAX_FILE_BYTES), Journal.room(itemBytes));
        files.prepare((int) cycle + 1, bytes);
        puts.set(ROOM, bytes);
        puts.set(END, 0);
        puts.set(CYCLE, cycle + 1);
    }

    /**
     * Looks for what was appended and not counted, from the last record known to be there: what was put last, or, if
     * that is not written down yet, taken last.
     */
    private void recover(Journal files) {
        files.recover();
        try (JournalReader search = files.reader()) {
            long known = Math.max(puts.get(LAST), takes.get(CURSOR));
            put.set(search.recover(known, put.get()));
            puts.set(LAST, search.index());
        }
        puts.set(END, puts.get(ROOM));
        puts.set(BEGUN, put.get());
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
            taken = first == null ? null : take(first);
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
                consumer.accept(take(first));
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
            prepareToTake();
            List<Taken> found = new ArrayList<>();
            if (unfinished != null && (behind == null || behind.returned())) {
                unfinished.returned(behind == null ? -1 : behind.place(), place -> found.size() < most
                    && found.add(returned(place)));
            }
            long next = takes.get(NEXT);
            long from = behind == null || behind.returned() ? next : Math.max(next, behind.number() + 1);
            long end = put.get();
            for (long number = from; number < end && found.size() < most; number++) {
                JournalReader.Entry entry = browser.read(number, takes.get(CURSOR));
                if (entry != null) {
                    found.add(new Taken(number, entry.index(), entry.item(), NO_PLACE, false));
                }
            }
            return found;
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
            takes.set(CHANGING, 1);
            boolean removed = removeWaiting(seen);
            if (removed) {
                gone.set(gone.get() + 1);
            }
            takes.set(CHANGING, 0);
            if (!removed) {
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

    private boolean removeWaiting(Taken seen) {
        if (seen.returned()) {
            return unfinished.removeReturned(seen.place(), seen.number());
        }
        if (seen.number() < takes.get(NEXT)) {
            return false;
        }
        takes.set(AHEAD, takes.get(AHEAD) + 1);
        if (browser.remove(seen.number(), takes.get(CURSOR)) == null) {
            takes.set(AHEAD, takes.get(AHEAD) - 1);
            return false;
        }
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
        long before = put.get();
        return size() == 0 && unfinished.isEmpty() && put.get() == before;
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
            int place = unfinished == null ? NO_PLACE : unfinished.firstReturned();
            return place == NO_PLACE ? firstOfJournal() : returned(place);
        } catch (Throwable e) {
            throw failed("cannot take", e);
        }
    }

    private Taken returned(int place) {
        long number = unfinished.number(place);
        long index = unfinished.index(place);
        return new Taken(number, index, revisitor.read(number, index).item(), place, true);
    }

    private Taken firstOfJournal() {
        long end = put.get();
        for (long number = takes.get(NEXT); number < end; number++) {
            JournalReader.Entry entry = reader.read(number, takes.get(CURSOR));
            if (entry != null) {
                return new Taken(number, entry.index(), entry.item(), NO_PLACE, false);
            }
            takes.set(CHANGING, 1);
            takes.set(NEXT, number + 1);
            takes.set(AHEAD, takes.get(AHEAD) - 1);
            takes.set(CHANGING, 0);
        }
        return null;
    }

    private Taken take(Taken first) {
        Taken taken = first;
        takes.set(CHANGING, 1);
        if (first.returned()) {
            unfinished.takeAgain(first.place());
        } else {
            if (unfinished != null) {
                taken = first.at(unfinished.add(first.number(), first.index()));
            }
            takes.set(CURSOR, first.index());
            takes.set(NEXT, first.number() + 1);
        }
        gone.set(gone.get() + 1);
        takes.set(CHANGING, 0);
        int cycle = Journal.cycle(takes.get(CURSOR));
        if (cycle > takes.get(OLDEST)) {
            deleteBefore(unfinished == null ? cycle : unfinished.oldestCycle(cycle));
        }
        return taken;
    }

    private void deleteBefore(int cycle) {
        if (cycle > takes.get(OLDEST)) {
            if (synced) {
                region.force();
            }
            journal.deleteBefore(cycle);
            takes.set(OLDEST, cycle);
        }
    }

    /** With the takers' lock: after a death, counts anew; looks for what those who died have left unfinished. */
    private void prepareToTake() {
        openForTaker();
        if (takes.get(CHANGING) != 0) {
            recount();
        }
        if (isLookDue()) {
            takes.set(CHANGING, 1);
            gone.set(gone.get() - unfinished.look());
            takes.set(CHANGING, 0);
        }
    }

    /** Whoever died may have taken an item and not counted it, or removed one. */
    private void recount() {
        long next = takes.get(NEXT);
        long removed = 0;
        if (takes.get(AHEAD) > 0) {
            long end = put.get();
            for (long number = next; number < end; number++) {
                removed += browser.read(number, takes.get(CURSOR)) == null ? 1 : 0;
            }
        }
        takes.set(AHEAD, removed);
        gone.set(next + removed - (unfinished == null ? 0 : unfinished.recount(next)));
        takes.set(CHANGING, 0);
    }

    private Journal openForPutter() {
        checkOpen();
        if (journal == null) {
            journal = new Journal(directory, () -> (int) puts.get(CYCLE), synced);
        }
        return journal;
    }

    private void openForTaker() {
        checkOpen();
        if (journal == null) {
            putting.lock();
            try {
                openForPutter();
            } finally {
                putting.unlock();
            }
        }
        if (reader == null) {
            reader = journal.reader();
            browser = journal.reader();
            revisitor = unfinished == null ? null : journal.reader();
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
        if (enterToClose(taking)) {
            try {
                if (enterToClose(putting)) {
                    try {
                        if (journal != null) {
                            journal.close();
                        }
                    } finally {
                        putting.unlock();
                    }
                }
            } finally {
                taking.unlock();
            }
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

        private Taken at(int place) {
            return new Taken(number, index, item, place, returned);
        }
    }
}
