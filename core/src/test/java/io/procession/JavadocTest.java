package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public type has an example, and every example compiles as a user's code would. */
class JavadocTest {

    /** What it takes to see these, or what they are for, is shown where they are thrown, given or extended. */
    private static final Set<String> WITHOUT_EXAMPLE = Set.of("ArgumentNotSerializableException",
        "BrokenPoolException", "ManagedObjectException", "ManagerDiedException", "ManagerException", "QueueException",
        "QueueFormatException", "QueueItemException", "QueueShutDownException", "QueueSpaceException",
        "RemoteThrowable", "ResultNotSerializableException", "TaskNotSerializableException", "BrokenPipeException",
        "MessageTooLongException", "ObjectMismatchException", "RegionAccessException", "RegionClosedException",
        "RegionException", "RegionFormatException", "RegionFullException", "Ownership", "RingEnd", "RuntimeDirectory");

    private static final Pattern PUBLIC = Pattern.compile("(?m)^public .*\\b(class|interface|record|enum) ");
    /** Begins a method at the margin: then the example is a class' members. */
    private static final Pattern MEMBER =
        Pattern.compile("(?m)^(static |public |private )*(<\\w+> )?\\w+ \\w+\\([^;]*\\{$");

    private static final String ON_DEMAND = """
        import java.io.*;
        import java.nio.*;
        import java.nio.charset.*;
        import java.nio.file.*;
        import java.time.*;
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.stream.*;
        """;

    @TempDir
    private Path directory;

    private static List<Path> publicTypes() throws IOException {
        List<Path> types = new ArrayList<>(Snippets.sources("shm", "io.procession.shm"));
        types.addAll(Snippets.sources("core", "io.procession"));
        for (Path type : List.copyOf(types)) {
            if (!PUBLIC.matcher(Files.readString(type)).find()) {
                types.remove(type);
            }
        }
        return types;
    }

    private static String nameOf(Path type) {
        return type.getFileName().toString().replace(".java", "");
    }

    @Test
    void everyPublicTypeHasAnExample() throws IOException {
        Set<String> without = new TreeSet<>();
        for (Path type : publicTypes()) {
            if (Snippets.ofJavadoc(type).isEmpty()) {
                without.add(nameOf(type));
            }
        }
        assertEquals(new TreeSet<>(WITHOUT_EXAMPLE), without);
    }

    @Test
    void everyExampleCompiles() throws IOException {
        StringBuilder imports = new StringBuilder(ON_DEMAND + "import io.procession.Surroundings;\n");
        for (Path type : publicTypes()) {
            String module = type.getParent().endsWith("shm") ? "io.procession.shm." : "io.procession.";
            imports.append("import ").append(module).append(nameOf(type)).append(";\n");
        }
        Map<String, String> sources = new LinkedHashMap<>();
        for (Path type : publicTypes()) {
            for (String example : Snippets.ofJavadoc(type)) {
                String name = "ExampleOf" + nameOf(type) + (sources.size() + 1);
                sources.put(name, imports + "class " + name + " extends Surroundings {\n"
                    + (MEMBER.matcher(example).find() ? example
                        : "void example() throws Exception {\n" + example + "}\n") + "}\n");
            }
        }
        assertEquals("", Snippets.compile(sources, System.getProperty("java.class.path"), directory));
    }
}
