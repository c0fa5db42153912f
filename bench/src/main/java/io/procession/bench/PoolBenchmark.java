package io.procession.bench;

import io.procession.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Items through a pool of two workers that do next to nothing with them, in nanoseconds for each: what a task costs
 * beside the work in it. With {@code -prof gc}, what it allocates in the process that wants it done.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBenchmark {

    private static final int WORKERS = 2;

    private final List<Integer> batch = PoolWork.MAP_EACH.items();
    private final List<Integer> largeBatch = PoolWork.MAP.items();
    private Pool pool;

    /** Its workers start meanwhile. */
    @Setup
    public void open() {
        pool = Pool.create(WORKERS);
    }

    /** Ends its workers. */
    @TearDown
    public void close() {
        pool.close();
    }

    @Benchmark
    public int apply() throws InterruptedException, ExecutionException {
        return pool.apply(item -> item + 1, 1);
    }

    @Benchmark
    @OperationsPerInvocation(PoolWork.BATCH)
    public int submitAndGet() throws InterruptedException, ExecutionException {
        List<Future<Integer>> futures = new ArrayList<>(PoolWork.BATCH);
        for (int item : batch) {
            futures.add(pool.submit(() -> item + 1));
        }
        int sum = 0;
        for (Future<Integer> future : futures) {
            sum += future.get();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(PoolWork.BATCH)
    public List<Integer> mapEach() throws InterruptedException, ExecutionException {
        return pool.map(item -> item + 1, batch, 1);
    }

    @Benchmark
    @OperationsPerInvocation(PoolWork.LARGE_BATCH)
    public List<Integer> map() throws InterruptedException, ExecutionException {
        return pool.map(item -> item + 1, largeBatch);
    }
}
