package io.procession.bench;

import io.procession.Task;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one worker JVM does in a {@link Traffic} of {@code java.util.concurrent}, by as many threads as others have
 * processes.
 *
 * @param board the board's file
 */
record JucTraffic(Traffic traffic, String board) implements Task {

    @Override
    public void run() throws Exception {
        Route route = new JucRoute(traffic.channel());
        List<TrafficWorker> workers = IntStream.range(0, traffic.processes())
            .mapToObj(i -> new TrafficWorker(traffic, route, board, i)).toList();
        Threads.run(workers);
    }
}
