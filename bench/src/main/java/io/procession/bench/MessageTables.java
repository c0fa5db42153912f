package io.procession.bench;

import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The comparisons of messages from some processes to others, and there and back. */
final class MessageTables {

    /** Longer than anybody spins. */
    private static final int COLD_MILLIS = 5;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double P99 = 99;

    private final Plan plan;
    private final Section section;

    MessageTables(Plan plan, Section section) {
        this.plan = plan;
        this.section = section;
    }

    void add() {
        switch (section) {
            case ROUNDTRIP -> roundTrips("round trip between 2 processes", Way.EVENTS, 0);
            case QUEUE -> queue();
            case PIPE -> pipe();
            default -> throw new IllegalArgumentException(section.toString());
        }
    }

    private void queue() {
        for (int bytes : plan.effort().queueBytes()) {
            traffic("queue from 1 process to 1", bytes(bytes), Channel.QUEUE, 1, 1, bytes, Peer.PROCESSION,
                Peer.CPYTHON, Peer.CHRONICLE, Peer.JUC);
        }
        String family = "queue of " + bytes(Traffic.MESSAGE_BYTES);
        if (!plan.effort().isBrief()) {
            queue(family, 2, 1);
            queue(family, 1, 2);
            queue(family, 2, 2);
            traffic("queue with room for " + Channel.BOUND, "processes: 1 -> 1", Channel.BOUNDED_QUEUE, 1, 1,
                Traffic.MESSAGE_BYTES, Peer.PROCESSION, Peer.CPYTHON, Peer.JUC);
        }
    }

    private void queue(String family, int senders, int receivers) {
        traffic(family, "processes: " + senders + " -> " + receivers, Channel.QUEUE, senders, receivers,
            Traffic.MESSAGE_BYTES, Peer.PROCESSION, Peer.CPYTHON, Peer.JUC);
    }

    private void pipe() {
        roundTrips("round trip through a pipe", Way.PIPE, 0);
        if (!plan.effort().isBrief()) {
            roundTrips("round trip through a pipe, every " + COLD_MILLIS + " ms", Way.PIPE, COLD_MILLIS);
        }
        for (int bytes : plan.effort().pipeBytes()) {
            traffic("one way through a pipe", bytes(bytes), Channel.PIPE, 1, 1, bytes, Peer.PROCESSION, Peer.CPYTHON,
                Peer.UNIX_SOCKET, Peer.AGRONA, Peer.AERON);
        }
    }

    private static String bytes(int number) {
        return number + " bytes";
    }

    private void traffic(String family, String setting, Channel channel, int senders, int receivers, int bytes,
                         Peer... peers) {
        Unit unit = Unit.THOUSANDS_PER_SECOND;
        Table table = plan.table(section, family, setting, unit);
        Stream.of(peers).map(peer -> new Traffic(peer, channel, senders, receivers, bytes))
            .forEach(traffic -> Contest.addTo(table, traffic, unit, plan.effort()));
    }

    private void roundTrips(String family, Way way, int idleMillis) {
        Effort effort = plan.effort();
        Table medians = plan.table(section, family + ": median", "", Unit.MICROS);
        Table tails = plan.table(section, family + ": 99th percentile", "", Unit.MICROS);
        List<Peer> peers = idleMillis == 0 ? way.peers() : way.sleepingPeers();
        for (Peer peer : peers) {
            Histogram all = plan.histogram(section, family, peer.name(), peer.standing());
            Histogram last = new Histogram(all.getNumberOfSignificantValueDigits());
            double warmUp = peer.isJvm() ? effort.jvmWarmUpSeconds() : effort.warmUpSeconds();
            medians.add(peer.name(), peer.standing(), peer.missing(), warmUp + effort.seconds() + peer.startSeconds(2),
                () -> {
                    last.reset();
                    RoundTrip.measure(peer, way, warmUp, effort.seconds(), idleMillis, last);
                    all.add(last);
                    return last.getValueAtPercentile(50) / NANOS_PER_MICRO;
                });
            tails.add(peer.name(), peer.standing(), peer.missing(), 0,
                () -> {
                    if (last.getTotalCount() == 0) {
                        throw new IllegalStateException("no round trips");
                    }
                    return last.getValueAtPercentile(P99) / NANOS_PER_MICRO;
                });
        }
    }
}
