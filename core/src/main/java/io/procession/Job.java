package io.procession;

import java.io.Serializable;

/** A {@link Runnable} that can travel to another process, with what it captures. */
@FunctionalInterface
public interface Job extends Runnable, Serializable {
}
