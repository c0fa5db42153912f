package io.procession;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a {@code map} of a {@link Pool} may be told.
 *
 * <pre>{@code
 * MapOptions options = MapOptions.DEFAULT.chunk(100).progress(at -> System.out.println(at.done() + " lines"));
 * List<Integer> lengths = pool.map(String::length, lines, options);
 * }</pre>
 *
 * @param chunk how many items make a task, 1 at least; {@link #AUTOMATIC}, the default, for a fourth of each worker's
 *     share, of a lazy source for one
 * @param progress is told how far it is: some times a second at most, and when all is done; by one thread at a time,
 *     which then cannot do other work for the pool. What it throws is ignored
 */
public record MapOptions(int chunk, Consumer<? super Progress> progress) {

    /** In the place of a chunk's size. */
    public static final int AUTOMATIC = 0;

    /** Chunks of automatic size; nobody is told. */
    public static final MapOptions DEFAULT = new MapOptions(AUTOMATIC, ignored -> { });

    public MapOptions {
        if (chunk < AUTOMATIC) {
            throw new IllegalArgumentException("expected a chunk of 1 item at least, or " + AUTOMATIC
                + " for an automatic size, found " + chunk);
        }
        Objects.requireNonNull(progress);
    }

    /** These, with chunks of a size, 1 at least. */
    public MapOptions chunk(int chunk) {
        if (chunk == AUTOMATIC) {
            throw new IllegalArgumentException("expected a chunk of 1 item at least, found " + chunk);
        }
        return new MapOptions(chunk, progress);
    }

    /** These, with somebody who is told how far it is. */
    public MapOptions progress(Consumer<? super Progress> progress) {
        return new MapOptions(chunk, progress);
    }
}
