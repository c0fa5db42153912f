package io.procession;

/**
 * One of a pool's places, filled by one worker after another. When the present one has almost as many tasks as it may
 * have, its successor is started, which begins when the present one has ended its last.
 */
final class Seat {

    /** A successor is started when what the present one may yet do takes no longer than so many starts. */
    private static final int STARTS_AHEAD = 2;

    private final Dispatcher dispatcher;
    private final String name;
    private volatile Hand present;
    private Hand successor;
    private int restarts;
    private long doneBefore;

    Seat(Dispatcher dispatcher, String name) {
        this.dispatcher = dispatcher;
        this.name = name;
    }

    /** Starts the first worker. */
    synchronized void fill() {
        present = dispatcher.start(new Hand(dispatcher, this, name, true));
    }

    Hand present() {
        return present;
    }

    WorkerStats stats() {
        Hand hand;
        long before;
        int earlier;
        synchronized (this) {
            hand = present;
            before = doneBefore;
            earlier = restarts;
        }
        return hand.stats(before, earlier);
    }

    /** A hand has been given work, may be given so much more, and this is how long each takes; 0 if unknown. */
    void given(Hand hand, int left, long averageNanos) {
        boolean isKnown = averageNanos > 0;
        if (left == 0 || isKnown && (double) left * averageNanos < (double) STARTS_AHEAD * dispatcher.startNanos()) {
            prepare(hand);
        }
    }

    /** A hand has almost as much work as it may have: starts its successor, if there is none yet. */
    synchronized void prepare(Hand hand) {
        if (hand == present && successor == null && dispatcher.isToGoOn()) {
            successor = dispatcher.start(new Hand(dispatcher, this, name, false));
        }
    }

    /** Whether a hand that may have no more work may go: not before its successor is up. */
    synchronized boolean mayGo(Hand hand) {
        return hand != present || successor != null && successor.isReady() || !dispatcher.isToGoOn();
    }

    /** A hand's worker is ready: the one before it may wait for that. */
    void ready() {
        present.wake();
    }

    /** A hand gets no more work: its successor does. */
    void retired(Hand hand) {
        Hand next;
        synchronized (this) {
            next = hand == present ? replace() : null;
        }
        if (next != null) {
            next.activate();
        }
    }

    /** A hand's worker has ended. */
    void ended(Hand hand) {
        synchronized (this) {
            if (hand == successor) {
                successor = null;
            }
        }
        present.wake();
        retired(hand);
    }

    /** The next one, to be activated; null if there is none. */
    private Hand replace() {
        if (successor == null) {
            if (!dispatcher.isToGoOn()) {
                return null;
            }
            successor = dispatcher.start(new Hand(dispatcher, this, name, false));
        }
        restarts++;
        doneBefore += present.done();
        present = successor;
        successor = null;
        return present;
    }

    /** Everybody here looks whether it is to end. */
    void wake() {
        Hand next;
        synchronized (this) {
            next = successor;
        }
        Hand first = present;
        if (first != null) {
            first.wake();
        }
        if (next != null) {
            next.wake();
        }
    }
}
