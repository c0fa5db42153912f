package io.procession.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What several processes do together, in operations per microsecond, on one counter that all of them want all the time.
 *
 * <p>An operation of {@code counter} is a lock, an ordinary addition and an unlock; of {@code add} one atomic addition,
 * for which CPython needs the value's lock. At a trial's end the counter must be the sum of what the processes say they
 * have done. Fairness is not measured: a lock that lets one process run on for longer has the greater throughput.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ContendedBenchmark {

    private static final int OPERATIONS = 200_000;

    /** Processes that count under a lock. */
    @State(Scope.Benchmark)
    public static class Counting extends ContestState {

        /** Of {@link Peer}. */
        @Param({"PROCESSION", "C", "CPYTHON"})
        public Peer peer;

        /** How many. */
        @Param({"1", "2", "4"})
        public int processes;

        /** Starts them. */
        @Setup(Level.Trial)
        public void open() throws IOException, InterruptedException {
            open(peer, Work.COUNTER, processes);
        }
    }

    /** Processes that add. */
    @State(Scope.Benchmark)
    public static class Adding extends ContestState {

        /** Of {@link Peer}. */
        @Param({"PROCESSION", "C", "CPYTHON"})
        public Peer peer;

        /** How many. */
        @Param("2")
        public int processes;

        /** Starts them. */
        @Setup(Level.Trial)
        public void open() throws IOException, InterruptedException {
            open(peer, Work.ADD, processes);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void counter(Counting processes) throws InterruptedException {
        processes.await(OPERATIONS);
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void add(Adding processes) throws InterruptedException {
        processes.await(OPERATIONS);
    }
}
