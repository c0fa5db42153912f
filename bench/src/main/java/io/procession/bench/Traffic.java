package io.procession.bench;

import io.procession.bench.Contestants.Team;
import io.procession.bench.Contestants.Workers;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Messages of a size from some processes to others, each to one of them. An operation is a message that was received;
 * the first processes on the board are the senders.
 *
 * <p>A sender whose messages are received more slowly than it sends them waits now and then, with {@link
 * #mostUnderWay} messages under way: so that what is measured is how fast messages pass, and not how fast they pile up.
 * At its end it sends to each receiver that this is the end; a receiver that has that of each sender ends too, and by
 * then no message is left.
 */
record Traffic(Peer peer, Channel channel, int senders, int receivers, int bytes) implements Discipline, Serializable {

    /** If nothing else is said. */
    static final int MESSAGE_BYTES = 64;

    private static final int LARGEST_BATCH = 256;
    private static final int SMALLEST_BATCH = 16;
    private static final int BATCH_BYTES = 1 << 18;
    private static final int MOST_MESSAGES_UNDER_WAY = 1 << 16;
    private static final int MOST_BYTES_UNDER_WAY = 1 << 26;

    /** Messages between two notes. */
    int batch() {
        return Math.max(SMALLEST_BATCH, Math.min(LARGEST_BATCH, BATCH_BYTES / bytes));
    }

    /** More than a bounded channel has room for, and enough to outlast a sender's nap. */
    int mostUnderWay() {
        return Math.min(MOST_MESSAGES_UNDER_WAY, MOST_BYTES_UNDER_WAY / bytes);
    }

    @Override
    public double warmUpSeconds(Effort effort) {
        return peer.isJvm() ? effort.longWarmUpSeconds() : effort.warmUpSeconds();
    }

    @Override
    public Standing standing() {
        return peer.standing();
    }

    @Override
    public String missing() {
        return peer == Peer.AGRONA && bytes > AgronaRoute.MOST_BYTES
            ? "a ring as large as a pipe's takes " + AgronaRoute.MOST_BYTES + " bytes at most" : peer.missing();
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
                bytes, batch(), mostUnderWay(), boardFile);
        }
        if (peer == Peer.JUC) {
            return new Workers(peer.jvmOptions(), List.of(new JucTraffic(this, boardFile.toString())), () -> { },
                () -> { });
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
            case UNIX_SOCKET -> new UnixSocketRoute(place.toString());
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
        return peer + " " + channel.word() + " of " + bytes + " bytes " + senders + " -> " + receivers;
    }
}
