package io.procession.shm;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParkingTest {

    /** Would catch a class that cannot be used any more since its first use was at the end of a stack. */
    @Test
    void outlivesAFirstUseWithoutAStackLeft() {
        try (Child child = Child.start(Diver.class)) {
            child.expect("waited").awaitSuccess();
        }
    }

    /** Waits for a lock at the end of its stack first, then at the beginning. */
    static final class Diver {
        public static void main(String[] arguments) throws Exception {
            Lock lock = Lock.create();
            lock.lock();
            Wait.atMost(1);
            Thread diver = new Thread(null, () -> dive(lock), "diver", 256 * 1024);
            diver.start();
            diver.join();
            Role.say(lock.tryLock(1, TimeUnit.MILLISECONDS) ? "locked" : "waited");
        }

        private static void dive(Lock lock) {
            try {
                dive(lock);
            } catch (StackOverflowError e) {
                // Every call on the way up tries with a little more of the stack.
            }
            try {
                lock.tryLock(1, TimeUnit.NANOSECONDS);
                lock.tryLock(10, TimeUnit.MICROSECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
