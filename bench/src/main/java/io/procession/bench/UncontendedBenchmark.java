package io.procession.bench;

import io.procession.shm.Lock;
import io.procession.shm.RLock;
import io.procession.shm.Region;
import io.procession.shm.Semaphore;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The price of what nobody else wants, in nanoseconds.
 *
 * <p>An operation is that of the {@link Work} of the same name; {@code signal}, of a condition that nobody waits for,
 * is between a lock and its unlock, and the result of {@code getAndAdd} is used. {@code reentrantLock} and
 * {@code atomicLong} do not leave the JVM: what the shared ones cost more is the price of crossing. {@code
 * chroniclePair} is no lock: it has no owner to be found dead, and no waiters. The peers work in a process of their
 * own, and JMH's time is that in which their tally grows by a number; their loop costs what theirs costs, CPython's
 * some 10 ns.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UncontendedBenchmark {

    private static final int PEER_OPERATIONS = 200_000;

    /** This project's. */
    @State(Scope.Benchmark)
    public static class Shared {

        Region region;
        SharedObjects objects;

        /** In a region of its own. */
        @Setup
        public void open() {
            region = Region.create();
            objects = SharedObjects.create(region, 1);
        }

        /** Gives it back. */
        @TearDown
        public void close() {
            region.close();
        }
    }

    /** The JVM's own. */
    @State(Scope.Benchmark)
    public static class Local {

        final ReentrantLock lock = new ReentrantLock();
        final AtomicLong value = new AtomicLong();
    }

    /** Chronicle's. */
    @State(Scope.Benchmark)
    public static class Chronicle {

        ChroniclePair pair;

        /** In this run's directory. */
        @Setup
        public void open() throws IOException {
            pair = new ChroniclePair(Programs.directory().resolve("chronicle"));
        }

        /** Unmaps it. */
        @TearDown
        public void close() {
            pair.close();
        }
    }

    /** A peer's process at work. */
    @State(Scope.Benchmark)
    public static class Alone extends ContestState {

        /** Of {@link Peer}. */
        @Param({"C", "CPYTHON"})
        public Peer peer;

        /** Of {@link Work}. */
        @Param({"LOCK", "ADD", "RLOCK", "SEMAPHORE", "CONDITION", "BARRIER", "GET", "SET", "UPDATE"})
        public Work work;

        /** Starts it. */
        @Setup(Level.Trial)
        public void open() throws IOException, InterruptedException {
            open(peer, work, 1);
        }
    }

    @Benchmark
    public void lock(Shared shared) {
        Lock lock = shared.objects.lock();
        lock.lock();
        lock.unlock();
    }

    @Benchmark
    public void rlock(Shared shared) {
        RLock lock = shared.objects.rlock();
        lock.lock();
        lock.unlock();
    }

    @Benchmark
    public void semaphore(Shared shared) throws InterruptedException {
        Semaphore semaphore = shared.objects.semaphore();
        semaphore.acquire();
        semaphore.release();
    }

    @Benchmark
    public void signal(Shared shared) {
        Lock lock = shared.objects.lock();
        lock.lock();
        shared.objects.turn().signal();
        lock.unlock();
    }

    @Benchmark
    public int barrier(Shared shared) throws Exception {
        return shared.objects.barrier().await();
    }

    @Benchmark
    public SharedObjects.Sample get(Shared shared) {
        return shared.objects.sample().get();
    }

    @Benchmark
    public void set(Shared shared) {
        shared.objects.sample().set(SharedObjects.Sample.of(1));
    }

    @Benchmark
    public void update(Shared shared) {
        shared.objects.sample().update(SharedObjects.Sample::next);
    }

    @Benchmark
    public void reentrantLock(Local local) {
        local.lock.lock();
        local.lock.unlock();
    }

    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {ChroniclePair.OPEN_NIO, ChroniclePair.OPEN_REFLECT})
    public boolean chroniclePair(Chronicle chronicle) {
        return chronicle.pair.swapTwice();
    }

    @Benchmark
    public long getAndAdd(Shared shared) {
        return shared.objects.counter().getAndAdd(1);
    }

    @Benchmark
    public long atomicLong(Local local) {
        return local.value.getAndAdd(1);
    }

    @Benchmark
    @OperationsPerInvocation(PEER_OPERATIONS)
    public void peer(Alone alone) throws InterruptedException {
        alone.await(PEER_OPERATIONS);
    }
}
