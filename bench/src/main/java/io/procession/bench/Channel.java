package io.procession.bench;

import java.util.Locale;

/** What the messages of a {@link Traffic} go through. */
enum Channel {

    /** A queue without a bound. */
    QUEUE,
    /** A queue that has room for {@link #BOUND} messages. */
    BOUNDED_QUEUE,
    /** One way, from one process to one other. */
    PIPE;

    static final int BOUND = 1_000;

    /** As the program in Python knows it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many messages it has room for; 0 if that is not limited. */
    int bound() {
        return this == BOUNDED_QUEUE ? BOUND : 0;
    }
}
