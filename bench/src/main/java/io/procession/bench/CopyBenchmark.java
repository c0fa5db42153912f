package io.procession.bench;

import io.procession.shm.LongArray;
import io.procession.shm.Region;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A copy of many elements, into a shared array and out of it, beside one between two arrays of the JVM's own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CopyBenchmark {

    /** How much is copied. */
    @Param({"64", "1024", "65536", "1048576"})
    public int bytes;

    private long[] source;
    private long[] target;
    private Region region;
    private LongArray shared;

    /** In a region of its own. */
    @Setup
    public void open() {
        source = new long[bytes / Long.BYTES];
        target = new long[bytes / Long.BYTES];
        region = Region.create();
        shared = LongArray.create(region, source.length);
    }

    /** Gives it back. */
    @TearDown
    public void close() {
        region.close();
    }

    @Benchmark
    public void copyFrom() {
        shared.copyFrom(0, source);
    }

    @Benchmark
    public long[] copyTo() {
        shared.copyTo(0, target);
        return target;
    }

    @Benchmark
    public long[] arraycopy() {
        System.arraycopy(source, 0, target, 0, source.length);
        return target;
    }
}
