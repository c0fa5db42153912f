package io.procession.examples;

/** Shows how far the copying is. Used by one thread at a time. */
interface Progress extends AutoCloseable {

    /** Shows how much is done. What was done is never shown as undone. */
    void show(long files, long bytes);

    /** Tells the user something on the standard error output, on a line of its own. */
    void say(String line);

    /** Shows no more. Idempotent. */
    @Override
    void close();
}
