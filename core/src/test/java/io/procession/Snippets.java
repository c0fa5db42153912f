package io.procession;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Pieces of code that stand in documentation, found and compiled. */
final class Snippets {

    private static final Pattern IN_JAVADOC = Pattern.compile("<pre>\\{@code\n(.*?)\\}</pre>", Pattern.DOTALL);
    private static final Pattern IN_MARKDOWN = Pattern.compile("(?m)^```java\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("(?m)^ *\\* ?");

    private Snippets() {
    }

    /** The repository's root. */
    static Path root() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    }

    /** All sources of a module's package. */
    static List<Path> sources(String module, String packageName) throws IOException {
        Path directory = root().resolve(module + "/src/main/java").resolve(packageName.replace('.', '/'));
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    static List<String> ofJavadoc(Path source) throws IOException {
        return find(IN_JAVADOC, Files.readString(source)).stream()
            .map(snippet -> MARGIN.matcher(snippet).replaceAll("")).toList();
    }

    static List<String> ofMarkdown(Path page) throws IOException {
        return find(IN_MARKDOWN, Files.readString(page));
    }

    private static List<String> find(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /**
     * Compiles sources, by the names of their classes.
     *
     * @return what the compiler says; nothing, if all is well
     */
    static String compile(Map<String, String> sources, String classPath, Path target) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of("--release", "17", "-proc:none", "-cp", classPath, "-d", target.toString());
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, source) -> units.add(new Source(name, source)));
        compiler.getTask(said, null, null, options, null, units).call();
        return said.toString();
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
