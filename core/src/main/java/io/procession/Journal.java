package io.procession;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * One process' view of a queue's files, and the one class that knows Chronicle Queue: records are appended, read again
 * by number, marked in place, and gone with their file.
 *
 * <p>A record is a Chronicle message:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |        Number: how many records were appended before          |
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
 * the queue counts up when a file is full, so that rolls happen where they are wanted, under the queue's lock. Each file
 * is filled with real zeros before Chronicle gets to see it: what is appended then needs no more space, and a full file
 * system is an exception when the file is made, not a SIGBUS in the middle of a record.
 *
 * <p>Not thread-safe. Of all threads of all processes one at a time may open a journal, append, roll or recover: the
 * one that holds the putters' lock. One at a time may use a reader, mark or delete: the one that holds the takers'. So
 * Chronicle's own lock is always free, unless its holder died ({@link #freeLock}). Chronicle's time-outs are short:
 * there is never anybody alive to wait for.
 */
final class Journal implements Closeable {

    /** The largest item, in bytes: 256 MiB. */
    static final int MAX_ITEM_BYTES = 256 << 20;

    /** A record of Chronicle's may have a quarter of it. It is address space, in a sparse file. */
    private static final long BLOCK_BYTES = 4L * (MAX_ITEM_BYTES + (16 << 10));
    private static final RollCycle CYCLES = LegacyRollCycles.MINUTELY;
    private static final int CYCLE_MILLIS = LegacyRollCycles.MINUTELY.lengthInMillis();
    private static final DateTimeFormatter NAME =
        DateTimeFormatter.ofPattern(LegacyRollCycles.MINUTELY.format()).withZone(ZoneOffset.UTC);
    private static final String SUFFIX = ".cq4";
    private static final long TIMEOUT_MILLIS = 50;

    private static final Path METADATA = Path.of("metadata.cq4t");
    private static final int METADATA_BYTES = 128 << 10;
    private static final String LOCK_KEY = "chronicle.write.lock";
    private static final long FREE = Long.MIN_VALUE;

    /** Header and index of a cycle's file, and what they grow by with one record, at most. */
    private static final int OVERHEAD_BYTES = 128 << 10;
    private static final int RECORD_OVERHEAD = 64;
    private static final int HEADER_NOT_COMPLETE = 0x80000000;
    private static final byte[] ZEROS = new byte[64 << 10];

    /** Odd, and without a pattern: of two records that follow one another all bits differ by chance. */
    private static final long NUMBER_FACTOR = 0x9E3779B97F4A7C15L;

    private static final int WAITING = 0;
    private static final int REMOVED = 1;

    private final Path directory;
    private final boolean synced;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final CRC32C checksum = new CRC32C();

    /** @param cycle which one is being appended to */
    Journal(Path directory, IntSupplier cycle, boolean synced) {
        ChronicleAccess.prepare();
        this.directory = directory;
        this.synced = synced;
        makeOrCheckMetadata(directory.resolve(METADATA));
        this.queue = SingleChronicleQueueBuilder.binary(directory).rollCycle(CYCLES).blockSize(BLOCK_BYTES)
            .timeProvider(() -> (long) cycle.getAsInt() * CYCLE_MILLIS).timeoutMS(TIMEOUT_MILLIS)
            .syncMode(synced ? SyncMode.SYNC : SyncMode.NONE).build();
        freeLock();
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    /** Of a file cut short Chronicle would wait for the rest. */
    private void makeOrCheckMetadata(Path metadata) {
        if (!Files.exists(metadata)) {
            make(metadata, METADATA_BYTES);
        } else if (metadata.toFile().length() < METADATA_BYTES) {
            throw new QueueFormatException(metadata, "expected " + METADATA_BYTES + " bytes, found only "
                + metadata.toFile().length() + ": it was cut short; restore it, or delete the directory");
        }
    }

    /** How much room a file must have for a record of an item, in bytes. */
    static long room(int itemBytes) {
        return OVERHEAD_BYTES + RECORD_OVERHEAD + (long) itemBytes;
    }

    /** Makes the file of a cycle, of so many bytes at least. */
    void prepare(int cycle, long bytes) {
        make(file(cycle), bytes);
    }

    private void make(Path file, long bytes) {
        Path unnamed = directory.resolve("new");
        boolean made = false;
        try {
            Files.deleteIfExists(unnamed);
            Files.createFile(unnamed, PosixFilePermissions.asFileAttribute(
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
            try (RandomAccessFile out = new RandomAccessFile(unnamed.toFile(), "rw")) {
                for (long left = bytes; left > 0; left -= ZEROS.length) {
                    out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
                }
            }
            Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
            made = true;
            if (synced) {
                forceDirectory();
            }
        } catch (IOException e) {
            throw new QueueSpaceException(directory, "cannot write " + bytes + " bytes for another file (" + e
                + "); make space, or take items", e);
        } finally {
            if (!made) {
                unnamed.toFile().delete();
            }
        }
    }

    /** Whatever interrupts, which would close the channel; the thread is interrupted again afterwards. */
    private void forceDirectory() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!tryForceDirectory()) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean tryForceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    /** Appends a record to the current cycle, and returns its index. */
    long append(long number, byte[] item) {
        try (DocumentContext context = appender.writingDocument()) {
            boolean written = false;
            try {
                Bytes<?> out = context.wire().bytes();
                out.writeLong(number);
                out.writeInt(checksum(checksum, number, item));
                out.writeInt(WAITING);
                out.write(item);
                written = true;
            } finally {
                if (!written) {
                    context.rollbackOnClose();
                }
            }
        }
        if (synced) {
            appender.sync();
        }
        return appender.lastIndexAppended();
    }

    /** Where in its file the last record ends. */
    long end() {
        return appender.wire().bytes().writePosition();
    }

    private static int checksum(CRC32C checksum, long number, byte[] item) {
        checksum.reset();
        checksum.update(item);
        return (int) checksum.getValue() ^ Long.hashCode(number * NUMBER_FACTOR);
    }

    /**
     * After a death, or an exception, in the middle of an append or a roll: makes away with a file that has no header,
     * and so no records. The caller has the next record appended to another cycle, since what is behind the last
     * complete one in this is not known to be zeros.
     */
    void recover(int cycle) {
        freeLock();
        Path file = file(cycle);
        if (Files.exists(file) && !hasHeader(file)) {
            file.toFile().delete();
            queue.refreshDirectoryListing();
        }
    }

    private void freeLock() {
        try (LongValue lock = queue.metaStore().acquireValueFor(LOCK_KEY)) {
            lock.setVolatileValue(FREE);
        }
    }

    private static boolean hasHeader(Path file) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int header = Integer.reverseBytes(in.readInt());
            return header != 0 && (header & HEADER_NOT_COMPLETE) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static int cycle(long index) {
        return CYCLES.toCycle(index);
    }

    /** Deletes the files of all cycles before one. */
    void deleteBefore(int cycle) {
        String kept = file(cycle).getFileName().toString();
        boolean deleted = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                if (file.getFileName().toString().compareTo(kept) < 0) {
                    deleted |= file.toFile().delete();
                }
            }
        } catch (IOException e) {
            // The next to delete finds them.
        }
        if (deleted) {
            queue.refreshDirectoryListing();
        }
    }

