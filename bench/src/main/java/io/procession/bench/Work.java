package io.procession.bench;

/** What the processes of a {@link Contest} do, over and over; once is an operation. */
public enum Work {

    /** Lock and unlock. */
    LOCK,
    /** Lock, add one to an ordinary counter in shared memory, on a cache line of its own, and unlock. */
    COUNTER,
    /** Add one to a counter in shared memory, in one atomic step; where there is none, under its lock. */
    ADD;

    /** As the programs in C and Python know it. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether each operation counts, so that the counter must end as the sum of the tallies. */
    boolean counts() {
        return this != LOCK;
    }
}
