package io.procession;

import java.io.Serializable;

/**
 * A function of two arguments that can travel to another process, with what it captures.
 *
 * <pre>{@code
 * BiFn<Integer, Integer, Integer> power = (base, exponent) -> (int) Math.pow(base, exponent);
 * int eight = pool.apply(power, 2, 3);
 * }</pre>
 */
@FunctionalInterface
public interface BiFn<T, U, R> extends Serializable {

    /** The result for two arguments. */
    R apply(T first, U second) throws Exception;
}
