package io.procession;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.IntSupplier;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * One process' view of a queue's records, in Chronicle Queue's files: they are appended here, read by a {@link
 * JournalReader}, marked in place, and gone with their file. These two classes alone know Chronicle Queue.
 *
 * <p>A record is a Chronicle message:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |  Number: how many records were appended before, or -1 if void |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 8
 *  |             Checksum of the number and the item               |
 *  +---------------------------------------------------------------+ 12
 *  |                Mark: 0, or 1 if it was removed                |
 *  +---------------------------------------------------------------+ 16
 *  |                             Item                             ...
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Chronicle rolls to another file, a <em>cycle</em>, by the clock. Here the clock is a number in shared memory that
 * the queue counts up when a file is full, so that rolls happen where they are wanted, under the queue's lock. Each
 * file is filled with real zeros before Chronicle gets to see it: what is appended then needs no more space, and a full
 * file system is an exception when the file is made, not a SIGBUS in the middle of a record.
 *
 * <p>Not thread-safe. Of all threads of all processes one at a time may open a journal, append, roll or recover: the
 * one that holds the putters' lock. One at a time may use a reader, mark or delete: the one that holds the takers'. So
 * Chronicle's own lock is always free, unless its holder died ({@link #freeLock}). Chronicle's time-outs are short:
 * there is never anybody alive to wait for.
 */
final class Journal implements Closeable {

    /** The largest item, in bytes: 256 MiB. */
    static final int MAX_ITEM_BYTES = 256 << 20;

    static final int WAITING = 0;
    static final int REMOVED = 1;
    /** In the place of a number: the record was completed by one who did not know what it did. */
    static final long VOID = -1;

    static final RollCycle CYCLES = LegacyRollCycles.MINUTELY;

    private static final int CYCLE_MILLIS = LegacyRollCycles.MINUTELY.lengthInMillis();
    /** A record of Chronicle's may have a quarter of it. It is address space, in a sparse file. */
    private static final long BLOCK_BYTES = 4L * (MAX_ITEM_BYTES + (16 << 10));
    private static final long TIMEOUT_MILLIS = 50;

    /** Items of so many bytes, two pages, are read and written by a {@link CycleFile}. */
    static final int UNMAPPED_BYTES = 8 << 10;

    private static final int METADATA_BYTES = 128 << 10;
    private static final String LOCK_KEY = "chronicle.write.lock";
    /** Entered by the first appender that rolls, if it is not there. */
    private static final String ROLLED_KEY = "normalisedEOFsTo";
    private static final long FREE = Long.MIN_VALUE;

    /** Header and index of a cycle's file, and what they grow by with one record, at most. */
    private static final int OVERHEAD_BYTES = 128 << 10;
    private static final int RECORD_OVERHEAD = 64;

    /** Odd, and without a pattern: of two records that follow one another all bits differ by chance. */
    private static final long NUMBER_FACTOR = 0x9E3779B97F4A7C15L;

    private final JournalFiles files;
    private final CycleFile file;
    private final IntSupplier cycle;
    private final boolean synced;
    private final SingleChronicleQueue queue;
    private final CRC32C checksum = new CRC32C();
    /** Null if there was none yet, or the last one has failed: what it thinks of the file is not true then. */
    private ExcerptAppender appender;

    /** @param cycle which one is being appended to */
    Journal(Path directory, IntSupplier cycle, boolean synced) {
        ChronicleAccess.prepare();
        this.files = new JournalFiles(directory, synced, LegacyRollCycles.MINUTELY.format(), CYCLE_MILLIS);
        this.file = new CycleFile(files, "rw");
        this.cycle = cycle;
        this.synced = synced;
        makeOrCheckMetadata(directory.resolve(JournalFiles.METADATA));
        this.queue = open(directory, cycle);
        freeLock();
    }

    private static SingleChronicleQueue open(Path directory, IntSupplier cycle) {
        return SingleChronicleQueueBuilder.binary(directory).rollCycle(CYCLES).blockSize(BLOCK_BYTES)
            .timeProvider(() -> (long) cycle.getAsInt() * CYCLE_MILLIS).timeoutMS(TIMEOUT_MILLIS).build();
    }

    /** Of a file cut short Chronicle would wait for the rest. */
    private void makeOrCheckMetadata(Path metadata) {
        if (!Files.exists(metadata)) {
            makeMetadata(metadata);
        } else if (metadata.toFile().length() < METADATA_BYTES) {
            throw new QueueFormatException(metadata, "expected " + METADATA_BYTES + " bytes, found only "
                + metadata.toFile().length() + ": it was cut short; restore it, or delete the directory");
        }
    }

