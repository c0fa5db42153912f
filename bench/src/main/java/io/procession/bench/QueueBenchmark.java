package io.procession.bench;

import io.procession.Queue;
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
 * 64 bytes through a queue within one process, by one thread that puts and then takes, in nanoseconds: what an item
 * costs when nobody waits. With {@code -prof gc}, what it allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {

    private final byte[] message = new byte[Traffic.MESSAGE_BYTES];
    private Queue<byte[]> queue;

    /** Without a bound. */
    @Setup
    public void open() {
        queue = Queue.create();
    }

    /** Deletes its files. */
    @TearDown
    public void close() {
        queue.close();
    }

    @Benchmark
    public byte[] putAndTake() throws InterruptedException {
        queue.put(message);
        return queue.take();
    }
}
