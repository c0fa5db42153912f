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
 * What several processes do together with what all of them want all the time, in operations per microsecond.
 *
 * <p>An operation is that of the {@link Work}. At a trial's end its counter must be the number of what the processes
 * say they have done. Fairness is not measured: a lock that lets one process run on for longer has the greater
 * throughput.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ContendedBenchmark {

    private static final int OPERATIONS = 200_000;
    private static final int OPERATIONS_IN_STEP = 1_000;

    /** Processes that compete. */
    @State(Scope.Benchmark)
    public static class Competing extends ContestState {

        /** Of {@link Peer}. */
        @Param({"PROCESSION", "C", "CPYTHON"})
        public Peer peer;

        /** Of {@link Work}. */
        @Param({"ADD", "COUNTER", "RCOUNTER", "SEMAPHORE", "GET"})
        public Work work;

        /** How many. */
        @Param({"2", "4"})
        public int processes;

        /** Starts them. */
        @Setup(Level.Trial)
        public void open() throws IOException, InterruptedException {
            open(peer, work, processes);
        }
    }

    /** Processes that wait for one another. */
    @State(Scope.Benchmark)
    public static class InStep extends ContestState {

        /** Of {@link Peer}. */
        @Param({"PROCESSION", "C", "CPYTHON"})
        public Peer peer;

        /** Of {@link Work}. */
        @Param({"CONDITION", "BARRIER"})
        public Work work;

        /** How many. */
        @Param({"2", "4"})
        public int processes;

        /** Starts them. */
        @Setup(Level.Trial)
        public void open() throws IOException, InterruptedException {
            open(peer, work, processes);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void competing(Competing processes) throws InterruptedException {
        processes.await(OPERATIONS);
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS_IN_STEP)
    public void inStep(InStep processes) throws InterruptedException {
        processes.await(OPERATIONS_IN_STEP);
    }
}
