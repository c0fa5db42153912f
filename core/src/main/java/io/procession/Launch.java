package io.procession;

import io.procession.shm.RegionException;
import io.procession.shm.RuntimeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How a worker's JVM is started; the one place where one is. Two launches that are equal start JVMs that cannot be told
 * apart, but by their archive, of which they know nothing.
 *
 * @param command the program and its arguments
 * @param jvmOptions those of the arguments that the user has given for this worker
 * @param environment what is added to this process' environment
 */
record Launch(List<String> command, List<String> jvmOptions, Map<String, String> environment) {

    /** Options that do something outside the JVM, print something, or take much, while it only waits. */
    private static final List<String> EAGER = List.of("-agent", "-javaagent", "-Xrun", "-Xdebug", "-Xlog", "-verbose",
        "-Xshare", "-Xcheck", "-XX:StartFlightRecording", "-XX:SharedArchiveFile", "-XX:ArchiveClassesAtExit", "-XX:AOT",
        "-XX:Flags", "-XX:VMOptionsFile", "-XX:+Print", "-XX:+Trace", "-XX:+AlwaysPreTouch", "-XX:+UseLargePages",
        "-XX:+HeapDump", "-XX:+ExitOn", "-XX:+CrashOn", "-XX:On", "-Dcom.sun.management.", "-show", "--show", "@");
    /** Variables with options for any JVM, which each JVM that finds one prints. */
    private static final Set<String> OPTION_VARIABLES =
        Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTIONS");

    /** A process that was killed is there for longer only if the system is in trouble. */
    private static final long END_SECONDS = 5;

    /** Runs what follows it at the lowest priority. */
    private static final List<String> NICE = List.of("/usr/bin/nice", "-n", "19");

    /** That of a worker for which the user has said nothing. */
    static Launch plain() {
        return of(List.of(), Map.of());
    }

    /** A worker with this process' class path and inherited options. */
    static Launch of(List<String> jvmOptions, Map<String, String> environment) {
        return new Launch(CommandLine.of(jvmOptions), jvmOptions, environment);
    }

    /** Starts a JVM with options more, which come first. Its output goes where this process' goes. */
    java.lang.Process start(List<String> options) {
        return start(List.of(), options, ProcessBuilder.Redirect.INHERIT);
    }

    /** Starts a JVM whose output nobody sees, at the lowest priority, for good: it takes privileges to raise it again. */
    java.lang.Process startUnseen(List<String> options) {
        return start(Files.isExecutable(Path.of(NICE.get(0))) ? NICE : List.of(), options,
            ProcessBuilder.Redirect.DISCARD);
    }

    private java.lang.Process start(List<String> runner, List<String> options, ProcessBuilder.Redirect output) {
        List<String> words = new ArrayList<>(runner);
        words.add(command.get(0));
        words.addAll(options);
        words.addAll(command.subList(1, command.size()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(output).redirectError(output);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + words.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** Kills JVMs that have no task, and waits until they have ended, and nothing is left of what they were at. */
    static void discard(List<java.lang.Process> jvms) {
        jvms.forEach(java.lang.Process::destroyForcibly);
        try {
            for (java.lang.Process jvm : jvms) {
                if (jvm.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    RuntimeDirectory.deleteTemporary(jvm.pid());
                }
            }
            if (!jvms.isEmpty()) {
                Rehearsal.sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RegionException e) {
            // What they leave goes when others of this user make such.
        }
    }

    /** Whether nobody but its parent would notice a JVM that was started so and waits. */
    boolean isDiscreet() {
        for (String option : jvmOptions) {
            for (String eager : EAGER) {
                if (option.startsWith(eager)) {
                    return false;
                }
            }
        }
        for (String variable : OPTION_VARIABLES) {
            if (environment.containsKey(variable) || System.getenv(variable) != null) {
                return false;
            }
        }
        return true;
    }

    /** Written out: what the compiler gives a record is linked at run time, for 30 ms of a program's first start. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Launch launch && command.equals(launch.command)
            && jvmOptions.equals(launch.jvmOptions) && environment.equals(launch.environment);
    }

    @Override
    public int hashCode() {
        return Objects.hash(command, jvmOptions, environment);
    }

    /** Whether it has nothing of its own that a JVM might refuse. */
    boolean isPlain() {
        return jvmOptions.isEmpty() && environment.isEmpty();
    }
}
