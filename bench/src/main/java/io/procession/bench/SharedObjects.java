package io.procession.bench;

import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import java.io.Serializable;

/**
 * What this project shares between the processes of a {@link Contest}: the twin of {@code struct shared} in C and of
 * {@code Works} in Python.
 */
record SharedObjects(Lock lock, LongValue counter) implements Serializable {

    /** New ones in a region, for so many processes. */
    static SharedObjects create(Region region, int processes) {
        return new SharedObjects(Lock.create(region), LongValue.create(region, 0));
    }

    /** How often processes did a work that counts. */
    long counted() {
        return counter.get();
    }
}
