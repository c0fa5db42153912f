package io.procession.bench;

import io.procession.Connection;
import io.procession.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 64 bytes through a pipe within one process, by one thread that sends and then receives, in nanoseconds: what a
 * message costs when nobody waits. With {@code -prof gc}, what it allocates: into a buffer nothing, else its array.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PipeBenchmark {

    private final byte[] message = new byte[Traffic.MESSAGE_BYTES];
    private final ByteBuffer target = ByteBuffer.allocate(Traffic.MESSAGE_BYTES);
    private Pipe pipe;
    private Connection left;
    private Connection right;

    /** One way. */
    @Setup
    public void open() {
        pipe = Pipe.oneWay();
        left = pipe.left();
        right = pipe.right();
    }

    /** Gives its memory back. */
    @TearDown
    public void close() {
        pipe.close();
    }

    @Benchmark
    public int receiveInto() throws IOException, InterruptedException {
        right.sendBytes(message);
        return left.receiveInto(target.clear());
    }

    @Benchmark
    public byte[] receiveBytes() throws IOException, InterruptedException {
        right.sendBytes(message);
        return left.receiveBytes();
    }
}
