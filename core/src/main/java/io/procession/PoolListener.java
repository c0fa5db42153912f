package io.procession;

/**
 * Is told what becomes of a {@link Pool}'s workers, by the pool's own threads: a call returns quickly. What it throws
 * is ignored.
 *
 * <pre>{@code
 * Pool pool = Pool.builder().listener(new PoolListener() {
 *     @Override public void workerDied(String name, long pid, int exitCode) {
 *         System.err.println(name + " has died: " + exitCode);
 *     }
 * }).build();
 * }</pre>
 */
public interface PoolListener {

    /** A worker is ready: its initializer has returned. */
    default void workerStarted(String name, long pid) {
    }

    /** A worker has ended since the pool told it to: it had run as many tasks as it may, or the pool was shut down. */
    default void workerRetired(String name, long pid) {
    }

    /**
     * A worker has ended otherwise, and is replaced unless the pool is shut down or broken.
     *
     * @param exitCode as {@link Process#exitCode()} has it: negative for a signal
     */
    default void workerDied(String name, long pid, int exitCode) {
    }
}
