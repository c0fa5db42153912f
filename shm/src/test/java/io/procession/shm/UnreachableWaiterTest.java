package io.procession.shm;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that waits in an object that arrived, and that nothing but its wait can reach. */
class UnreachableWaiterTest {

    /** Compiled code alone forgets an object in the middle of its method. */
    private static final List<String> COMPILED = List.of("-Xcomp", "-XX:CompileCommand=quiet",
        "-XX:CompileCommand=compileonly,io.procession.shm.*::*");

    private static final int COLLECTIONS = 20;

    /** Would catch an attachment that is released while somebody waits on its memory. */
    @ParameterizedTest
    @ValueSource(strings = {"lock", "event"})
    void waitsOnWhenOthersAreCollected(String kind) {
        try (Region region = Region.create();
            Region other = Region.create()) {
            Lock lock = Lock.create(region);
            lock.lock();
            Event event = Event.create(region);
            boolean locks = kind.equals("lock");
            try (Child child = Child.startWith(COMPILED, Waiter.class)) {
                child.say(Handles.write(locks ? lock : event)).say(Handles.write(Lock.create(other)));
                child.expect("collected");
                lock.unlock();
                event.set();
                child.expect("waited").awaitSuccess();
            }
        }
    }

    /** Waits in one object while others arrive, and everything is collected that can be. */
    static final class Waiter {
        public static void main(String[] arguments) throws Exception {
            String waitedFor = Role.hear();
            String other = Role.hear();
            Thread waiter = new Thread(() -> {
                try {
                    await(waitedFor);
                    Role.say("waited");
                } catch (RuntimeException e) {
                    Role.say(e);
                }
            });
            waiter.start();
            for (int i = 0; i < COLLECTIONS; i++) {
                Thread.sleep(10);
                System.gc();
                // An arrival releases what is no longer reachable.
                Handles.read(other, Lock.class);
            }
            Role.say("collected");
            waiter.join();
        }

        private static void await(String handle) {
            SharedObject object = Handles.read(handle, SharedObject.class);
            if (object instanceof Event) {
                await((Event) object);
            } else {
                ((Lock) object).lock();
            }
        }

        private static void await(Event event) {
            try {
                event.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