    /** Elsewhere, and all that it will ever have: who dies meanwhile leaves nothing half made. */
    private void makeMetadata(Path metadata) {
        try {
            Path directory = files.newDirectory();
            Path made = directory.resolve(JournalFiles.METADATA);
            JournalFiles.fill(made, METADATA_BYTES);
            try (SingleChronicleQueue whole = open(directory, cycle);
                 LongValue rolled = whole.metaStore().acquireValueFor(ROLLED_KEY, 0)) {
                rolled.getVolatileValue();
            }
            Files.move(made, metadata, StandardCopyOption.ATOMIC_MOVE);
            JournalFiles.delete(directory);
        } catch (IOException e) {
            throw noSpace(METADATA_BYTES, e);
        }
    }

    private QueueException noSpace(long bytes, IOException cause) {
        if (!Files.isDirectory(files.directory())) {
            return files.gone(cause);
        }
        return new QueueSpaceException(files.directory(), "cannot write " + bytes + " bytes for another file (" + cause
            + "); make space, or take items", cause);
    }

    /** How much room a file must have for a record of an item, in bytes. */
    static long room(int itemBytes) {
        return OVERHEAD_BYTES + RECORD_OVERHEAD + (long) itemBytes;
    }

    /** What the file system has left, in bytes. */
    long usableSpace() {
        return files.directory().toFile().getUsableSpace();
    }

    /** Makes the file of a cycle, of so many bytes. */
    void prepare(int cycle, long bytes) {
        try {
            makeFile(cycle, bytes);
        } catch (IOException e) {
            throw noSpace(bytes, e);
        }
    }

    /** A file that was deleted takes its space until it is unmapped, which Chronicle leaves to a thread of its own. */
    private void makeFile(int cycle, long bytes) throws IOException {
        try {
            files.make(files.file(cycle), bytes);
        } catch (IOException e) {
            BackgroundResourceReleaser.releasePendingResources();
            files.make(files.file(cycle), bytes);
        }
    }

    /** Appends a record to the current cycle, and returns its index. */
    long append(long number, byte[] item) {
        ExcerptAppender to = appender == null ? newAppender() : appender;
        appender = null;
        write(to, number, item);
        long index = to.lastIndexAppended();
        file.closeUnless(cycle(index));
        if (synced) {
            file.force(cycle(index));
        }
        appender = to;
        return index;
    }

    private ExcerptAppender newAppender() {
        ExcerptAppender made = queue.createAppender();
        made.singleThreadedCheckDisabled(true);
        return made;
    }

    private void write(ExcerptAppender to, long number, byte[] item) {
        try (DocumentContext context = to.writingDocument()) {
            boolean written = false;
            try {
                Bytes<?> out = context.wire().bytes();
                out.writeLong(number);
                out.writeInt(checksum(checksum, number, item));
                out.writeInt(WAITING);
                writeItem(to, out, item);
                written = true;
            } finally {
                if (!written) {
                    context.rollbackOnClose();
                }
            }
        }
    }

    private void writeItem(ExcerptAppender to, Bytes<?> out, byte[] item) {
        if (item.length < UNMAPPED_BYTES) {
            out.write(item);
            return;
        }
        file.write(to.cycle(), out.writePosition(), item);
        out.writeSkip(item.length);
    }

    /** Where in its file the last record that was appended ends. */
    long end() {
        return appender.wire().bytes().writePosition();
    }

    static int checksum(CRC32C checksum, long number, byte[] item) {
        checksum.reset();
        checksum.update(item);
        return (int) checksum.getValue() ^ Long.hashCode(number * NUMBER_FACTOR);
    }

    /**
     * After a death, or an exception, in the middle of an append or a roll: makes away with a file that has no header,
     * and so no records. The caller has the next record appended to another cycle, since what is behind the last
     * complete one in this is not known to be zeros.
     */
    void recover() {
        freeLock();
        int last = cycle.getAsInt();
        if (files.file(last).toFile().exists() && !files.hasHeader(last)) {
            files.file(last).toFile().delete();
            queue.refreshDirectoryListing();
        }
    }

    private void freeLock() {
        try (LongValue lock = queue.metaStore().acquireValueFor(LOCK_KEY)) {
            lock.setVolatileValue(FREE);
        }
    }

    /** The last cycle of which there is a file; negative if there is none. */
    int lastCycle() {
        queue.refreshDirectoryListing();
        return queue.lastCycle();
    }

    static int cycle(long index) {
        return CYCLES.toCycle(index);
    }

    /** Deletes the files of all cycles before one. */
    void deleteBefore(int cycle) {
        if (files.deleteBefore(cycle)) {
            queue.refreshDirectoryListing();
        }
    }

    JournalReader reader() {
        return new JournalReader(files, queue.createTailer(), cycle);
    }

    @Override
    public void close() {
        queue.close();
        file.close();
    }
}
