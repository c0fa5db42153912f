package io.procession.bench;

import static io.procession.bench.PoolPeer.BARE_JVM;
import static io.procession.bench.PoolPeer.FORK_JOIN_POOL;
import static io.procession.bench.PoolPeer.ONE_THREAD;
import static io.procession.bench.PoolPeer.PROCESSION;
import static io.procession.bench.PoolPeer.PYTHON_EXECUTOR;
import static io.procession.bench.PoolPeer.PYTHON_POOL;
import static io.procession.bench.PoolPeer.PYTHON_SPAWN;

import java.util.List;
import java.util.stream.IntStream;

/** What a pool is given to do. */
enum PoolWork {

    /** A map of a function that does next to nothing, each item a task. A {@code ForkJoinPool} forks and joins them. */
    MAP_EACH(PoolWork.BATCH, PROCESSION, PYTHON_POOL, PYTHON_EXECUTOR, FORK_JOIN_POOL),
    /**
     * All items submitted, each as a lambda that captures it, and then all results waited for. Python's lambdas cannot
     * travel: there it is a function and its argument.
     */
    SUBMIT(PoolWork.BATCH, PROCESSION, PYTHON_POOL, PYTHON_EXECUTOR, FORK_JOIN_POOL),
    /** One item, submitted and waited for. */
    APPLY(1, PROCESSION, PYTHON_POOL, PYTHON_EXECUTOR, FORK_JOIN_POOL),
    /**
     * A map of a function that does next to nothing, in chunks of a fourth of each worker's share. A {@code
     * ForkJoinPool} runs a parallel stream.
     */
    MAP(PoolWork.LARGE_BATCH, PROCESSION, PYTHON_POOL, PYTHON_EXECUTOR, FORK_JOIN_POOL),
    /** A map of a function that computes for some milliseconds, each item a task. */
    COMPUTE(64, PROCESSION, ONE_THREAD, FORK_JOIN_POOL),
    /** A new pool maps a few items in chunks of default size, and is closed. */
    CREATE(10, PROCESSION, PYTHON_POOL, PYTHON_SPAWN, BARE_JVM);

    static final int BATCH = 10_000;
    static final int LARGE_BATCH = 1_000_000;

    private final int size;
    private final List<PoolPeer> peers;

    PoolWork(int size, PoolPeer... peers) {
        this.size = size;
        this.peers = List.of(peers);
    }

    /** How many items it has. */
    int size() {
        return size;
    }

    /** What it is done with: the integers from zero. */
    List<Integer> items() {
        return IntStream.range(0, size).boxed().toList();
    }

    List<PoolPeer> peers() {
        return peers;
    }
}
