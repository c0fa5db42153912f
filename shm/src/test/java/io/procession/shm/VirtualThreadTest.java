package io.procession.shm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualThreadTest {

    private static final int FIRST_RELEASE = 21;
    private static final List<String> ONE_CARRIER =
        List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    /** Would catch a waiter that keeps its carrier: who is to wake it would never run. */
    @Test
    void waitsWithoutItsCarrier() {
        assumeTrue(Runtime.version().feature() >= FIRST_RELEASE, "there are no virtual threads");
        try (Child child = Child.startWith(ONE_CARRIER, Waiter.class)) {
            child.expect("locked").expect("set").awaitSuccess();
        }
    }

    /** Has virtual threads wait, and others do what they wait for. */
    static final class Waiter {
        public static void main(String[] arguments) throws Exception {
            Role.endWithTest();
            Waiting.load();
            Lock lock = Lock.create();
            lock.lock();
            Thread locker = startVirtual(lock::lock);
            Waiting.untilWaitedFor(lock);
            startVirtual(lock::unlock);
            locker.join(TimeUnit.SECONDS.toMillis(Child.DEADLINE_SECONDS / 2));
            Role.say(locker.isAlive() ? "hangs" : "locked");
            Event event = Event.create();
            Thread awaiter = startVirtual(() -> {
                try {
                    event.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Waiting.untilWaitedFor(event);
            startVirtual(event::set);
            awaiter.join(TimeUnit.SECONDS.toMillis(Child.DEADLINE_SECONDS / 2));
            Role.say(awaiter.isAlive() ? "hangs" : "set");
            System.exit(0);
        }

        /** By reflection, since these tests are compiled for a release without them. */
        private static Thread startVirtual(Runnable task) throws ReflectiveOperationException {
            return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        }
    }
}