    private Path file(int cycle) {
        return directory.resolve(NAME.format(Instant.ofEpochMilli((long) cycle * CYCLE_MILLIS)) + SUFFIX);
    }

    Reader reader() {
        return new Reader();
    }

    @Override
    public void close() {
        queue.close();
    }

    /** A record that was read. */
    record Entry(long number, long index, byte[] item) { }

    /** Reads records by number: quickly one after the other, and any other by way of one before it. */
    final class Reader {

        /** So many records are passed over one by one rather than by a search. */
        private static final int PASSED_OVER = 64;
        private static final long UNKNOWN = -1;

        private final ExcerptTailer tailer = queue.createTailer();
        private final CRC32C readChecksum = new CRC32C();
        /** The number of the record that is read next. */
        private long next = UNKNOWN;
        private long index;

        private Reader() {
            tailer.singleThreadedCheckDisabled(true);
        }

        /**
         * The record of a number, which is there; null if it was removed.
         *
         * @param earlier the index of that record or one before it, 0 if no earlier one is left
         */
        Entry read(long number, long earlier) {
            return find(number, earlier, false);
        }

        /** As {@link #read}, and marks it as removed. */
        Entry remove(long number, long earlier) {
            return find(number, earlier, true);
        }

        /** The number of the first record behind one, or the first of all if that is 0; of none, -1. */
        Entry after(long earlier) {
            seek(earlier);
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        return null;
                    }
                    if (context.index() > earlier) {
                        return entry(context, context.wire().bytes().readLong());
                    }
                }
            }
        }

        private Entry find(long number, long earlier, boolean remove) {
            if (next == UNKNOWN || number < next || number - next > PASSED_OVER || cycle(index) != cycle(earlier)) {
                seek(earlier);
            }
            next = UNKNOWN;
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        throw missing(number);
                    }
                    Bytes<?> in = context.wire().bytes();
                    long found = in.readLong();
                    if (found > number) {
                        throw new QueueFormatException(directory, "expected record " + number + ", found " + found
                            + "; a file is missing");
                    }
                    if (found == number) {
                        long mark = in.readPosition() + Integer.BYTES;
                        boolean removed = in.readInt(mark) == REMOVED;
                        Entry entry = removed ? null : entry(context, number);
                        if (remove) {
                            in.bytesStore().writeVolatileInt(mark, REMOVED);
                        }
                        index = context.index();
                        next = number + 1;
                        return entry;
                    }
                }
            }
        }

        private QueueFormatException missing(long number) {
            return new QueueFormatException(directory, "record " + number + " is missing: its file was cut short, or"
                + " deleted");
        }

        private Entry entry(DocumentContext context, long number) {
            Bytes<?> in = context.wire().bytes();
            int expected = in.readInt();
            in.readInt();
            long length = in.readRemaining();
            if (length > MAX_ITEM_BYTES) {
                throw new QueueFormatException(directory, "record " + number + " has " + length + " bytes, expected "
                    + MAX_ITEM_BYTES + " at most");
            }
            byte[] item = new byte[(int) length];
            in.read(item);
            if (checksum(readChecksum, number, item) != expected) {
                throw new QueueFormatException(directory, "record " + number + " is corrupt: its checksum is wrong");
            }
            return new Entry(number, context.index(), item);
        }

        private void seek(long earlier) {
            if (earlier == 0) {
                tailer.toStart();
            } else {
                tailer.moveToIndex(earlier);
            }
            index = earlier;
        }
    }
}
