package io.procession;

/**
 * How far a {@code map} is.
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
