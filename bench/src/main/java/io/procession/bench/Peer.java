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
    /** A lock in C of one word, on which a process sleeps: as small as a lock can be that sleeps. */
    C_FUTEX,
    /** A word in C on which a process spins, and never sleeps: as a lock, or for messages. */
    C_SPIN,
    /** What {@code multiprocessing} has, from forked processes; its {@code Value} is guarded by an {@code RLock}. */
    CPYTHON,
    /** Java's {@code FileLock}, which is the operating system's lock of a file. */
    FILE_LOCK,
    /**
     * As work, a pair of swaps on {@code MappedBytes}: no lock, but what one would be made of, and one process. For
     * messages, a bare Chronicle Queue: see {@link ChronicleRoute}.
     */
    CHRONICLE,
    /** {@code java.util.concurrent}, which does not cross a process' border: as many threads of one JVM. */
    JUC,
    /** For messages, a socket of the local machine: see {@link UnixSocketRoute}. */
    UNIX_SOCKET,
    /** For messages, a ring in a mapped file: see {@link AgronaRoute}. */
    AGRONA,
    /** For messages, a publication and its subscription: see {@link AeronRoute}. */
    AERON;

    private static final double PROGRAM_START_SECONDS = 0.35;
    private static final double JVM_START_SECONDS = 0.7;
    private static final double JVM_MORE_SECONDS = 0.15;

    /** What this peer needs and lacks here; null if nothing. */
    String missing() {
        return switch (this) {
            case C, C_FUTEX, C_SPIN -> Programs.find("cc") == null ? "cc is not installed" : null;
            case CPYTHON -> Programs.find("python3") == null ? "python3 is not installed" : null;
            default -> null;
        };
    }

    /** Unless what it does is less than a section is about. */
    Standing standing() {
        return switch (this) {
            case PROCESSION -> Standing.OURS;
            case JUC -> Standing.IN_PROCESS;
            default -> Standing.PEER;
        };
    }

    boolean isJvm() {
        return switch (this) {
            case C, C_FUTEX, C_SPIN, CPYTHON -> false;
            default -> true;
        };
    }

    /** How long it takes, nearly, until so many processes are at work, and until they have ended. */
    double startSeconds(int processes) {
        return isJvm() ? JVM_START_SECONDS + JVM_MORE_SECONDS * processes : PROGRAM_START_SECONDS;
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
