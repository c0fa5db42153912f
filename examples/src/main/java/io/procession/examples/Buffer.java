package io.procession.examples;

import io.procession.Process;
import io.procession.shm.Condition;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * The bounded buffer of {@link java.util.concurrent.locks.Condition}'s documentation, between processes: what changes
 * is the import, and that its fields are shared.
 */
@Command(name = "buffer", description = {
    "A bounded buffer by Condition, between producers and consumers.",
    "",
    "The example in the documentation of java.util.concurrent.locks.Condition, with shared fields: what"
        + " changes is the import."})
final class Buffer extends Demo {

    private static final int ITEMS = 2_000;

    @Override
    void run() throws InterruptedException {
        BoundedBuffer buffer = BoundedBuffer.create(10);
        LongValue sum = LongValue.create(0);
        List<Process> all = new ArrayList<>(start("producer", 2, number -> () -> {
            for (int item = number; item <= 2 * ITEMS; item += 2) {
                buffer.put(item);
            }
            say("has put " + ITEMS + " items");
        }));
        all.addAll(start("consumer", 2, number -> () -> {
            for (int i = 0; i < ITEMS; i++) {
                sum.addAndGet(buffer.take());
            }
            say("has taken " + ITEMS + " items");
        }));
        join(all);
        check(sum.get() == ITEMS * (2L * ITEMS + 1), "what was taken has the sum of what was put: " + sum);
        check(buffer.count().get() == 0, "nothing is left");
    }

    private record BoundedBuffer(Lock lock, Condition notFull, Condition notEmpty, LongArray items, LongValue putIndex,
                                 LongValue takeIndex, LongValue count) implements Serializable {

        static BoundedBuffer create(int capacity) {
            Lock lock = Lock.create();
            return new BoundedBuffer(lock, lock.newCondition(), lock.newCondition(), LongArray.create(capacity),
                LongValue.create(0), LongValue.create(0), LongValue.create(0));
        }

        void put(long item) throws InterruptedException {
            lock.lock();
            try {
                while (count.get() == items.length()) {
                    notFull.await();
                }
                items.set((int) (putIndex.getAndIncrement() % items.length()), item);
                count.incrementAndGet();
                notEmpty.signal();
            } finally {
                lock.unlock();
            }
        }

        long take() throws InterruptedException {
            lock.lock();
            try {
                while (count.get() == 0) {
                    notEmpty.await();
                }
                long item = items.get((int) (takeIndex.getAndIncrement() % items.length()));
                count.decrementAndGet();
                notFull.signal();
                return item;
            } finally {
                lock.unlock();
            }
        }
    }
}
