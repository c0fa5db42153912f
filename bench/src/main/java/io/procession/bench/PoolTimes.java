package io.procession.bench;

import java.io.IOException;

/**
 * How long a {@link PoolWork} takes, with all its items. What comes back is verified, outside of that time.
 *
 * @param items how many it has
 * @param meanNanos of all times
 * @param p99Nanos what one time in a hundred exceeds
 */
record PoolTimes(int items, long meanNanos, long medianNanos, long p99Nanos) {

    /** Has it done by a new process for a time, when that has warmed up. */
    static PoolTimes measure(PoolPeer peer, PoolWork work, int workers, Effort effort) throws IOException {
        try (Program program = peer.start(work, workers)) {
            program.ask(Double.toString(peer.warmUpSeconds(effort)));
            return of(work, program.ask(Double.toString(effort.seconds())));
        }
    }

    /** Has it done by a new process once, which has not warmed up. */
    static PoolTimes first(PoolPeer peer, PoolWork work, int workers) throws IOException {
        try (Program program = peer.start(work, workers)) {
            return of(work, program.ask("0"));
        }
    }

    private static PoolTimes of(PoolWork work, String answer) {
        String[] words = answer.split(" ");
        return new PoolTimes(work.size(), Long.parseLong(words[0]), Long.parseLong(words[1]),
            Long.parseLong(words[2]));
    }

    /** Items per second. */
    double throughput() {
        return items * 1e9 / meanNanos;
    }
}
