package io.procession.bench;

import io.procession.shm.LongValue;
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

/** To open an object that exists, by its name, among few and among many: each of them in turn. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpenBenchmark {

    /** How many objects have names. */
    @Param({"10", "100000"})
    public int names;

    private Region region;
    private String[] name;
    private int next;

    /** Makes them, in a region of their own. */
    @Setup
    public void open() {
        region = Region.create();
        name = new String[names];
        for (int i = 0; i < names; i++) {
            name[i] = "value-" + i;
            LongValue.open(region, name[i], i);
        }
    }

    /** Gives it back. */
    @TearDown
    public void close() {
        region.close();
    }

    @Benchmark
    public LongValue openByName() {
        next = next + 1 == names ? 0 : next + 1;
        return LongValue.open(region, name[next], 0);
    }
}
