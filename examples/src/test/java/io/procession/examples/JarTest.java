package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every demo, as a user runs it: from the jar. */
@Tag("jar")
class JarTest {

    private static final int AT_ONCE = 2;

    /** What each demo is sure to say. */
    private static final Map<String, List<String>> SAID = new LinkedHashMap<>();

    static {
        said("hello", "hello from a child of", "worker-10", "ok  the child has changed its own global");
        said("clock", "tick 2, it is", "exit code -15]", "daemon ends with me");
        said("family", "active children: [good, bad, quitter, sleeper, victim]", "ok  victim has ended with -9",
            "Process-6:1", "ok  its daemon has ended too");
        said("bank", "without a lock the balance is", "ok  with a lock the balance is 1000", ", dead, thread ",
            "ok  with its holder killed the balance is 1000");
        said("tickets", "has ticket 12", "ok  88 buyers went away without one");
        said("screen", "the quick brown fox jumps over the lazy dog\n", "ok  no line was broken");
        said("rlock", "RLock[locked 2 times by process", "tryLock() is false", "ok  unlocked twice, it is free");
        said("parking", "parks, and breaks down", "car-10", "ok  all 3 places are free, the wreck's too");
        said("lights", "goes at red", "ok  all 5 cars have gone at green");
        said("database", "ok  one client has given up", "the server is up", "ok  10 clients were served");
        said("race", "comes in as number 5", "ok  all others were told that one is missing");
        said("buffer", "ok  what was taken has the sum of what was put: 8002000");
        said("primes", "ok  664579 primes below 10000000");
        said("buns", "ok  all 40 buns were eaten", "ok  join() has waited for all 40 to be eaten");
        said("restart", "exit code -9]; its workers have gone with it", "ok  all 400 items are done");
        said("adder", "ok  all answers were right", "nobody asks any more");
        said("squares", "one thread", "ok  map: the same sum", "ok  apply: the same sum");
        said("crawl", "order of arrival: [0, ", "ok  each of 30 pages was fetched once");
        said("echo", "all listen on port", "ok  all 24 lines came back");
        said("copy", "failures      0");
        said("wordcount", "  the\n", "counted as by one thread");
        said("scheduler", "ok  12 jobs were begun, the most urgent first");
        said("ledger", "by get and put", "ok  by merge 1000 of 1000 are there");
        said("registry", "is number 3", "ok  it is not registered once more: service-1 is registered already");
        said("inspect", "Position[x=1, y=2, who=a knight]", "ok  of a semaphore each of them has a permit on loan",
            "ok  what waits in a queue is seen", "ok  and who has taken what and is not done with it");
    }

    /** What each is given: small numbers, since most of what it takes is the start of JVMs. */
    private static final Map<String, List<String>> ARGUMENTS = Map.of("ledger",
        List.of("--clerks", "2", "--entries", "500"), "squares", List.of("--blocks", "100"));

    private static final Map<String, CommandLine> COMMANDS = new CommandLine(new Examples()).getSubcommands();

    @TempDir
    private static Path directory;
    private static ExecutorService runners;
    private static final Map<String, Future<Run>> RUNS = new LinkedHashMap<>();

    private static void said(String demo, String... texts) {
        SAID.put(demo, List.of(texts));
    }

    @BeforeAll
    static void runAll() throws IOException {
        runners = Executors.newFixedThreadPool(AT_ONCE);
        Path text = Files.createDirectory(directory.resolve("text"));
        Files.writeString(text.resolve("poem.txt"), "the rose is a rose");
        for (String demo : SAID.keySet()) {
            List<String> arguments = new ArrayList<>(List.of(demo));
            arguments.addAll(ARGUMENTS.getOrDefault(demo, List.of()));
            if (demo.equals("copy") || demo.equals("wordcount")) {
                arguments.add(text.toString());
            }
            RUNS.put(demo, runners.submit(() -> Run.of(Files.createDirectory(directory.resolve(demo)),
                arguments.toArray(String[]::new))));
        }
    }

    @AfterAll
    static void end() {
        runners.shutdownNow();
    }

    static Stream<String> demos() {
        return SAID.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("demos")
    void showsWhatItPromises(String demo) throws Exception {
        Run run = RUNS.get(demo).get();

        String all = run.out() + run.err();
        assertEquals(0, run.exitCode(), all);
        assertFalse(all.contains("WRONG") || all.contains("\u001b"), all);
        SAID.get(demo).forEach(text -> assertTrue(all.contains(text), () -> "expected \"" + text + "\" in:\n" + all));
        if (demo.equals("family")) {
            assertTrue(run.err().startsWith("Exception in process \"bad\" java.lang.IllegalStateException"), all);
        } else {
            assertEquals("", run.err());
        }
    }

    @ParameterizedTest
    @MethodSource("demos")
    void explainsItself(String demo) {
        CommandLine command = COMMANDS.get(demo);

        assertTrue(command.getCommandSpec().usageMessage().description().length >= 3, command.getUsageMessage());
        assertTrue(command.getUsageMessage().contains("--help"), command.getUsageMessage());
    }

    @Test
    void runsEveryDemoThereIs() {
        assertEquals(new TreeSet<>(COMMANDS.keySet()), new TreeSet<>(SAID.keySet()));
    }

    @Test
    void saysInOneLineThatAFileIsNoRegion() throws Exception {
        Run run = Run.of(Files.createDirectory(directory.resolve("nothing")), "inspect", "/nowhere");

        assertEquals(1, run.exitCode());
        assertTrue(run.err().startsWith("inspect: /nowhere: expected a region, found no file"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }
}
