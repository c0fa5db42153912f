package io.procession;

/**
 * How large the files of a queue are. To begin one costs milliseconds, so that a queue of which one is full too soon is
 * given larger ones, and smaller ones again when less goes through it; one in which much waits too, since there would
 * be too many of them. Where there is little space, files are small.
 *
 * <p>Each process that puts has its own, and sees by the numbers of the files how many the others have begun.
 */
final class FileSize {

    /** What a file has at least, in bytes. */
    private static final long LEAST = 2L << 20;
    /** What one has at most for the sake of speed; two or three of them there are. */
    private static final long MOST_FOR_SPEED = 16L << 20;
    private static final long MOST = 256L << 20;
    /** One of several has this part of the free space at most. */
    private static final long PART = 16;
    /** How many files there may be before they become larger. */
    private static final long FILES = 16;

    private static final long TOO_SOON_NANOS = 20_000_000;
    private static final long LATE_NANOS = 10 * TOO_SOON_NANOS;

    private long forSpeed = LEAST;
    private boolean begun;
    private long begunCycle;
    private long begunNanos;

    /**
     * Of the next file, in bytes.
     *
     * @param cycle the number of the last one
     * @param waiting how many files there are before that
     * @param usable what the file system has left, in bytes
     */
    long next(long cycle, long waiting, long nanoTime, long usable) {
        adapt(cycle, nanoTime);
        long forNumber = Math.min(LEAST * (waiting / FILES), MOST);
        return Math.max(LEAST, Math.min(Math.max(forSpeed, forNumber), usable / PART));
    }

    private void adapt(long cycle, long nanoTime) {
        if (begun && cycle >= begunCycle) {
            long lasted = (nanoTime - begunNanos) / (cycle + 1 - begunCycle);
            if (lasted < TOO_SOON_NANOS) {
                forSpeed = Math.min(2 * forSpeed, MOST_FOR_SPEED);
            } else if (lasted > LATE_NANOS) {
                forSpeed = Math.max(forSpeed / 2, LEAST);
            }
        }
        begun = true;
        begunCycle = cycle + 1;
        begunNanos = nanoTime;
    }
}
