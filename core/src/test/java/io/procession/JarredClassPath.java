package io.procession;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has all processes of these tests started from jars, as those of users are: Maven tests classes in directories, for
 * which the JVM makes no archive, without which processes take twice as long to start. Registered as a service.
 */
public final class JarredClassPath implements BeforeAllCallback {

    private static final String PROPERTY = "java.class.path";
    private static final String DIRECTORIES = System.getProperty(PROPERTY);

    private static boolean isPacked;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        packOnce();
    }

    private static synchronized void packOnce() throws IOException {
        if (!isPacked) {
            isPacked = true;
            Path jars = Path.of(System.getProperty("basedir", ""), "target", "jars");
            System.setProperty(PROPERTY, pack(Files.createDirectories(jars)));
        }
    }

    /** A class path in which each directory is packed into a jar, named after its place there and itself. */
    static String pack(Path jars) throws IOException {
        List<String> packed = Stream.of(DIRECTORIES.split(File.pathSeparator)).collect(Collectors.toList());
        for (int i = 0; i < packed.size(); i++) {
            Path place = Path.of(packed.get(i));
            if (Files.isDirectory(place)) {
                packed.set(i, pack(place, jars.resolve(i + "-" + place.getFileName() + ".jar")));
            }
        }
        return String.join(File.pathSeparator, packed);
    }

    private static String pack(Path tree, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file);
             Stream<Path> files = Files.walk(tree)) {
            for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(tree.relativize(path).toString()));
                Files.copy(path, out);
            }
        }
        return jar.toAbsolutePath().toString();
    }
}
