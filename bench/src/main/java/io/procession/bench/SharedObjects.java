package io.procession.bench;

import io.procession.shm.Barrier;
import io.procession.shm.Condition;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.RLock;
import io.procession.shm.Region;
import io.procession.shm.Semaphore;
import io.procession.shm.Type;
import io.procession.shm.Value;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What this project shares between the processes of a {@link Contest}: the twin of {@code struct shared} in C and of
 * {@code Works} in Python.
 *
 * @param turn a condition of {@code lock}
 */
record SharedObjects(Lock lock, RLock rlock, Semaphore semaphore, Condition turn, Barrier barrier, LongValue counter,
    Value<Sample> sample, LongArray array) implements Serializable {

    /** Three fields that are equal. */
    record Sample(long count, double sum, int low) {

        static Sample of(int count) {
            return new Sample(count, count, count);
        }

        Sample next() {
            return new Sample(count + 1, sum + 1, low + 1);
        }

        boolean isWhole() {
            return sum == count && low == count;
        }
    }

    /** New ones in a region, for so many processes. */
    static SharedObjects create(Region region, int processes) {
        Lock lock = Lock.create(region);
        return new SharedObjects(lock, RLock.create(region), Semaphore.create(region, processes == 1 ? 1 : 2),
            lock.newCondition(), Barrier.create(region, processes), LongValue.create(region, 0),
            Value.create(region, Type.of(Sample.class), Sample.of(0)), LongArray.create(region, Work.ELEMENTS));
    }

    /** How often processes did a work that counts. */
    long counted() {
        return counter.get() + sample.get().count() + IntStream.range(0, Work.ELEMENTS).mapToLong(array::get).sum();
    }
}
