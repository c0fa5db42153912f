package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many processes open the same thing at the same moment. Would catch two regions, or two objects of a name, where there
 * should be one; one that is seen before it is whole; and files left by those who came second.
 */
class RendezvousTest {

    private static final int PROCESSES = 16;

    @TempDir
    static Path directory;

    private static Region control;
    private static Crew crew;

    @BeforeAll
    static void start() {
        control = Region.open(directory.resolve("control"));
        crew = new Crew(PROCESSES, i -> Child.start(Opener.class, control.file()));
    }

    @AfterAll
    static void end() {
        crew.close();
        control.close();
    }

    @Test
    @Timeout(600)
    void agreeOnOneNewRegion() throws IOException {
        for (int round = 0; round < Soak.rounds(8, 200); round++) {
            Path file = directory.resolve("new-" + round);
            assertAgree("new-" + round, file);
            assertEquals(List.of(), leftovers());
            Files.delete(file);
        }
    }

    @Test
    @Timeout(600)
    void agreeOnNewNamesInOneRegion() throws IOException {
        for (int round = 0; round < Soak.rounds(5, 200); round++) {
            Path file = directory.resolve("old-" + round);
            Region.open(file, 1 << 20).close();
            assertAgree("old-" + round, file);
            Files.delete(file);
        }
    }

    private static void assertAgree(String round, Path file) {
        crew.say(round + " " + file);
        crew.expect("ready");
        Event.open(control, round).set();
        Set<String> found = new HashSet<>(crew.hear());
        try (Region region = Region.attach(file)) {
            assertEquals(Set.of(Long.toString(region.identity())), found, round);
            assertEquals(Opener.NAMES, region.entries().size());
            for (int i = 0; i < Opener.NAMES; i++) {
                assertEquals(PROCESSES, LongValue.open(region, "name-" + i, 0).get(), round);
            }
        }
        crew.say("done");
    }

    private static List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".new")).toList();
        }
    }
}
