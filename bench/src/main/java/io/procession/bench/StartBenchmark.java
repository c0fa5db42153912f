package io.procession.bench;

import java.io.IOException;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * To start a process and wait for its end, in milliseconds.
 *
 * <p>An operation is one start and one join. Python's are asked for by a line to a script, whose 0.1 ms is in JMH's
 * figure, but not in {@link Compare}'s. {@code FORK} copies the parent and {@code FORKSERVER} an almost empty one:
 * neither starts an interpreter, as {@code SPAWN} does, and as a JVM must start.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3)
@Measurement(iterations = 15)
public class StartBenchmark {

    /** Of {@link Start}. */
    @Param
    public Start start;

    /** Fails, and so skips the peer, if it is not installed. */
    @Setup
    public void check() {
        if (start.missing() != null) {
            throw new IllegalStateException(start + " skipped: " + start.missing());
        }
    }

    @Benchmark
    public long startAndJoin() throws IOException, InterruptedException {
        return start.nanos();
    }
}
