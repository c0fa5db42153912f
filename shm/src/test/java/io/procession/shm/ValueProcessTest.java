package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Would catch an operation that is atomic among threads and not among processes. */
class ValueProcessTest {

    private static final int PROCESSES = 4;

    @TempDir
    Path directory;

    @Test
    void losesNoOperationOfAnyProcess() {
        int rounds = Soak.rounds(50_000, 5_000_000);
        Path file = directory.resolve("region");
        try (Region region = Region.open(file);
            Crew crew = new Crew(PROCESSES, i -> Child.start(Adder.class, file, rounds))) {
            crew.expect("ready");
            crew.say("go");
            crew.awaitSuccess();
            long total = (long) PROCESSES * rounds;
            assertEquals(total, LongValue.open(region, "getAndAdd", 0).get());
            assertEquals(2 * total, LongValue.open(region, "updateAndGet", 0).get());
            assertEquals((int) total, IntValue.open(region, "int", 0).get());
            assertEquals(total / 2.0, DoubleValue.open(region, "double", 0).get());
            assertEquals(total, LongArray.open(region, "longs", 3).get(1));
            assertEquals((int) total, IntArray.open(region, "ints", 3).get(1));
            assertEquals(total / 2.0, DoubleArray.open(region, "doubles", 3).get(1));
            ByteArray bytes = ByteArray.open(region, "bytes", PROCESSES);
            for (int i = 0; i < PROCESSES; i++) {
                assertEquals((byte) total, bytes.get(i), "byte " + i);
            }
        }
    }

    /** Adds, in every way. */
    static final class Adder {
        public static void main(String[] arguments) {
            Region region = Region.open(Path.of(arguments[0]));
            LongValue getAndAdd = LongValue.open(region, "getAndAdd", 0);
            LongValue updateAndGet = LongValue.open(region, "updateAndGet", 0);
            IntValue intValue = IntValue.open(region, "int", 0);
            DoubleValue doubleValue = DoubleValue.open(region, "double", 0);
            LongArray longs = LongArray.open(region, "longs", 3);
            IntArray ints = IntArray.open(region, "ints", 3);
            DoubleArray doubles = DoubleArray.open(region, "doubles", 3);
            ByteArray bytes = ByteArray.open(region, "bytes", PROCESSES);
            Role.say("ready");
            Role.hear();
            for (int rounds = Integer.parseInt(arguments[1]); rounds > 0; rounds--) {
                getAndAdd.getAndAdd(1);
                updateAndGet.updateAndGet(before -> before + 2);
                intValue.incrementAndGet();
                doubleValue.addAndGet(0.5);
                longs.getAndAdd(1, 1);
                ints.incrementAndGet(1);
                doubles.addAndGet(1, 0.5);
                for (int i = 0; i < PROCESSES; i++) {
                    bytes.getAndAdd(i, (byte) 1);
                }
            }
        }
    }
}
