package io.procession;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Reads the records of a {@link Journal} by number: quickly one after the other, and any other by way of one before it.
 *
 * <p>Goes from the end of a file to the next by itself: Chronicle's mark for that is missing where a process had not
 * appended for longer than a file. Not thread-safe, as a journal says.
 */
final class JournalReader implements Closeable {

    /** So many records are passed over one by one rather than by a search. */
    private static final int PASSED_OVER = 64;
    private static final long UNKNOWN = -1;

    private final Path directory;
    private final CycleFile file;
    private final ExcerptTailer tailer;
    /** The last one there is. */
    private final IntSupplier lastCycle;
    private final CRC32C checksum = new CRC32C();
    /** The number of the record that is read next. */
    private long next = UNKNOWN;
    /** Of the record that was read last. */
    private long index;
    /** The cycle whose first record was gone to last. */
    private int begun;

    JournalReader(JournalFiles files, ExcerptTailer tailer, IntSupplier lastCycle) {
        this.directory = files.directory();
        this.file = new CycleFile(files, "r");
        this.tailer = tailer;
        this.lastCycle = lastCycle;
        tailer.singleThreadedCheckDisabled(true);
    }

    /** A record that was read. */
    record Entry(long number, long index, byte[] item) { }

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

    private Entry find(long number, long earlier, boolean remove) {
        if (next == UNKNOWN || number < next || number - next > PASSED_OVER
            || Journal.cycle(index) != Journal.cycle(earlier)) {
            seek(earlier);
        }
        next = UNKNOWN;
        do {
            try (DocumentContext context = tailer.readingDocument()) {
                if (context.isPresent()) {
                    Bytes<?> in = context.wire().bytes();
                    long found = in.readLong();
                    if (found > number) {
                        throw new QueueFormatException(directory, "expected record " + number + ", found " + found
                            + "; a file is missing");
                    }
                    if (found == number) {
                        Entry entry = entry(context, number, remove);
                        index = context.index();
                        file.closeUnless(Journal.cycle(index));
                        next = number + 1;
                        return entry;
                    }
                    continue;
                }
            }
            if (!goToNextCycle()) {
                throw new QueueFormatException(directory, "record " + number + " is missing: its file was cut short, or"
                    + " deleted");
            }
        } while (true);
    }

    private Entry entry(DocumentContext context, long number, boolean remove) {
        Bytes<?> in = context.wire().bytes();
        int expected = in.readInt();
        long mark = in.readPosition();
        boolean removed = in.readInt() == Journal.REMOVED;
        if (remove) {
            in.bytesStore().writeVolatileInt(mark, Journal.REMOVED);
        }
        if (removed) {
            return null;
        }
        byte[] item = item(context);
        if (item == null) {
            throw new QueueFormatException(directory, "record " + number + " has " + in.readRemaining() + " bytes,"
                + " expected " + Journal.MAX_ITEM_BYTES + " at most");
        }
        if (Journal.checksum(checksum, number, item) != expected) {
            throw new QueueFormatException(directory, "record " + number + " is corrupt: its checksum is wrong");
        }
        return new Entry(number, context.index(), item);
    }

    /** What is left of a record; null if that is too much. */
    private byte[] item(DocumentContext context) {
        Bytes<?> in = context.wire().bytes();
        long length = in.readRemaining();
        if (length > Journal.MAX_ITEM_BYTES) {
            return null;
        }
        byte[] item = new byte[(int) length];
        if (item.length < Journal.UNMAPPED_BYTES) {
            in.read(item);
            return item;
        }
        file.read(Journal.cycle(context.index()), in.readPosition(), item);
        return item;
    }

    /**
     * Counts the records that are whole and were not counted, and voids those that do not follow on. {@link #index}
     * says where the last one is.
     *
     * @param earlier the index of a record that was counted, 0 if none is left
     * @param counted how many were
     * @return how many there are
     */
    long recover(long earlier, long counted) {
        long count = counted;
        seek(earlier);
        do {
            try (DocumentContext context = tailer.readingDocument()) {
                if (context.isPresent()) {
                    if (context.index() > earlier && isNext(context, count)) {
                        count++;
                        index = context.index();
                    }
                    continue;
                }
            }
            if (!goToNextCycle()) {
                return count;
            }
        } while (true);
    }

    private boolean isNext(DocumentContext context, long number) {
        Bytes<?> in = context.wire().bytes();
        long begin = in.readPosition();
        long found = in.readLong();
        if (found >= 0 && found < number || found == Journal.VOID) {
            return false;
        }
        int expected = in.readInt();
        in.readInt();
        byte[] item = item(context);
        boolean sound = found == number && item != null && Journal.checksum(checksum, number, item) == expected;
        if (!sound) {
            in.bytesStore().writeLong(begin, Journal.VOID);
        }
        return sound;
    }

    /** Of the last record that was read, or counted. */
    long index() {
        return index;
    }

    private boolean goToNextCycle() {
        int at = Math.max(tailer.cycle(), begun);
        if (at >= lastCycle.getAsInt()) {
            return false;
        }
        begun = at + 1;
        tailer.moveToIndex(Journal.CYCLES.toIndex(begun, 0));
        return true;
    }

    private void seek(long earlier) {
        if (earlier == 0) {
            tailer.toStart();
        } else {
            tailer.moveToIndex(earlier);
        }
        index = earlier;
        begun = 0;
    }

    @Override
    public void close() {
        tailer.close();
        file.close();
    }
}
