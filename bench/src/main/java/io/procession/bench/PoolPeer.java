package io.procession.bench;

import io.procession.Pool;
import java.io.IOException;
import java.util.Locale;

/** Who does a {@link PoolWork}. */
enum PoolPeer {

    /** A {@link Pool}. */
    PROCESSION,
    /** Python's {@code multiprocessing.Pool}, of forked processes. */
    PYTHON_POOL,
    /** The same, of new interpreters. */
    PYTHON_SPAWN,
    /** Python's {@code concurrent.futures.ProcessPoolExecutor}, of forked processes. */
    PYTHON_EXECUTOR,
    /** A {@code ForkJoinPool}, whose threads share one heap and one fate: beside it, one sees what isolation costs. */
    FORK_JOIN_POOL,
    /** Nobody else: a loop in the thread that wants the work done. */
    ONE_THREAD,
    /** The same, after as many JVMs as there are workers have started at once, done nothing, and ended. */
    BARE_JVM;

    /** Of a start, of the end, and of the last work begun. */
    private static final double MORE_SECONDS = 1;

    /** What this peer needs and lacks here; null if nothing. */
    String missing() {
        return isJvm() ? null : Peer.CPYTHON.missing();
    }

    Standing standing() {
        return switch (this) {
            case PROCESSION -> Standing.OURS;
            case FORK_JOIN_POOL, ONE_THREAD -> Standing.IN_PROCESS;
            case BARE_JVM -> Standing.LESS;
            case PYTHON_POOL, PYTHON_SPAWN, PYTHON_EXECUTOR -> Standing.PEER;
        };
    }

    double warmUpSeconds(Effort effort) {
        return isJvm() && this != BARE_JVM ? effort.longWarmUpSeconds() : effort.warmUpSeconds();
    }

    /** How long a measurement takes, nearly. */
    double seconds(Effort effort) {
        return warmUpSeconds(effort) + effort.seconds() + MORE_SECONDS;
    }

    private boolean isJvm() {
        return switch (this) {
            case PROCESSION, FORK_JOIN_POOL, ONE_THREAD, BARE_JVM -> true;
            case PYTHON_POOL, PYTHON_SPAWN, PYTHON_EXECUTOR -> false;
        };
    }

    /** Starts the program that has a work done whenever it is asked: see {@link PoolTimes}. */
    Program start(PoolWork work, int workers) throws IOException {
        return isJvm() ? new Program(Programs.jvm(PoolProgram.class), name(), work.name(), Integer.toString(workers))
            : new Program(Programs.python("pool"), word(name()), word(work.name()), Integer.toString(workers),
                Integer.toString(work.size()));
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
