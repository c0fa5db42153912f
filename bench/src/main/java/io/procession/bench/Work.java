package io.procession.bench;

import java.util.List;
import java.util.Locale;

/** What the processes of a {@link Contest} do, over and over; once is an operation. */
public enum Work {

    /** Lock and unlock. */
    LOCK,
    /** Lock, add one to an ordinary counter in shared memory, on a cache line of its own, and unlock. */
    COUNTER,
    /** Add one to a counter in shared memory, in one atomic step; where there is none, under its lock. */
    ADD,
    /** As {@link #LOCK}, of a lock that its owner may take once more. */
    RLOCK,
    /** As {@link #COUNTER}, under a lock that its owner may take once more. */
    RCOUNTER,
    /** Acquire a permit and release it: the only one if the process is alone, one of two if it is not. */
    SEMAPHORE,
    /**
     * Lock, wait on a condition until it is this process' turn, pass the turn to the next one, signal, and unlock. With
     * more than two processes, who all wait on that condition, signal all. Alone, nobody waits.
     */
    CONDITION,
    /** Wait at a barrier until all processes are there, which is one operation for all of them together. */
    BARRIER,
    /**
     * The first process gets a value of three fields, and sees that they belong together. All others {@link #SET} it,
     * which does not count.
     */
    GET,
    /** Set a value of three fields. */
    SET,
    /** Add one to each of the three fields of a value. */
    UPDATE,
    /** Get an element of an array of {@link #ELEMENTS}, by each process of one after the other. */
    ARRAY_GET,
    /** Set an element, likewise. */
    ARRAY_SET,
    /** Add one to an element, likewise, as {@link #ADD} does. */
    ARRAY_ADD;

    /** A power of two. */
    static final int ELEMENTS = 1024;

    private static final int BATCH = 64;
    private static final int BATCH_IN_STEP = 16;

    /** As the programs in C and Python know it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Operations between two notes, the same for all peers, so that noting costs each of them as little: fewer where
     * processes wait for one another, so that a second has enough of them.
     */
    int batch() {
        return isInStep() ? BATCH_IN_STEP : BATCH;
    }

    /** Whether no process can be ahead of the others. */
    boolean isInStep() {
        return this == CONDITION || this == BARRIER;
    }

    /** Whether what the first process does is all that counts. */
    boolean isOfFirst() {
        return this == BARRIER || this == GET;
    }

    /** Whether it is of a value of three fields. */
    boolean isOfValue() {
        return this == GET || this == SET || this == UPDATE;
    }

    /** Whether each operation counts, so that the counter must end as the number of operations. */
    boolean counts() {
        return switch (this) {
            case COUNTER, ADD, RCOUNTER, CONDITION, BARRIER, UPDATE, ARRAY_ADD -> true;
            case LOCK, RLOCK, SEMAPHORE, GET, SET, ARRAY_GET, ARRAY_SET -> false;
        };
    }

    /** Who can do it, this project first. */
    List<Peer> peers() {
        return switch (this) {
            case LOCK -> List.of(Peer.PROCESSION, Peer.C, Peer.C_FUTEX, Peer.C_SPIN, Peer.CPYTHON, Peer.FILE_LOCK,
                Peer.CHRONICLE, Peer.JUC);
            case COUNTER -> List.of(Peer.PROCESSION, Peer.C, Peer.C_FUTEX, Peer.C_SPIN, Peer.CPYTHON, Peer.FILE_LOCK,
                Peer.JUC);
            case GET, SET, UPDATE -> List.of(Peer.PROCESSION, Peer.C, Peer.CPYTHON);
            case ADD, RLOCK, RCOUNTER, SEMAPHORE, CONDITION, BARRIER, ARRAY_GET, ARRAY_SET, ARRAY_ADD ->
                List.of(Peer.PROCESSION, Peer.C, Peer.CPYTHON, Peer.JUC);
        };
    }
}
