package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM without any flag prints nothing but what its program prints, and leaves nothing behind. */
class QuietTest {

    /** In milliseconds: by then the library is loaded. */
    private static final int LATEST_END = 200;

    @TempDir
    Path parent;

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void printsNothingAndLeavesNothing(String parker) {
        try (Child child = Child.startBare(options(parker), User.class)) {
            child.awaitSuccess();
        }
        assertFalse(Files.exists(parent.resolve("runtime")));
    }

    /** Would catch a cache of the library behind the futex in the user's home. */
    @Test
    void leavesNoDirectoryInTheHome() throws IOException {
        Path home = Files.createDirectory(parent.resolve("home"));
        List<String> options = new ArrayList<>(options("futex"));
        options.add("-Duser.home=" + home);
        try (Child child = Child.startBare(options, User.class)) {
            child.awaitSuccess();
        }
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(List.of(), files.toList());
        }
    }

    /** The library behind the futex is unpacked to a file while others go on: also to the end of the JVM. */
    @Test
    @Timeout(600)
    void leavesNothingWhenItEndsWhileTheFutexIsLoaded() throws IOException {
        Path home = Files.createDirectory(parent.resolve("home"));
        List<String> options = Stream.concat(options("futex").stream(),
            Stream.of("-Duser.home=" + home, "-Djava.io.tmpdir=" + home)).toList();
        int rounds = Soak.rounds(3, 100);
        for (int i = 0; i < rounds; i++) {
            try (Child child = Child.startBare(options, Hurried.class, i * LATEST_END / rounds)) {
                child.awaitSuccess();
            }
        }
        try (Stream<Path> files = Files.walk(home)) {
            assertEquals(List.of(), files.filter(file -> !file.equals(home)).toList());
        }
    }

    private List<String> options(String parker) {
        return List.of("-D" + RuntimeDirectory.PROPERTY + "=" + parent.resolve("runtime"), "-D" + Parking.PROPERTY + "="
            + parker);
    }

    /** Uses a little of everything, with a lock that is waited for. */
    static final class User {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            LongValue value = LongValue.create(0);
            value.incrementAndGet();
            ByteArray.create(1 << 20).fill((byte) 1);
            Event.create().set();
            Lock lock = Lock.create();
            lock.lock();
            Thread waiter = new Thread(lock::lock);
            waiter.start();
            Waiting.untilWaitedFor(lock);
            lock.unlock();
            waiter.join();
            Handles.read(Handles.write(lock), Lock.class).unlock();
        }
    }

    /** Begins to wait, and ends some milliseconds later. */
    static final class Hurried {
        public static void main(String[] arguments) throws Exception {
            Lock lock = Lock.create();
            lock.lock();
            lock.tryLock(Integer.parseInt(arguments[0]), java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }
}
