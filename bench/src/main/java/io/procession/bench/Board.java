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
 *  | 1 once the contest is over             |
 *  +----------------------------------------+ 128
 *  | The counter, when the contest is over  |
 *  +----------------------------------------+ 256
 *  | Operations done by process 0           |
 *  +----------------------------------------+ 384
 *  | Operations done by process 1           |
 *  ...
 * </pre>
 *
 * <p>Each word is a 64-bit integer in the machine's order.
 */
final class Board {

    private static final int LINE = 128;
    private static final int STOP = 0;
    private static final int COUNTER = LINE;
    private static final int FIRST_TALLY = 2 * LINE;
    private static final int MAX_PROCESSES = 30;
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

    boolean isStopped() {
        return (long) WORD.getOpaque(words, STOP) != 0;
    }

    void stop() {
        WORD.setVolatile(words, STOP, 1L);
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
