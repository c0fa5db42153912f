package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.procession.shm.Region;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a queue when a step in the middle of an operation fails, and its process lives. */
class QueueFailureTest {

    private static final int ITEMS = 10;

    @TempDir
    private Path directory;

    /**
     * Chronicle asks for the cycle when it has begun a record. Would catch a put that returns though the one before it
     * has left Chronicle's appender as if within that record.
     */
    @Test
    void anErrorInAPutLosesNothingThatIsPutLater() {
        boolean[] fails = {false};
        try (Region region = Region.create()) {
            Ledger ledger = new Ledger(region);
            IntSupplier cycle = () -> {
                if (fails[0]) {
                    throw new StackOverflowError();
                }
                return (int) ledger.puts.get(Ledger.CYCLE);
            };
            try (Journal journal = new Journal(directory, cycle, false)) {
                Putter putter = new Putter(ledger, journal);
                List<Byte> put = new ArrayList<>();
                for (byte item = 0; item < ITEMS; item++) {
                    byte[] failing = {-1};
                    fails[0] = item % 2 == 1;
                    if (fails[0]) {
                        assertThrows(StackOverflowError.class, () -> putter.append(failing));
                        fails[0] = false;
                    }
                    putter.append(new byte[] {item});
                    put.add(item);
                }
                assertEquals(put, taken(new Taker(ledger, region, journal, false, null)));
            }
        }
    }

    /** Without those whose put did not return: they may be there. */
    private static List<Byte> taken(Taker taker) {
        List<Byte> taken = new ArrayList<>();
        taker.prepare();
        for (Fifo.Taken first; (first = taker.first()) != null; ) {
            byte item = taker.take(first).item()[0];
            if (item >= 0) {
                taken.add(item);
            }
        }
        return taken;
    }

    @Test
    void aDeathInTheFirstUseOfAllLeavesAQueueThatCanBeUsed() throws Exception {
        Path path = directory.resolve("queue");
        Queue.open(path).close();
        Path begun = Files.createDirectory(path.resolve("new-1-1"));
        Files.write(begun.resolve("metadata.cq4t"), new byte[100]);
        try (Queue<String> queue = Queue.open(path)) {
            queue.add("whole");
            assertEquals("whole", queue.poll());
        }
        assertFalse(Files.exists(begun));
    }
}
