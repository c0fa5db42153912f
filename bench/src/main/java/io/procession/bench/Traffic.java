package io.procession.bench;

import io.procession.bench.Contestants.Team;
import io.procession.bench.Contestants.Workers;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Messages of {@link #MESSAGE_BYTES} from some processes to others, each to one of them. An operation is a message that
 * was received; the first processes on the board are the senders.
 *
 * <p>A sender whose messages are received more slowly than it sends them waits now and then, with {@link
 * #MOST_UNDER_WAY} messages under way: so that what is measured is how fast messages pass, and not how fast they pile
 * up. At its end it sends to each receiver that this is the end; a receiver that has that of each sender ends too, and
 * by then no message is left.
 */
record Traffic(Peer peer, Channel channel, int senders, int receivers) implements Discipline, Serializable {

    static final int MESSAGE_BYTES = 64;
    /** Messages between two notes. */
    static final int BATCH = 256;
    /** More than a bounded channel has room for, and enough to outlast a sender's nap. */
    static final int MOST_UNDER_WAY = 1 << 16;

    @Override
    public double warmUpSeconds() {
        return peer == Peer.CPYTHON ? Compare.WARM_UP_SECONDS : Compare.JVM_WARM_UP_SECONDS;
    }

    @Override
    public int processes() {
        return senders + receivers;
    }

    @Override
    public boolean isCounted(int process) {
        return process >= senders;
    }

    @Override
    public Contestants start(Path boardFile, Board board) throws IOException {
        if (peer == Peer.CPYTHON) {
            return new Team(Programs.python("traffic", "board"), channel.word(), channel.bound(), senders, receivers,
                MESSAGE_BYTES, BATCH, MOST_UNDER_WAY, boardFile);
        }
        Route route = route();
        List<TrafficWorker> tasks = IntStream.range(0, processes())
            .mapToObj(i -> new TrafficWorker(this, route, boardFile.toString(), i)).toList();
        return new Workers(peer.jvmOptions(), tasks, () -> { }, route::release);
    }

    private Route route() throws IOException {
        Path place = Programs.directory().resolve("route");
        return switch (peer) {
            case PROCESSION -> switch (channel) {
                case PIPE -> new PipeRoute();
                case QUEUE, BOUNDED_QUEUE -> QueueRoute.of(channel);
            };
            case CHRONICLE -> new ChronicleRoute(place.toString());
            case AGRONA -> new AgronaRoute(place.toString());
            case AERON -> new AeronRoute(place.toString());
            default -> throw new IllegalArgumentException(this + ": no such route");
        };
    }

    /** How many messages were sent until now. */
    long sent(Board board) {
        return sum(board, 0, senders);
    }

    /** How many messages were received until now. */
    long received(Board board) {
        return sum(board, senders, senders + receivers);
    }

    private static long sum(Board board, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += board.tally(i);
        }
        return sum;
    }

    @Override
    public String flaw(Board board) {
        return sent(board) == received(board) ? null : sent(board) + " sent, " + received(board) + " received";
    }

    @Override
    public String toString() {
        return peer + " " + channel.word() + " " + senders + " -> " + receivers;
    }
}
