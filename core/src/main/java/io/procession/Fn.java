package io.procession;

import java.io.Serializable;

/** A function that can travel to another process, with what it captures. */
@FunctionalInterface
public interface Fn<T, R> extends Serializable {

    /** The result for an argument. */
    R apply(T argument) throws Exception;
}
