package io.procession;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The command line of a worker's JVM: the one place where one is made.
 *
 * <p>It has this process' {@code java.home}, class path and module path, and of its options those that a program may
 * not run without: system properties (but for those of remote management, whose port is taken), access to modules,
 * preview features, assertions. Memory, collector and agents are each process' own.
 */
final class CommandLine {

    private static final Path OWN_COMMAND_LINE = Path.of("/proc/self/cmdline");

    /** The main class of workers. */
    private static final String MAIN = CommandLine.class.getPackageName() + ".Worker";

    /** Options that a program may not run without, by how they begin. */
    private static final List<String> INHERITED = List.of("-D", "-ea", "-da", "-esa", "-dsa", "-enableassertions",
        "-disableassertions", "-enablesystemassertions", "-disablesystemassertions", "--add-opens", "--add-exports",
        "--add-reads", "--add-modules", "--patch-module", "--enable-native-access", "--illegal-native-access",
        "--sun-misc-unsafe-memory-access", "--enable-preview");
    private static final List<String> NOT_INHERITED = List.of("-Dcom.sun.management.", "-Dprocession.flags=");

    /** Options whose value is the next word. */
    private static final Set<String> WITH_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path",
        "--upgrade-module-path", "--limit-modules", "--add-modules", "--add-opens", "--add-exports", "--add-reads",
        "--patch-module", "--enable-native-access", "--source");
    /** Options that name the program: what follows is the program's. */
    private static final Set<String> PROGRAM = Set.of("-jar", "-m", "--module");

    /** From here on the JVM prints warnings, which its command line can tell it not to. */
    private static final int WARNING_RELEASE = 24;

    private static List<String> inherited;

    private CommandLine() {
    }

    static List<String> of(List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(inherited());
        addOwnProperties(command);
        addQuiet(command);
        command.addAll(jvmOptions);
        String modulePath = System.getProperty("jdk.module.path");
        if (modulePath != null) {
            command.add("--module-path=" + modulePath);
            command.add("--add-modules=ALL-MODULE-PATH,jdk.unsupported");
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        Module module = CommandLine.class.getModule();
        if (module.isNamed()) {
            command.add("-m");
            command.add(module.getName() + "/" + MAIN);
        } else {
            command.add(MAIN);
        }
        return command;
    }

    private static synchronized List<String> inherited() {
        if (inherited == null) {
            inherited = select(ownArguments());
        }
        return inherited;
    }

    /** Of a command line, without the program, what a worker inherits. */
    static List<String> select(List<String> arguments) {
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (PROGRAM.contains(argument) || !argument.startsWith("-")) {
                break;
            }
            boolean kept = startsWithAny(argument, INHERITED) && !startsWithAny(argument, NOT_INHERITED);
            if (kept) {
                selected.add(argument);
            }
            if (WITH_VALUE.contains(argument) && i + 1 < arguments.size()) {
                i++;
                if (kept) {
                    selected.add(arguments.get(i));
                }
            }
        }
        return List.copyOf(selected);
    }

    /** Read from Linux' {@code /proc} where that tells all: the JVM's own account of it is slow to load. */
    private static List<String> ownArguments() {
        try {
            String[] words = Files.readString(OWN_COMMAND_LINE, StandardCharsets.UTF_8).split("\0");
            List<String> arguments = List.of(words).subList(1, words.length);
            if (arguments.stream().noneMatch(argument -> argument.startsWith("@"))) {
                return arguments;
            }
        } catch (IOException | RuntimeException e) {
            // As if there were none.
        }
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** What this program itself has set of Procession's own properties reaches its workers too. */
    private static void addOwnProperties(List<String> command) {
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("procession.") && !name.equals("procession.flags")) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
        }
    }

    private static void addQuiet(List<String> command) {
        if (Runtime.version().feature() < WARNING_RELEASE) {
            return;
        }
        if (!contains(command, "--sun-misc-unsafe-memory-access")) {
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("-Dprocession.flags=given");
        }
        if (!contains(command, "--illegal-native-access") && !contains(command, "--enable-native-access")) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
    }

    private static boolean contains(List<String> command, String option) {
        for (String word : command) {
            if (word.startsWith(option)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWithAny(String word, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (word.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
