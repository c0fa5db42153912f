package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Classes that are compiled by a test, since they cannot be among its own. */
final class SourceCode {

    private SourceCode() {
    }

    /** A class of a class loader of its own, beneath this one. */
    static Class<?> load(String name, String source) throws IOException, ClassNotFoundException {
        Path directory = compile(List.of(name.substring(name.lastIndexOf('.') + 1)), List.of(source));
        try (URLClassLoader loader =
            new URLClassLoader(new URL[] {directory.toUri().toURL()}, SourceCode.class.getClassLoader())) {
            return loader.loadClass(name);
        } finally {
            delete(directory);
        }
    }

    /** A class of a named module that exports and opens nothing. */
    static Class<?> loadModule(String module, String name, String source) throws IOException, ClassNotFoundException {
        Path directory = compile(List.of("module-info", name.substring(name.lastIndexOf('.') + 1)),
            List.of("module " + module + " { }", source));
        try {
            ModuleLayer boot = ModuleLayer.boot();
            Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(directory), ModuleFinder.of(), Set.of(module));
            return boot.defineModulesWithOneLoader(configuration, SourceCode.class.getClassLoader())
                .findLoader(module).loadClass(name);
        } finally {
            delete(directory);
        }
    }

    private static Path compile(List<String> names, List<String> sources) throws IOException {
        Path directory = Files.createTempDirectory("sources");
        List<String> arguments = new ArrayList<>(List.of("-d", directory.toString()));
        for (int i = 0; i < names.size(); i++) {
            arguments.add(Files.writeString(directory.resolve(names.get(i) + ".java"), sources.get(i)).toString());
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.out, arguments.toArray(String[]::new)));
        return directory;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
