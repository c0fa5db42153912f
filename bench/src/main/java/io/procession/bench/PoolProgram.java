package io.procession.bench;

import io.procession.Fn;
import io.procession.Pool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * The program of a JVM that has a pool do a {@link PoolWork}, until its standard input ends.
 *
 * <p>For each line, a time in seconds, it has it done again and again for so long, once at least, and prints the mean,
 * the median and the 99th percentile of the times that it took, in nanoseconds.
 */
final class PoolProgram {

    private static final int HASH_ROUNDS = 2_500_000;
    private static final long HASH_FACTOR = 0xff51afd7ed558ccdL;
    private static final int HASH_SHIFT = 33;

    private final PoolWork work;
    private final int workers;
    private final Fn<Integer, Integer> function;
    private final List<Integer> items;

    private PoolProgram(PoolWork work, int workers) {
        this.work = work;
        this.workers = workers;
        this.function = work == PoolWork.COMPUTE ? PoolProgram::hash : PoolProgram::successor;
        this.items = work.items();
    }

    /** Has the work done once. */
    private interface Round {

        List<Integer> results() throws Exception;
    }

    /** Takes the names of a {@link PoolPeer} and of a {@link PoolWork}, and a number of workers. */
    public static void main(String[] arguments) throws Exception {
        PoolProgram program = new PoolProgram(PoolWork.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
        program.answer(program.by(PoolPeer.valueOf(arguments[0])));
    }

    private static int successor(int item) {
        return item + 1;
    }

    private static int hash(int item) {
        long hash = item;
        for (int i = 0; i < HASH_ROUNDS; i++) {
            hash = (hash ^ hash >>> HASH_SHIFT) * HASH_FACTOR + i;
        }
        return (int) hash;
    }

    private Round by(PoolPeer peer) {
        return switch (peer) {
            case PROCESSION -> work == PoolWork.CREATE ? this::byNewPool : by(Pool.create(workers));
            case FORK_JOIN_POOL -> by(new ForkJoinPool(workers));
            case ONE_THREAD -> this::byThisThread;
            case BARE_JVM -> () -> {
                Empty.run(workers);
                return byThisThread();
            };
            default -> throw new IllegalArgumentException(peer + " is no JVM");
        };
    }

    private List<Integer> byNewPool() throws Exception {
        try (Pool pool = Pool.create(workers)) {
            return pool.map(function, items);
        }
    }

    private Round by(Pool pool) {
        return switch (work) {
            case MAP_EACH, COMPUTE -> () -> pool.map(function, items, 1);
            case SUBMIT -> () -> {
                List<Future<Integer>> futures = new ArrayList<>(items.size());
                for (int item : items) {
                    futures.add(pool.submit(() -> item + 1));
                }
                return results(futures);
            };
            case APPLY -> () -> List.of(pool.apply(function, items.get(0)));
            case MAP -> () -> pool.map(function, items);
            default -> throw new IllegalArgumentException(work.toString());
        };
    }

    private Round by(ForkJoinPool pool) {
        return switch (work) {
            case MAP_EACH, COMPUTE -> () -> pool.submit(() -> results(ForkJoinTask.invokeAll(
                items.stream().map(item -> ForkJoinTask.adapt(() -> function.apply(item))).toList()))).get();
            case SUBMIT -> () -> {
                List<Future<Integer>> futures = new ArrayList<>(items.size());
                for (int item : items) {
                    futures.add(pool.submit(() -> item + 1));
                }
                return results(futures);
            };
            case APPLY -> () -> List.of(pool.submit(() -> function.apply(items.get(0))).get());
            case MAP -> () -> pool.submit(() -> items.parallelStream().map(PoolProgram::successor).toList()).get();
            default -> throw new IllegalArgumentException(work.toString());
        };
    }

    private List<Integer> byThisThread() throws Exception {
        List<Integer> results = new ArrayList<>(items.size());
        for (Integer item : items) {
            results.add(function.apply(item));
        }
        return results;
    }

    private static List<Integer> results(Iterable<? extends Future<Integer>> futures) throws Exception {
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    private void answer(Round round) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long[] times = times(round, Double.parseDouble(line));
            System.out.println(Arrays.stream(times).sum() / times.length + " " + times[times.length / 2] + " "
                + times[(int) (times.length * 99L / 100)]);
        }
    }

    private long[] times(Round round, double seconds) throws Exception {
        List<Integer> expected = byThisThread();
        LongStream.Builder times = LongStream.builder();
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long now;
        do {
            long start = System.nanoTime();
            List<Integer> results = round.results();
            now = System.nanoTime();
            times.add(now - start);
            if (!results.equals(expected)) {
                throw new IllegalStateException(work + ": wrong results");
            }
        } while (now < end);
        return times.build().sorted().toArray();
    }
}
