package io.procession.shm;

import java.util.concurrent.TimeUnit;

/**
 * Keeps all but one thread of all processes out of a part of the file that is changed in several steps.
 *
 * <p>A {@link Mutex} that no user sees, so that nobody else unlocks it, or holds it for long. Whoever is inside has a
 * use of the attachment: should the region be closed now, the steps are made to their end, on memory that stays, and
 * this process lives in the eyes of the others for as long as that takes. One who dies inside leaves its steps half
 * made: the next to enter is told.
 */
final class Guard {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** How long one who waits does not look whether the region was closed. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Attachment attachment;
    private final Memory view;
    private final Mutex mutex;
    private final Runnable repair;
    /** Whom to wake on leaving. For who is inside. */
    private long wakeOffset;
    private int wakeCount;

    /**
     * @param view is closed when nobody may enter any more
     * @param offset of the line of the mutex
     * @param repair puts right what one who died inside has left half made; null if that is never half made
     */
    Guard(Attachment attachment, Memory view, long offset, Runnable repair) {
        this.attachment = attachment;
        this.view = view;
        this.repair = repair;
        this.mutex = new Mutex(attachment.memory(), offset, attachment.members(), attachment);
    }

    /** Enters, and repairs if the last one inside died there. */
    void enter() {
        view.checkOpen();
        if (!attachment.tryRetain()) {
            throw new RegionClosedException(view.file());
        }
        acquire(true);
    }

    /**
     * Enters also when the region was closed meanwhile, for those who clean up behind themselves; false if this process
     * has left the region, and what it had there goes with it.
     */
    boolean enterToLeave() {
        if (!attachment.tryRetain()) {
            return false;
        }
        acquire(false);
        return true;
    }

    /** Has up to so many who sleep on a word woken when the guard is left: not before, since they may want to enter. */
    void wakeOnExit(long offset, int sleepers) {
        wakeOffset = offset;
        wakeCount = (int) Math.min(Integer.MAX_VALUE, (long) wakeCount + sleepers);
    }

    void exit() {
        exit(true);
    }

    private void exit(boolean repaired) {
        long offset = wakeOffset;
        int sleepers = wakeCount;
        wakeCount = 0;
        if (repaired) {
            mutex.release();
        } else {
            mutex.releaseUntold();
        }
        if (sleepers > 0) {
            Parking.unpark(attachment.memory(), offset, sleepers);
        }
        attachment.release();
    }

    private void acquire(boolean whileOpen) {
        boolean acquired = mutex.tryAcquireFree();
        try {
            long start = acquired ? 0 : System.nanoTime();
            while (!acquired) {
                acquired = mutex.acquireUninterruptiblyAtMost(SLICE_NANOS);
                if (!acquired && whileOpen) {
                    view.checkOpen();
                }
                if (!acquired && System.nanoTime() - start > TIMEOUT_NANOS) {
                    throw new RegionException(view.file(), "an inner lock is held by " + mutex.owner() + " for over "
                        + TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NANOS) + " s; end that process");
                }
            }
        } finally {
            if (!acquired) {
                attachment.release();
            }
        }
        if (repair != null && mutex.isAbandoned()) {
            repair();
        }
    }

    /** If it fails the guard is left, and the next to enter repairs, as if nobody had been there. */
    private void repair() {
        boolean repaired = false;
        try {
            repair.run();
            repaired = true;
        } finally {
            if (!repaired) {
                exit(false);
            }
        }
    }
}
