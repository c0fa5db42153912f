package io.procession;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what was taken on and has not come to its end. */
final class Outstanding {

    private final AtomicLong count = new AtomicLong();
    private final Runnable none;

    /**
     * @param none is told each time that nothing is left
     */
    Outstanding(Runnable none) {
        this.none = none;
    }

    /** There is one more. */
    void begun() {
        count.incrementAndGet();
    }

    /** There is one less. */
    void finished() {
        if (count.decrementAndGet() == 0) {
            none.run();
        }
    }

    long count() {
        return count.get();
    }
}
