package io.procession.bench;

import java.util.List;

/** Who is compared. */
public enum Peer {

    /** This project's {@link SharedObjects} and {@link Route}s, from worker JVMs. */
    PROCESSION,
    /**
     * What POSIX and C11 have, process-shared, from forked processes: robust mutexes, as this project's locks are, a
     * condition variable, a barrier, a semaphore, an atomic, and a struct guarded by a mutex.
     */
    C,
    /** What {@code multiprocessing} has, from forked processes; its {@code Value} is guarded by an {@code RLock}. */
    CPYTHON,
    /**
     * As work, a pair of swaps on {@code MappedBytes}: no lock, but what one would be made of, and one process. For
     * messages, a bare Chronicle Queue: see {@link ChronicleRoute}.
     */
    CHRONICLE,
    /** {@code ReentrantLock} and {@code AtomicLong}, which do not cross a process' border. One process. */
    JUC,
    /** For messages, a ring in a mapped file: see {@link AgronaRoute}. */
    AGRONA,
    /** For messages, a publication and its subscription: see {@link AeronRoute}. */
    AERON;

    /** Who can let several processes do the same {@link Work}. */
    static final List<Peer> OF_WORK = List.of(PROCESSION, C, CPYTHON);

    /** What this peer needs and lacks here; null if nothing. */
    String missing() {
        return switch (this) {
            case C -> Programs.find("cc") == null ? "cc is not installed" : null;
            case CPYTHON -> Programs.find("python3") == null ? "python3 is not installed" : null;
            default -> null;
        };
    }

    /** What its JVMs need, or are the faster for, and this project's do without. */
    List<String> jvmOptions() {
        return switch (this) {
            case CHRONICLE -> List.of(ChroniclePair.OPEN_NIO, ChroniclePair.OPEN_REFLECT,
                ChronicleRoute.NO_DISK_MONITOR);
            case AGRONA, AERON -> List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-Dagrona.disable.bounds.checks=true");
            default -> List.of();
        };
    }
}
