package io.procession;

import java.io.Serializable;

/**
 * A {@link Runnable} that can travel to another process, with what it captures.
 *
 * <pre>{@code
 * LongValue visits = LongValue.create(0);
 * Job visit = () -> visits.incrementAndGet();
 * ExecutorService executor = pool;
 * executor.execute(visit);
 * }</pre>
 */
@FunctionalInterface
public interface Job extends Runnable, Serializable {
}
