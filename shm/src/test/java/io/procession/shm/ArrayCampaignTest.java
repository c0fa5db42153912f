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
 * Processes that add to the elements of arrays of every primitive are killed, one after another, at random moments.
 * Would catch an update that is lost, doubled or half done, by a death or by another process, and one that writes to a
 * neighbour.
 */
class ArrayCampaignTest {

    private static final int WORKERS = 4;
    private static final int MAX_WORKERS = 10_000;
    private static final int MAX_PAUSE_MICROS = 3000;

    @TempDir
    Path directory;

    @Test
    @Timeout(600)
    void losesAndDoublesNothingWhenProcessesAreKilledAtRandom() {
        Random random = new Random(42);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Soak.rounds(2, 60));
        List<Child> workers = new ArrayList<>();
        int started = 0;
        try (Region region = Region.open(directory.resolve("region"))) {
            while (started < WORKERS) {
                workers.add(start(region, started++));
            }
            workers.forEach(worker -> worker.expect("ready"));
            while (System.nanoTime() < end && started < MAX_WORKERS) {
                workers.add(start(region, started++).expect("ready"));
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_PAUSE_MICROS)));
                workers.remove(random.nextInt(WORKERS)).kill();
            }
            workers.forEach(Child::kill);
            assertSound(region, started);
        } finally {
            workers.forEach(Child::close);
        }
    }

    private static Child start(Region region, int number) {
        return Child.start(Worker.class, region.file(), number);
    }

    private static void assertSound(Region region, int deaths) {
        Sums sums = new Sums(region);
        Log log = new Log(region);
        long cutOff = 0;
        for (int kind = 0; kind < Sums.KINDS; kind++) {
            long completed = log.completed(kind);
            long begun = log.begun(kind);
            long counted = sums.sum(kind, completed);
            assertTrue(completed > 0, "nobody used " + sums.describe(kind));
            assertTrue(completed <= counted && counted <= begun, sums.describe(kind) + ": " + completed
                + " updates were completed, " + begun + " begun, and " + counted + " are there");
            cutOff += begun - completed;
        }
        assertTrue(cutOff <= deaths, cutOff + " updates were cut off by " + deaths + " deaths");
        assertEquals(0, sums.strays(), "sum of what nobody adds to");
    }

    /** One array of each kind. Every process adds to the middle elements, and nobody to the first and the last. */
    private static final class Sums {

        static final int KINDS = 4;
        static final int WAYS = 3;
        static final int FIRST = 1;
        static final int USED = 6;
        static final int LENGTH = FIRST + USED + 1;

        final LongArray longs;
        final IntArray ints;
        final DoubleArray doubles;
        final ByteArray bytes;

        Sums(Region region) {
            this.longs = LongArray.open(region, "longs", LENGTH);
            this.ints = IntArray.open(region, "ints", LENGTH);
            this.doubles = DoubleArray.open(region, "doubles", LENGTH);
            this.bytes = ByteArray.open(region, "bytes", LENGTH);
        }

        /** Adds one to an element, in one of the ways to do so. */
        void increment(int kind, int way, int index) {
            switch (kind) {
                case 0 -> incrementLong(way, index);
                case 1 -> incrementInt(way, index);
                case 2 -> incrementDouble(way, index);
                default -> incrementByte(way, index);
            }
        }

        private void incrementLong(int way, int index) {
            switch (way) {
                case 0 -> longs.getAndAdd(index, 1);
                case 1 -> longs.accumulateAndGet(index, 1, Long::sum);
                default -> {
                    long seen;
                    do {
                        seen = longs.get(index);
                    } while (!longs.compareAndSet(index, seen, seen + 1));
                }
            }
        }

        private void incrementInt(int way, int index) {
            switch (way) {
                case 0 -> ints.getAndAdd(index, 1);
                case 1 -> ints.accumulateAndGet(index, 1, Integer::sum);
                default -> {
                    int seen;
                    do {
                        seen = ints.get(index);
                    } while (!ints.compareAndSet(index, seen, seen + 1));
                }
            }
        }

        private void incrementDouble(int way, int index) {
            switch (way) {
                case 0 -> doubles.getAndAdd(index, 1);
                case 1 -> doubles.accumulateAndGet(index, 1, Double::sum);
                default -> {
                    double seen;
                    do {
                        seen = doubles.get(index);
                    } while (!doubles.compareAndSet(index, seen, seen + 1));
                }
            }
        }

        private void incrementByte(int way, int index) {
            if (way == 0) {
                bytes.getAndAdd(index, (byte) 1);
                return;
            }
            byte seen;
            do {
                seen = bytes.get(index);
            } while (!bytes.compareAndSet(index, seen, (byte) (seen + 1)));
        }

        /** How often elements were incremented; of bytes, which have wrapped around, the first such number expected. */
        long sum(int kind, long atLeast) {
            double sum = 0;
            for (int i = FIRST; i < FIRST + USED; i++) {
                sum += element(kind, i);
            }
            return kind < KINDS - 1 ? (long) sum : atLeast + ((long) sum - atLeast & 0xFF);
        }

        double strays() {
            double sum = 0;
            for (int kind = 0; kind < KINDS; kind++) {
                sum += Math.abs(element(kind, 0)) + Math.abs(element(kind, LENGTH - 1));
            }
            return sum;
        }

        private double element(int kind, int index) {
            return switch (kind) {
                case 0 -> longs.get(index);
                case 1 -> ints.get(index);
                case 2 -> doubles.get(index);
                default -> bytes.get(index);
            };
        }

        String describe(int kind) {
            return List.of(longs, ints, doubles, bytes).get(kind).toString();
        }
    }

    /** What each worker says of itself, in elements of its own: how much it has begun and completed of each kind. */
    private static final class Log {

        private final LongArray begun;
        private final LongArray completed;

        Log(Region region) {
            this.begun = LongArray.open(region, "begun", MAX_WORKERS * Sums.KINDS);
            this.completed = LongArray.open(region, "completed", MAX_WORKERS * Sums.KINDS);
        }

        void begin(int worker, int kind) {
            begun.incrementAndGet(worker * Sums.KINDS + kind);
        }

        void complete(int worker, int kind) {
            completed.incrementAndGet(worker * Sums.KINDS + kind);
        }

        long begun(int kind) {
            return sum(begun, kind);
        }

        long completed(int kind) {
            return sum(completed, kind);
        }

        private static long sum(LongArray counts, int kind) {
            long sum = 0;
            for (int i = kind; i < counts.length(); i += Sums.KINDS) {
                sum += counts.get(i);
            }
            return sum;
        }
    }

    /** Adds for as long as it lives. */
    static final class Worker {
        public static void main(String[] arguments) {
            Role.endWithTest();
            Region region = Region.open(Path.of(arguments[0]));
            int number = Integer.parseInt(arguments[1]);
            Sums sums = new Sums(region);
            Log log = new Log(region);
            Random random = new Random(number);
            Role.say("ready");
            while (true) {
                int kind = random.nextInt(Sums.KINDS);
                int way = random.nextInt(Sums.WAYS);
                int index = Sums.FIRST + random.nextInt(Sums.USED);
                log.begin(number, kind);
                sums.increment(kind, way, index);
                log.complete(number, kind);
            }
        }
    }
}
