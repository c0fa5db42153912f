package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The sources against the order that the package's Javadoc draws: a file knows those of its own line and of the lines
 * above. What a comment says is nobody's knowledge, and a nested class is part of its file.
 */
class LayersTest {

    private static final String PACKAGE = LayersTest.class.getPackageName();
    private static final Path SOURCES =
        Path.of(System.getProperty("basedir", "")).resolve("src/main/java").resolve(PACKAGE.replace('.', '/'));
    private static final String DRAWING = "package-info.java";
    private static final String JAVA = ".java";

    private static final Pattern COMMENT_OR_TEXT = Pattern.compile("/\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\""
        + "|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])+'", Pattern.DOTALL);
    /** What an import names of another package, which hides a class of this one. */
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?([\\w.]+)\\.(\\w+);");
    private static final Pattern DRAWN_LINE = Pattern.compile(" \\* {3}(\\w.*)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.])[A-Z]\\w*");

    private final Map<String, String> sources = sources();
    private final Map<String, Integer> lines = lines(sources.remove(DRAWING.replace(JAVA, "")));

    @Test
    void everyFileIsDrawn() {
        assertEquals(new TreeSet<>(sources.keySet()), new TreeSet<>(lines.keySet()));
    }

    @Test
    void nobodyKnowsWhatIsDrawnBelow() {
        List<String> violations = new ArrayList<>();
        sources.forEach((name, source) -> {
            for (String known : known(name, source)) {
                if (lines.getOrDefault(known, 0) > lines.getOrDefault(name, 0)) {
                    violations.add(name + " knows " + known);
                }
            }
        });
        assertEquals(List.of(), violations);
    }

    /** Would catch that the test above sees nothing. */
    @Test
    void constantsImportsAndBodiesAreSeen() {
        assertTrue(known("Blocks", sources.get("Blocks"))
            .containsAll(Set.of("RegionLayout", "Memory", "Block", "Shape", "LeftMappings", "RegionFullException")));
        assertEquals(Set.of("Region", "Kind"), known("Lock", "import java.time.Lock;\n"
            + "import static " + PACKAGE + ".Region.create; class Lock { /* Mutex */ Kind[] all = Kind.values(); "
            + "String text = \"Event \\\" Names\"; char c = '\"'; java.time.Wait w = Other.Owner; } // Block"));
    }

    /** The other files of the package that a source refers to. */
    private Set<String> known(String name, String source) {
        String code = COMMENT_OR_TEXT.matcher(source).replaceAll(" ").replace(PACKAGE + ".", "");
        Set<String> hidden = IMPORT.matcher(code).results()
            .filter(found -> !sources.containsKey(found.group(1))).map(found -> found.group(2))
            .collect(Collectors.toSet());
        return NAME.matcher(code).results().map(found -> found.group())
            .filter(found -> sources.containsKey(found) && !found.equals(name) && !hidden.contains(found))
            .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The number of the line on which each file is drawn: names, up to a word that is none. */
    private Map<String, Integer> lines(String drawing) {
        Map<String, Integer> lines = new HashMap<>();
        Matcher line = DRAWN_LINE.matcher(drawing);
        for (int number = 1; line.find(); number++) {
            for (String word : line.group(1).split(" +")) {
                if (!NAME.matcher(word).matches()) {
                    break;
                }
                assertEquals(null, lines.put(word, number), word + " is drawn twice");
            }
        }
        return lines;
    }

    private static Map<String, String> sources() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            Map<String, String> sources = new HashMap<>();
            for (Path file : files.toList()) {
                sources.put(file.getFileName().toString().replace(JAVA, ""), Files.readString(file));
            }
            return sources;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
