package io.procession;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * A {@link Callable} that can travel to another process, with what it captures.
 *
 * <pre>{@code
 * Call<Long> pid = () -> Process.current().pid();
 * ExecutorService executor = pool;
 * Future<Long> workersPid = executor.submit(pid);
 * }</pre>
 */
@FunctionalInterface
public interface Call<R> extends Callable<R>, Serializable {
}
