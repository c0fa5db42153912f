package io.procession;

import java.io.Serializable;
import java.util.concurrent.Callable;

/** A {@link Callable} that can travel to another process, with what it captures. */
@FunctionalInterface
public interface Call<R> extends Callable<R>, Serializable {
}
