package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParkingTest {

    @TempDir
    private Path directory;

    /** Would catch a process that takes a good part of a second of a processor to wake nobody. */
    @Test
    void endsOfARingAtWhichNobodySleptCloseWithoutTheLibraryOfTheFutex() throws IOException {
        Path loaded = directory.resolve("loaded");
        try (Child child = Child.startWith(List.of("-Xlog:class+load:file=" + loaded), Closer.class)) {
            child.expect("closed").awaitSuccess();
        }
        String classes = Files.readString(loaded);
        assertTrue(classes.contains(RingBuffer.class.getName()), classes);
        assertFalse(classes.contains("com.sun.jna"), classes);
    }

    static final class Closer {
        public static void main(String[] arguments) {
            RingBuffer ring = RingBuffer.create(Region.create(), 1);
            ring.sender().close();
            ring.receiver().close();
            ring.region().close();
            Role.say("closed");
        }
    }

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
