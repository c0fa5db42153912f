package io.procession.shm;

/**
 * A way for a thread to sleep on a word of a region, and to be woken.
 *
 * <p>The word is 32 bits wide. A sleeper that is killed leaves nothing behind; a waker that is killed between its store
 * and its wake leaves sleepers to their time-out. So every sleep is short ({@link Wait} says how short), and a return
 * promises nothing: whoever slept looks at the word again. Sleepers and wakers of different kinds may meet on one word.
 */
interface Parker {

    /** Sleeps while the word holds a value, for some nanoseconds at the longest, or until it is woken. */
    void park(Memory memory, long offset, int value, long nanos);

    /** As {@link #park}, while each of several words holds its value: whoever wakes one of them wakes this sleeper. */
    void parkAny(Words words, long nanos);

    /**
     * Wakes up to so many sleepers, in every process, and says how many it knows it has woken. Also if the view was
     * closed meanwhile: those in other processes have seen nothing of that.
     */
    int unpark(Memory memory, long offset, int sleepers);
}
