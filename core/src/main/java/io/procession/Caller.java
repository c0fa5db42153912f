package io.procession;

/**
 * Who calls an object of a manager: a thread of a client, or, where the server's own threads call, none of one. Locks
 * know their owners by it.
 *
 * @param session null for the server's own
 */
record Caller(Session session, long thread) {

    private static final ThreadLocal<Caller> CURRENT = new ThreadLocal<>();

    /** On whose behalf this thread runs. */
    static Caller current() {
        Caller caller = CURRENT.get();
        return caller == null ? new Caller(null, Thread.currentThread().getId()) : caller;
    }

    /** From now on this thread runs on this one's behalf; null for nobody's. */
    static void set(Caller caller) {
        CURRENT.set(caller);
    }

    /** Whether the client has ended: then whatever is done for it is in vain, and its waits end. */
    boolean isGone() {
        return session != null && session.isEnded();
    }

    boolean isOfSameClient(Caller other) {
        return session == other.session;
    }

    /**
     * Notes that the client has something that its end gives back.
     *
     * @throws IllegalStateException if it has ended already
     */
    void holds(Session.Holding holding) {
        if (session != null && !session.hold(holding)) {
            throw gone();
        }
    }

    void drops(Session.Holding holding) {
        if (session != null) {
            session.drop(holding);
        }
    }

    /** The call is about to give the client something; should it never get it, this is to be done. */
    void ifLost(Runnable undo) {
        if (session != null) {
            ServedLine.ifLost(undo);
        }
    }

    /** This thread is about to wait for others: whatever else it has to do, somebody else does. */
    static void aboutToWait() {
        Attendant.aboutToWait();
    }

    /** For a call of one that has ended: nobody will read it. */
    static IllegalStateException gone() {
        return new IllegalStateException("the client has ended");
    }
}
