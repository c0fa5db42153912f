package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says can be pasted, run, and followed. */
class ReadmeTest {

    private static final Path README = Snippets.root().resolve("README.md");
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");
    private static final Pattern PRINTS = Pattern.compile("println\\(.*\\); +// (\\S+?)[,\n]");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern NAME = Pattern.compile("\\[(`[^`\\]]+`)\\](?!\\()");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[(`[^`\\]]+`)\\]: ([^`\\s]+)$");

    @TempDir
    private Path directory;

    /** The class path of a program that depends on nothing but this module. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Pattern.compile("test-classes|-tests\\.jar|junit|opentest4j|apiguardian|guava|surefire")
                .matcher(entry).find())
            .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void everyProgramRunsAndPrintsWhatItSays() throws Exception {
        List<String> programs = Snippets.ofMarkdown(README);
        assertFalse(programs.isEmpty());
        for (String program : programs) {
            Matcher name = CLASS.matcher(program);
            Matcher prints = PRINTS.matcher(program);
            assertTrue(name.find() && prints.find(), program);
            assertEquals("", Snippets.compile(Map.of(name.group(1), program), classPath(), directory));
            assertEquals(prints.group(1) + "\n", run(name.group(1)));
        }
    }

    private String run(String main) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        java.lang.Process program = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
            directory + File.pathSeparator + classPath(), main).redirectErrorStream(true).redirectOutput(out.toFile())
            .start();
        assertEquals(0, program.waitFor(), () -> main + " has failed");
        return Files.readString(out);
    }

    @Test
    void everyNameLeadsToItsSource() throws IOException {
        String page = Files.readString(README);
        Map<String, String> sources = DEFINITION.matcher(page).results()
            .collect(Collectors.toMap(definition -> definition.group(1), definition -> definition.group(2)));
        String text = DEFINITION.matcher(page).replaceAll("");
        assertEquals(
            NAME.matcher(text).results().map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new)),
            new TreeSet<>(sources.keySet()));
        assertEquals(sources.size(), sources.keySet().stream().map(String::toLowerCase).distinct().count());
        assertEquals(List.of(),
            sources.values().stream().filter(source -> !Files.exists(README.resolveSibling(source))).toList());
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        for (String page : List.of("README.md", "bench/README.md", ".github/CONTRIBUTING.md")) {
            Path file = Snippets.root().resolve(page);
            List<String> broken = LINK.matcher(Files.readString(file)).results().map(link -> link.group(1))
                .filter(link -> !link.startsWith("http") && !Files.exists(file.resolveSibling(link))).toList();
            assertEquals(List.of(), broken, page);
        }
    }
}
