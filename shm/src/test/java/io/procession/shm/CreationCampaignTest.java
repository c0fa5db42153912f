package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that make regions and objects are killed at random moments. Would catch half an object, half a region, a
 * lock that is lost with its owner, and files that nobody deletes.
 */
class CreationCampaignTest {

    private static final int MAX_PAUSE_MICROS = 20_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(600)
    void leavesWholeObjectsOnly() {
        Random random = new Random(42);
        try (Region region = Region.open(directory.resolve("region"))) {
            for (int i = 0; i < Soak.rounds(5, 300); i++) {
                try (Child maker = Child.start(ObjectMaker.class, region.file(), i).expect("ready")) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_PAUSE_MICROS)));
                    maker.kill();
                }
                long asked = System.nanoTime();
                assertEquals(1, LongValue.open(region, "after-" + i, 1).get());
                Waiting.assertPrompt(asked);
                long used = region.used();
                Set<String> names = new HashSet<>();
                for (Region.Entry entry : region.entries()) {
                    assertTrue(names.add(entry.name()), entry::name);
                    assertEquals(1, LongValue.open(region, entry.name(), 1).get(), entry::name);
                }
                // One who died between making an object and entering its name leaves it to nobody.
                assertEquals(used, region.used(), "an object was listed that could not be found");
            }
        }
    }

    @Test
    @Timeout(600)
    void leavesNoFileThatNobodyDeletes() throws IOException {
        Random random = new Random(43);
        Path file = directory.resolve("region");
        for (int i = 0; i < Soak.rounds(5, 300); i++) {
            try (Child maker = Child.start(RegionMaker.class, file).expect("ready")) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_PAUSE_MICROS)));
                maker.kill();
            }
            try (Region region = Region.open(file)) {
                assertTrue(LongValue.open(region, "value", 0).incrementAndGet() > 0);
            }
            assertEquals(List.of(file), list(), "after kill " + i);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Makes named objects without end. */
    static final class ObjectMaker {
        public static void main(String[] arguments) {
            Role.endWithTest();
            Region region = Region.open(Path.of(arguments[0]));
            Role.say("ready");
            for (int i = 0; ; i++) {
                LongValue.open(region, "name-" + arguments[1] + "-" + i, 1);
            }
        }
    }

    /** Makes a region of one path without end. */
    static final class RegionMaker {
        public static void main(String[] arguments) throws IOException {
            Role.endWithTest();
            Path file = Path.of(arguments[0]);
            Role.say("ready");
            while (true) {
                Region.open(file).close();
                Files.delete(file);
            }
        }
    }
}
