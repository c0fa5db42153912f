package io.procession;

/**
 * What the thread at hand encodes or decodes for a manager: managed objects cross as {@link ObjectHandle}s, which stand
 * for the object itself in its server, and for a proxy everywhere else.
 */
abstract class Crossing implements AutoCloseable {

    private static final ThreadLocal<Crossing> CURRENT = new ThreadLocal<>();

    private final Crossing outer = CURRENT.get();

    Crossing() {
        CURRENT.set(this);
    }

    /** That of this thread; null if it crosses nothing. */
    static Crossing current() {
        return CURRENT.get();
    }

    /** The manager's server that is on the other side, or this one. */
    abstract long serverId();

    /** What is to be written in an object's place: a handle for a managed object, the object itself for all else. */
    abstract Object replace(Object object);

    /**
     * What a handle that was made for this very crossing stands for here.
     *
     * @param face the name of the interface of the object
     */
    abstract Object resolve(long object, String face);

    @Override
    public final void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
