package io.procession.shm;

/**
 * Sleeping on a word of a region and waking who sleeps there: the one place that does.
 *
 * <p>On Linux by {@link Futex}, elsewhere by {@link Backoff}; the system property {@value #PROPERTY} chooses:
 * {@code futex} (the default) or {@code backoff}. The library behind the futex takes tens of milliseconds to load:
 * until a thread in the background has done so, nobody waits for it, and sleepers back off. Until then this process
 * wakes nobody either: who sleeps in another by the futex notices within its slice (see {@link Wait}).
 *
 * <p>A virtual thread always backs off: in a futex it would keep its carrier, and with every carrier kept so, the
 * virtual thread that is to wake them could not run.
 *
 * <p>Nothing is initialized with the class, for good if it failed: whose stack is too deep for that gets the error, and
 * whoever comes next tries again. Where the thread that loads cannot be started, everybody backs off.
 */
final class Parking {

    static final String PROPERTY = "procession.wait";

    private static Parker backoff;
    /** The class of all virtual threads; null where there are none. */
    private static Class<?> virtual;
    /** Written last: who sees one sees the other fields too. */
    private static volatile Parker parker;

    private Parking() {
    }

    static void park(Memory memory, long offset, int value, long nanos) {
        parkerOfThread().park(memory, offset, value, nanos);
    }

    static void parkAny(Words words, long nanos) {
        parkerOfThread().parkAny(words, nanos);
    }

    private static Parker parkerOfThread() {
        Parker chosen = parker();
        return Thread.currentThread().getClass() == virtual ? backoff : chosen;
    }

    static int unpark(Memory memory, long offset, int sleepers) {
        return parker().unpark(memory, offset, sleepers);
    }

    /** The kind in use just now, but for virtual threads. */
    static Parker parker() {
        Parker chosen = parker;
        return chosen == null ? choose() : chosen;
    }

    private static synchronized Parker choose() {
        if (parker == null) {
            virtual = findVirtual();
            backoff = new Backoff();
            parker = backoff;
            startLoader();
        }
        return parker;
    }

    private static Class<?> findVirtual() {
        try {
            return Class.forName("java.lang.VirtualThread", false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static void startLoader() {
        try {
            if (!System.getProperty(PROPERTY, "futex").equals("backoff") && Futex.isSupported()) {
                Loader loader = new Loader(backoff);
                if (RuntimeDirectory.beforeEnd(new Loaded(loader))) {
                    loader.start();
                }
            }
        } catch (Throwable e) {
            // No thread, stack or memory left for it: who backs off needs none of them.
        }
    }

    private static final class Loader extends Thread {

        private final Parker fallback;

        Loader(Parker fallback) {
            super(null, null, "procession-futex", 0, false);
            this.fallback = fallback;
            setDaemon(true);
        }

        @Override
        public void run() {
            parker = Futex.orElse(fallback);
        }
    }

    /** Has the end of the JVM wait for the loader: the file that it unpacks would stay, were it cut short. */
    private record Loaded(Thread loader) implements Runnable {

        private static final long LONGEST_MILLIS = 2_000;

        @Override
        public void run() {
            try {
                loader.join(LONGEST_MILLIS);
            } catch (InterruptedException e) {
                // Whoever interrupts the end of a JVM wants it to end.
            }
        }
    }
}
