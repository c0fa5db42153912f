package io.procession.shm;

/**
 * How long one who has received all that it had seen lets messages gather before it looks for more.
 *
 * <p>With each look the line of the tail comes from the sender's cache, and goes back with the next message: if the two
 * go in step, each message costs more than a hundred nanoseconds for that alone. Who looks a little later finds many
 * messages at once. So it pauses, ever longer while it finds few. But where each side waits for what the other one
 * answers there is never more than one message, and to pause would only delay it. So who finds no more than one soon
 * pauses no longer, and only now and then tries. Racing updates lose each other's, which does not matter.
 */
final class Lull {

    /** As {@link Thread#onSpinWait}: some tens of nanoseconds each. */
    private static final int MAX_PAUSES = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;
    /** So many bytes at once are enough, and this part of a ring that is small: the sender is not to wait for room. */
    private static final int ENOUGH_BYTES = 1024;
    private static final int ENOUGH_PART = 4;

    private static final int TRIAL_PAUSES = Math.min(MAX_PAUSES, 8);
    private static final int TRIAL_INTERVAL = 256;

    private final int enoughBytes;
    private int pauses;
    private int untilTrial = TRIAL_INTERVAL;

    /** @param capacity the ring's, in bytes */
    Lull(int capacity) {
        enoughBytes = Math.min(ENOUGH_BYTES, capacity / ENOUGH_PART);
    }

    /** How often to pause. */
    int pauses() {
        return pauses;
    }

    /** There was a message, and what takes so many bytes behind it. */
    void found(long bytesBehind) {
        int last = pauses;
        if (bytesBehind <= 0) {
            foundNoMore();
        } else if (bytesBehind < enoughBytes) {
            pauses = Math.min(MAX_PAUSES, last + last / 2 + 1);
        } else {
            pauses = last - (last + 3) / 4;
        }
    }

    /** There was none, or one alone. */
    void foundNoMore() {
        pauses /= 2;
        if (--untilTrial <= 0) {
            untilTrial = TRIAL_INTERVAL;
            pauses = TRIAL_PAUSES;
        }
    }
}
