package io.procession;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A flag in a manager's server that others wait for: Python's {@code Manager().Event()}.
 *
 * <pre>{@code
 * ManagedEvent ready = manager.event();
 * Process.start(() -> {
 *     prepare();
 *     ready.set();
 * });
 * ready.await();
 * }</pre>
 */
public interface ManagedEvent {

    /** Sets the flag and lets all who wait go on. */
    void set();

    /** Clears the flag. */
    void clear();

    /** Whether the flag is set. */
    boolean isSet();

    /** Waits until the flag is set. */
    void await() throws InterruptedException;

    /** Waits until the flag is set, for some time at the longest; says whether it was. */
    boolean await(long time, TimeUnit unit) throws InterruptedException;

    /** As {@link #await(long, TimeUnit)}. */
    boolean await(Duration time) throws InterruptedException;
}
