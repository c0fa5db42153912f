package io.procession.bench;

import java.util.List;
import java.util.Locale;

/** By what processes make a {@link RoundTrip}. */
public enum Way {

    /**
     * One sets what the other waits for, and waits for what the other sets: Procession and CPython two Events, C two
     * semaphores, which is less than an Event is: glibc's do not spin, and keep no flag that many may wait for.
     */
    EVENTS(Peer.PROCESSION, Peer.C, Peer.CPYTHON),
    /** {@link Traffic#MESSAGE_BYTES} go there, and come back: through two of pipe(2) in C. */
    PIPE(Peer.PROCESSION, Peer.C, Peer.CPYTHON),
    /** As many bytes beside two words in shared memory, on which both processes spin, and never sleep. */
    WORDS(Peer.C);

    private final List<Peer> peers;

    Way(Peer... peers) {
        this.peers = List.of(peers);
    }

    List<Peer> peers() {
        return peers;
    }

    /** As the programs in C and Python know it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
