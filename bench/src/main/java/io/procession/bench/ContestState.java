package io.procession.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A {@link Contest} that goes on during a whole trial, while a benchmark method only waits until so many more
 * operations are done: JMH's operations per second are those of the processes.
 */
@State(Scope.Benchmark)
public abstract class ContestState {

    private Contest contest;
    private long awaited;

    final void open(Peer peer, Work work, int processes) throws IOException, InterruptedException {
        contest = new Contest(new JointWork(peer, work, processes));
    }

    /** What is done between two iterations is in neither. */
    @Setup(Level.Iteration)
    public void begin() {
        awaited = contest.operations();
    }

    /** What is done beyond the number counts for the next call: to look only now and then is not in the figure. */
    final void await(long operations) throws InterruptedException {
        awaited += operations;
        contest.await(awaited);
    }

    /** Ends the processes, and checks the counter. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        contest.close();
    }
}
