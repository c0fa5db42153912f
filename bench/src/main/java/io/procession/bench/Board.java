package io.procession.bench;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A small mapped file on which the processes of a {@link Contest} write what they have done, be they written in Java, C
 * or Python: so that one clock and one reader measure them all.
 *
 * <pre>
 *  +----------------------------------------+ 0, a line of 128 bytes for each
 *  | 1 once the contest is to end           |
 *  +----------------------------------------+ 128
 *  | 1 once process 0 has seen that         |
 *  +----------------------------------------+ 256
 *  | The counter, when all processes ended  |
 *  +----------------------------------------+ 384
 *  | Operations done by process 0           |
 *  +----------------------------------------+ 512
 *  | Operations done by process 1           |
 *  ...
 * </pre>
 *
 * <p>Each word is a 64-bit integer in the machine's order. A process notes its operations in batches, and ends after
 * one when the second word says so. Process 0 writes that between the last two operations of a batch. Where the
 * processes wait for one another, all of them are then within that batch, and so end after the same one: nobody waits
 * for one who has gone.
 */
final class Board {

    private static final int LINE = 128;
    private static final int STOP = 0;
    private static final int OVER = LINE;
    private static final int COUNTER = 2 * LINE;
    private static final int FIRST_TALLY = 3 * LINE;
    static final int MAX_PROCESSES = 64;
    private static final int SIZE = FIRST_TALLY + MAX_PROCESSES * LINE;

    private static final VarHandle WORD =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer words;

    /** Maps a board, made first, of zeros, if there is none. */
    Board(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
            this.words = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        }
    }

    /** Asks process 0 to end the contest. */
    void stop() {
        WORD.setVolatile(words, STOP, 1L);
    }

    /** Ends the contest if that was asked for. For process 0. */
    void endIfStopped() {
        if ((long) WORD.getVolatile(words, STOP) != 0) {
            WORD.setVolatile(words, OVER, 1L);
        }
    }

    boolean isOver() {
        return (long) WORD.getVolatile(words, OVER) != 0;
    }

    long counter() {
        return (long) WORD.getVolatile(words, COUNTER);
    }

    void setCounter(long counter) {
        WORD.setVolatile(words, COUNTER, counter);
    }

    /** How many operations a process has done. */
    long tally(int process) {
        return (long) WORD.getVolatile(words, FIRST_TALLY + process * LINE);
    }

    void setTally(int process, long operations) {
        WORD.setOpaque(words, FIRST_TALLY + process * LINE, operations);
    }
}
