package io.procession;

import java.io.Serializable;

/**
 * A function that can travel to another process, with what it captures.
 *
 * <pre>{@code
 * Fn<String, Long> size = file -> Files.size(Path.of(file));
 * List<Long> sizes = pool.map(size, List.of("pom.xml", "README.md"));
 * }</pre>
 */
@FunctionalInterface
public interface Fn<T, R> extends Serializable {

    /** The result for an argument. */
    R apply(T argument) throws Exception;
}
