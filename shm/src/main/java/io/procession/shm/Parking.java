package io.procession.shm;

/**
 * Sleeping on a word of a region and waking who sleeps there: the one place that does.
 *
 * <p>On Linux by {@link Futex}, elsewhere by {@link Backoff}; the system property {@value #PROPERTY} chooses:
 * {@code futex} (the default) or {@code backoff}. The library behind the futex takes tens of milliseconds to load: until
 * a thread in the background has done so, nobody waits for it, and sleepers back off.
 */
final class Parking {

    static final String PROPERTY = "procession.wait";

    private static volatile Parker parker = choose();

    private Parking() {
    }

    static void park(Memory memory, long offset, int value, long nanos) {
        parker.park(memory, offset, value, nanos);
    }

    static void unpark(Memory memory, long offset, int sleepers) {
        parker.unpark(memory, offset, sleepers);
    }

    /** The kind in use just now. */
    static Parker parker() {
        return parker;
    }

    private static Parker choose() {
        Parker backoff = new Backoff();
        if (!System.getProperty(PROPERTY, "futex").equals("backoff") && Futex.isSupported()) {
            new Loader(backoff).start();
        }
        return backoff;
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
}
