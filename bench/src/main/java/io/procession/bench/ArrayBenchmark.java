package io.procession.bench;

import io.procession.shm.DoubleArray;
import io.procession.shm.IntArray;
import io.procession.shm.LongArray;
import io.procession.shm.Region;
import java.util.SplittableRandom;
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
 * Elements of a shared array beside those of the JVM's own, in nanoseconds for one element.
 *
 * <p>{@code sum} and {@code fill} go through all elements in order, {@code gather} and {@code scatter} through as many
 * at random. The JVM's own are of an ordinary array, which the compiler may read and write several at a time; a shared
 * one's are acquired and released one by one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ArrayBenchmark {

    private static final int LENGTH = 1024;
    private static final long SEED = 1;

    private final long[] localLongs = new long[LENGTH];
    private final int[] localInts = new int[LENGTH];
    private final double[] localDoubles = new double[LENGTH];
    private final int[] indices = new SplittableRandom(SEED).ints(LENGTH, 0, LENGTH).toArray();
    private Region region;
    private LongArray longs;
    private IntArray ints;
    private DoubleArray doubles;

    /** In a region of its own. */
    @Setup
    public void open() {
        region = Region.create();
        longs = LongArray.create(region, LENGTH);
        ints = IntArray.create(region, LENGTH);
        doubles = DoubleArray.create(region, LENGTH);
    }

    /** Gives it back. */
    @TearDown
    public void close() {
        region.close();
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public long sumLongs() {
        LongArray array = longs;
        long sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array.get(i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public long sumLocalLongs() {
        long[] array = localLongs;
        long sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array[i];
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public void fillLongs() {
        LongArray array = longs;
        for (int i = 0; i < LENGTH; i++) {
            array.set(i, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public long[] fillLocalLongs() {
        long[] array = localLongs;
        for (int i = 0; i < LENGTH; i++) {
            array[i] = i;
        }
        return array;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public long gatherLongs() {
        LongArray array = longs;
        long sum = 0;
        for (int index : indices) {
            sum += array.get(index);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public long gatherLocalLongs() {
        long[] array = localLongs;
        long sum = 0;
        for (int index : indices) {
            sum += array[index];
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public void scatterLongs() {
        LongArray array = longs;
        for (int index : indices) {
            array.set(index, index);
        }
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public long[] scatterLocalLongs() {
        long[] array = localLongs;
        for (int index : indices) {
            array[index] = index;
        }
        return array;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public int sumInts() {
        IntArray array = ints;
        int sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array.get(i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public int sumLocalInts() {
        int[] array = localInts;
        int sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array[i];
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public void fillInts() {
        IntArray array = ints;
        for (int i = 0; i < LENGTH; i++) {
            array.set(i, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public int[] fillLocalInts() {
        int[] array = localInts;
        for (int i = 0; i < LENGTH; i++) {
            array[i] = i;
        }
        return array;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public double sumDoubles() {
        DoubleArray array = doubles;
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array.get(i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public double sumLocalDoubles() {
        double[] array = localDoubles;
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array[i];
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public void fillDoubles() {
        DoubleArray array = doubles;
        for (int i = 0; i < LENGTH; i++) {
            array.set(i, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public double[] fillLocalDoubles() {
        double[] array = localDoubles;
        for (int i = 0; i < LENGTH; i++) {
            array[i] = i;
        }
        return array;
    }
}
