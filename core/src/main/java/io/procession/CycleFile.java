package io.procession;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * The file of one of a {@link Journal}'s cycles at a time, for what does not go through its mapping: what is to be on
 * the disk, and large items. A page of fresh memory that is mapped costs a page fault in each process, which is more
 * than it costs to copy it; Linux has one copy of a file, so that it does not matter which way a byte goes.
 *
 * <p>Opened by a name that is there; kept open until another cycle's is asked for. Not thread-safe. Whatever interrupts
 * a thread does not close it. What the system refuses is a {@link QueueException}.
 */
final class CycleFile implements Closeable {

    private static final int CHUNK_BYTES = 64 << 10;

    private final JournalFiles files;
    private final String mode;
    private RandomAccessFile file;
    private int cycle;

    /** @param mode as {@link RandomAccessFile} has it */
    CycleFile(JournalFiles files, String mode) {
        this.files = files;
        this.mode = mode;
    }

    private RandomAccessFile at(int wanted) throws IOException {
        closeUnless(wanted);
        if (file == null) {
            file = new RandomAccessFile(files.file(wanted).toFile(), mode);
            cycle = wanted;
        }
        return file;
    }

    /** Writes all bytes to a place. In pieces, for each of which the JDK makes a copy. */
    void write(int cycle, long position, byte[] bytes) {
        try {
            RandomAccessFile out = at(cycle);
            out.seek(position);
            for (int done = 0; done < bytes.length; done += CHUNK_BYTES) {
                out.write(bytes, done, Math.min(CHUNK_BYTES, bytes.length - done));
            }
        } catch (IOException e) {
            throw files.inaccessible(cycle, e);
        }
    }

    /** Reads as many bytes as there is room for. */
    void read(int cycle, long position, byte[] bytes) {
        try {
            RandomAccessFile in = at(cycle);
            in.seek(position);
            for (int done = 0; done < bytes.length; done += CHUNK_BYTES) {
                in.readFully(bytes, done, Math.min(CHUNK_BYTES, bytes.length - done));
            }
        } catch (EOFException e) {
            throw new QueueFormatException(files.directory(), "a record ends behind its file, which was cut short", e);
        } catch (IOException e) {
            throw files.inaccessible(cycle, e);
        }
    }

    /** Has all of a cycle's file written to the disk. */
    void force(int cycle) {
        try {
            at(cycle).getFD().sync();
        } catch (IOException e) {
            throw files.inaccessible(cycle, e);
        }
    }

    /** Closes the file if it is not of this cycle: it may have been deleted, and would keep its space. */
    void closeUnless(int wanted) {
        if (file != null && cycle != wanted) {
            close();
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // What was to be on the disk is there.
            }
            file = null;
        }
    }
}
