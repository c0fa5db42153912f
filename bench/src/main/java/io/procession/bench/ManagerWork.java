package io.procession.bench;

/** What the clients of a manager do, each again and again. */
enum ManagerWork {

    /** Gets a number from a map that all share. */
    GET,
    /** Puts a number into a map that all share. */
    PUT,
    /** Puts a number into a queue of the client's own, and takes it out. */
    QUEUE,
    /** Locks and unlocks a lock of the client's own. */
    LOCK
}
