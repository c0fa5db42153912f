package io.procession.bench;

import java.util.List;
import java.util.Locale;

/** By what processes make a {@link RoundTrip}. */
public enum Way {

    /**
     * One sets what the other waits for, and waits for what the other sets: Procession and CPython two Events, C two
     * semaphores, which is less than an Event is: glibc's do not spin, and keep no flag that many may wait for. JUC has
     * two semaphores between two threads.
     */
    EVENTS(Peer.PROCESSION, Peer.C, Peer.CPYTHON, Peer.JUC),
    /**
     * {@link Traffic#MESSAGE_BYTES} go there, and come back: through two of pipe(2) in C, beside two words on which
     * both processes spin in C_SPIN, from thread to thread by two synchronous queues in JUC.
     */
    PIPE(Peer.PROCESSION, Peer.C, Peer.C_SPIN, Peer.CPYTHON, Peer.UNIX_SOCKET, Peer.JUC);

    private final List<Peer> peers;

    Way(Peer... peers) {
        this.peers = List.of(peers);
    }

    List<Peer> peers() {
        return peers;
    }

    /** Those of them who sleep when nothing comes, sooner or later. */
    List<Peer> sleepingPeers() {
        return peers.stream().filter(peer -> peer != Peer.C_SPIN).toList();
    }

    /** As the programs in C and Python know it, of a peer. */
    String word(Peer peer) {
        return peer == Peer.C_SPIN ? "words" : name().toLowerCase(Locale.ROOT);
    }
}
