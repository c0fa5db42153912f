package io.procession;

/**
 * How far a {@code map} is.
 *
 * <pre>{@code
 * pool.map(String::length, lines, MapOptions.DEFAULT.progress(at ->
 *     System.out.printf("%d of %d, %.0f in a second%n", at.done(), at.total(), at.rate())));
 * }</pre>
 *
 * @param done how many items have a result, or an exception
 * @param failed how many of these have an exception
 * @param total how many there are; {@link #UNKNOWN} of a lazy source that has not ended yet
 * @param rate items done in a second, since the beginning
 */
public record Progress(long done, long failed, long total, double rate) {

    /** In the place of a total. */
    public static final long UNKNOWN = -1;
}
