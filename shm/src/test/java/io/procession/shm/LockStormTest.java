package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Would catch two holders at a time, and an unlock whose writes the next holder does not see. */
class LockStormTest {

    private static final int PROCESSES = 4;
    private static final int THREADS = 2;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"futex", "backoff"})
    void losesNoUpdateOfAPlainCounter(String parker) {
        int updates = Soak.rounds(20_000, 1_000_000);
        Path file = directory.resolve("region");
        try (Region region = Region.open(file);
            Crew crew = new Crew(PROCESSES,
                i -> Child.startWith(Child.waitingBy(parker), Updater.class, file, updates))) {
            crew.expect("ready");
            crew.say("go");
            crew.awaitSuccess();
            Memory memory = region.memory();
            long plain = memory.getLong(LongValue.open(region, "plain", 0).block().data());
            assertEquals((long) PROCESSES * THREADS * updates, plain);
        }
    }

    /** Adds to a counter by plain loads and stores, with the lock held. */
    static final class Updater {
        public static void main(String[] arguments) throws Exception {
            Waiting.load();
            Region region = Region.open(Path.of(arguments[0]));
            int updates = Integer.parseInt(arguments[1]);
            Lock lock = Lock.open(region, "lock");
            Memory memory = region.memory();
            long plain = LongValue.open(region, "plain", 0).block().data();
            Role.say("ready");
            Role.hear();
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                threads[i] = new Thread(() -> {
                    for (int update = 0; update < updates; update++) {
                        lock.lock();
                        memory.putLongPlain(plain, memory.getLongPlain(plain) + 1);
                        lock.unlock();
                    }
                });
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
