package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a region stays attached that a handle has led to. */
class ArrivalTest {

    @TempDir
    Path directory;

    private Region region;
    private Child maker;

    @BeforeEach
    void startMaker() {
        region = Region.open(directory.resolve("region"));
        maker = Child.start(Arriver.class);
    }

    @AfterEach
    void close() {
        maker.close();
        region.close();
    }

    @Test
    void isAttachedWhileAnObjectInItIsReachable() {
        maker.say(Handles.write(Lock.open(region, "lock"))).expect("locked");
        maker.say("collect").expect("collected");
        assertSame(true, Lock.open(region, "lock").owner().orElseThrow().alive());
    }

    @Test
    void isLeftOnceNothingInItIsReachable() {
        maker.say(Handles.write(Lock.open(region, "lock"))).expect("locked");
        maker.say("forget").expect("forgotten");
        Waiting.until("the region is left", () -> {
            // The next arrival releases what is not reachable any more.
            maker.say("collect").expect("collected");
            return !Lock.open(region, "lock").owner().orElseThrow().alive();
        });
    }

    /** Takes the lock that it is given, keeps it or forgets about it. */
    static final class Arriver {

        private static Lock lock;

        public static void main(String[] arguments) {
            lock = Handles.read(Role.hear(), Lock.class);
            lock.lock();
            Role.say("locked");
            String other = Handles.write(LongValue.create(1));
            for (String order; (order = Role.hear()) != null; ) {
                if (order.equals("forget")) {
                    lock = null;
                    Role.say("forgotten");
                } else {
                    System.gc();
                    Handles.read(other, LongValue.class);
                    Role.say("collected");
                }
            }
        }
    }
}
