package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that set records, and processes that read them, are killed one after another at random moments. Would catch
 * a record that is half old and half new, one that goes back, an update that is lost, and anybody who waits for the
 * dead.
 */
class RecordCampaignTest {

    private static final int WRITERS = 2;
    private static final int READERS = 2;
    private static final int MAX_PAUSE_MICROS = 200_000;

    @TempDir
    Path directory;

    private final List<Child> writers = new ArrayList<>();
    private final List<Child> readers = new ArrayList<>();
    private final Random random = new Random(42);

    @Test
    @Timeout(600)
    void leavesWholeRecordsOnly() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Soak.rounds(1, 60));
        try (Region region = Region.open(directory.resolve("region"))) {
            Board board = new Board(region);
            for (int i = 0; i < WRITERS; i++) {
                writers.add(start(Writer.class, region));
            }
            for (int i = 0; i < READERS; i++) {
                readers.add(start(Reader.class, region));
            }
            writers.forEach(child -> child.expect("ready"));
            readers.forEach(child -> child.expect("ready"));
            board.go.set();
            int writersKilled = 0;
            for (int kills = 0; System.nanoTime() < end || kills < 2; kills++) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_PAUSE_MICROS)));
                boolean ofWriters = random.nextBoolean();
                List<Child> victims = ofWriters ? writers : readers;
                victims.remove(random.nextInt(victims.size())).kill();
                writersKilled += ofWriters ? 1 : 0;
                assertOthersGoOn(board, kills);
                // The others sleep meanwhile, and leave the processor to the one who starts.
                board.go.clear();
                victims.add(start(ofWriters ? Writer.class : Reader.class, region).expect("ready"));
                board.go.set();
            }
            writers.forEach(Child::kill);
            readers.forEach(Child::kill);
            board.assertSound(writersKilled + WRITERS);
        } finally {
            writers.forEach(Child::close);
            readers.forEach(Child::close);
        }
    }

    private static Child start(Class<?> role, Region region) {
        return Child.start(role, region.file());
    }

    /** Some record was set, and some was read, from beginning to end since the death. */
    private static void assertOthersGoOn(Board board, int kill) {
        long died = System.nanoTime();
        long updated = board.updates.get();
        long read = board.reads.get();
        while (board.updates.get() < updated + WRITERS || board.reads.get() < read + READERS) {
            assertTrue(Waiting.millisSince(died) <= Waiting.DEATH_MILLIS, () -> (board.updates.get() - updated)
                + " updates and " + (board.reads.get() - read) + " reads in " + Waiting.millisSince(died)
                + " ms after kill " + kill + ": " + board.value.lock());
            Thread.yield();
        }
    }

    private record Part(byte tag, long number) {
        static Part of(long counter) {
            return new Part((byte) counter, ~counter);
        }
    }

    /** Every component follows from the counter. Large, so that writers come between while one is read. */
    private record Whole(long counter, byte low, Part first, short small, Part second, @Type.Unsigned int middle,
        @Type.MaxBytes(20_000) String text, boolean odd, double real, Part third, float last) {

        static Whole of(long counter) {
            return new Whole(counter, (byte) counter, Part.of(counter), (short) counter, Part.of(counter + 1),
                (int) (counter & 0xFFFF), text(counter), counter % 2 != 0, counter, Part.of(-counter), -counter);
        }

        private static String text(long counter) {
            return String.valueOf((char) ('a' + counter % 26)).repeat((int) (counter % 20_001));
        }

        boolean isSound() {
            return counter == 0 && text.isEmpty() || equals(of(counter));
        }
    }

    /** What all of them share. */
    private static final class Board {

        static final int LENGTH = 3;

        final Event go;
        final Value<Whole> value;
        final Array<Whole> array;
        final LongValue updates;
        final LongValue reads;
        final LongValue broken;
        final LongValue back;

        Board(Region region) {
            this.go = Event.open(region, "go");
            this.value = Value.open(region, "value", Type.of(Whole.class), Whole.of(0));
            this.array = Array.open(region, "array", Type.of(Whole.class), LENGTH);
            this.updates = LongValue.open(region, "updates", 0);
            this.reads = LongValue.open(region, "reads", 0);
            this.broken = LongValue.open(region, "broken", 0);
            this.back = LongValue.open(region, "back", 0);
        }

        void write(long round) {
            value.update(whole -> Whole.of(check(whole).counter() + 1));
            updates.incrementAndGet();
            int index = (int) (round % LENGTH);
            array.update(index, whole -> Whole.of(check(whole).counter() + 1));
            array.set((index + 1) % LENGTH, Whole.of(round));
        }

        /** Reads a value that was already at {@code atLeast}, and says where it is now. */
        long read(long atLeast, long round) {
            long counter = check(value.get()).counter();
            if (counter < atLeast) {
                back.incrementAndGet();
            }
            check(array.get((int) (round % LENGTH)));
            reads.incrementAndGet();
            return counter;
        }

        private Whole check(Whole whole) {
            if (!whole.isSound()) {
                broken.incrementAndGet();
            }
            return whole;
        }

        void assertSound(int writersKilled) {
            assertEquals(0, broken.get(), "records that were not whole");
            assertEquals(0, back.get(), "records older than one read before");
            assertTrue(value.get().isSound(), () -> value.get().toString());
            array.asList().forEach(whole -> assertTrue(whole.isSound(), whole::toString));
            long uncounted = value.get().counter() - updates.get();
            assertTrue(uncounted >= 0, -uncounted + " updates are lost");
            assertTrue(uncounted <= writersKilled, uncounted + " updates were cut off by " + writersKilled + " deaths");
            assertTrue(reads.get() > 0);
        }
    }

    /** Updates for as long as it lives. */
    static final class Writer {
        public static void main(String[] arguments) throws InterruptedException {
            Board board = join(arguments);
            for (long round = 0; ; round++) {
                board.go.await();
                board.write(round);
            }
        }
    }

    /** Reads for as long as it lives. */
    static final class Reader {
        public static void main(String[] arguments) throws InterruptedException {
            Board board = join(arguments);
            long counter = 0;
            for (long round = 0; ; round++) {
                board.go.await();
                counter = board.read(counter, round);
            }
        }
    }

    private static Board join(String[] arguments) throws InterruptedException {
        Role.endWithTest();
        Waiting.load();
        Board board = new Board(Region.open(Path.of(arguments[0])));
        // What takes long at first is done before the others are to be timed.
        board.read(0, 0);
        Whole.of(1).isSound();
        Role.say("ready");
        board.go.await();
        return board;
    }
}
