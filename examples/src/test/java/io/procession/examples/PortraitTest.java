package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.JoinableQueue;
import io.procession.shm.BoundedSemaphore;
import io.procession.shm.Event;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.Semaphore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Regions and queues as text. */
class PortraitTest {

    private static final int VALUES = 50;

    @TempDir
    private Path directory;

    @Test
    void cutsTablesToTheLinesThereAreAndSaysSo() {
        try (Region region = Region.open(directory.resolve("region"));
             Portrait portrait = Portrait.of(region.file())) {
            for (int i = 0; i < VALUES; i++) {
                LongValue.open(region, "value-" + i, i);
            }
            int fixed = portrait.draw().size() - VALUES;
            assertEquals(fixed + VALUES, portrait.draw(fixed + VALUES).size());
            List<String> cut = portrait.draw(fixed + 10);
            assertEquals(fixed + 10, cut.size());
            assertEquals("      ... 41 more", cut.get(cut.size() - 1));
            assertEquals(fixed, portrait.draw(1).size(), "as short as can be");
        }
    }

    @Test
    void saysWhoHasPermitsOfASemaphore() throws Exception {
        long self = ProcessHandle.current().pid();
        try (Region region = Region.open(directory.resolve("region"));
             Portrait portrait = Portrait.of(region.file());
             Semaphore.Lease one = Semaphore.open(region, "two", 2).hold();
             Semaphore.Lease other = BoundedSemaphore.open(region, "three", 3).hold(2)) {
            Event.open(region, "event").set();
            assertHas(portrait, "two", "1 permit available, " + one.permits() + " lent to " + self);
            assertHas(portrait, "three", "1 of 3 permits available, " + other.permits() + " lent to " + self);
            assertHas(portrait, "event", "set");
        }
    }

    private static void assertHas(Portrait portrait, String name, String value) {
        assertTrue(portrait.draw().stream().anyMatch(line -> line.contains("  " + name + " ")
            && line.endsWith("  " + value)), () -> String.join("\n", portrait.draw()));
    }

    @Test
    void saysWhoHasTakenItemsOfAQueue() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.open(directory.resolve("queue"));
             Portrait portrait = Portrait.of(queue.directory())) {
            queue.addAll(List.of(1, 2, 3));
            queue.take();
            assertEquals(List.of("  2 items wait: [2, 3]", "  taken and not done: 1 by "
                + ProcessHandle.current().pid()), portrait.draw().subList(1, 3));
            queue.taskDone();
            assertTrue(portrait.draw().get(2).startsWith("region, "), () -> portrait.draw().toString());
        }
    }

    @Test
    void saysThatTheFileIsGone() throws Exception {
        try (Region region = Region.open(directory.resolve("region"));
             Portrait portrait = Portrait.of(region.file())) {
            Files.delete(region.file());
            assertTrue(portrait.draw().get(0).contains("used, deleted: "), portrait.draw().get(0));
        }
    }
}
