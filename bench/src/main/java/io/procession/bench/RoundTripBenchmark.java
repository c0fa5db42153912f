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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From this process to another and back, in microseconds.
 *
 * <p>An operation is a round trip. {@link Compare} has the peers': theirs are measured by themselves.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoundTripBenchmark {

    /** Of {@link Way}. */
    @Param({"EVENTS", "PIPE"})
    public Way way;

    private Echo echo;

    /** Starts the other process. */
    @Setup
    public void open() throws IOException {
        echo = Echo.by(Peer.PROCESSION, way);
    }

    /** Ends it. */
    @TearDown
    public void close() throws IOException {
        echo.close();
    }

    @Benchmark
    public void roundTrip() throws IOException, InterruptedException {
        echo.roundTrip();
    }
}
