package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that runs a class of these tests, spoken to line by line, and ended with the test that started it. What it
 * prints on its standard error is a failure when its end is awaited.
 */
final class Child implements AutoCloseable {

    /** Far above what anything here takes: only a hang gets there. */
    static final int DEADLINE_SECONDS = 30;

    /** What makes a JVM start sooner, and nothing else. */
    private static final List<String> QUICK_START =
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
    private static final List<String> INHERITED = List.of(RuntimeDirectory.PROPERTY, Parking.PROPERTY);
    /** Stands in the queue of lines for the end of the output. */
    private static final String END = new String("end");

    private final String name;
    private final Process process;
    private final Writer input;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuffer errors = new StringBuffer();
    private final Thread outputReader;
    private final Thread errorReader;

    private Child(List<String> options, Class<?> main, Object... arguments) {
        this.name = main.getSimpleName();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath());
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            this.process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.outputReader = reader(process.getInputStream(), lines::add, () -> lines.add(END));
        this.errorReader = reader(process.getErrorStream(), line -> errors.append(line).append('\n'), () -> { });
    }

    /** Starts a class' {@code main} with this JVM's settings of Procession. */
    static Child start(Class<?> main, Object... arguments) {
        return startWith(List.of(), main, arguments);
    }

    /** Starts a class' {@code main} with options of the JVM, which go before this JVM's settings. */
    static Child startWith(List<String> options, Class<?> main, Object... arguments) {
        List<String> all = new ArrayList<>(QUICK_START);
        for (String property : INHERITED) {
            String value = System.getProperty(property);
            if (value != null) {
                all.add("-D" + property + "=" + value);
            }
        }
        all.addAll(options);
        return new Child(all, main, arguments);
    }

    /** Starts a class' {@code main} as a user would, with no options but those given. */
    static Child startBare(List<String> options, Class<?> main, Object... arguments) {
        return new Child(options, main, arguments);
    }

    /** The option that chooses how the child waits. */
    static List<String> waitingBy(String parker) {
        return List.of("-D" + Parking.PROPERTY + "=" + parker);
    }

    /** Only what a user's class path would have, and these classes. */
    private static String classPath() {
        List<String> parts = new ArrayList<>();
        for (Class<?> type : List.of(Region.class, Child.class, com.sun.jna.Native.class)) {
            parts.add(Path.of(java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString());
        }
        return String.join(java.io.File.pathSeparator, parts);
    }

    private static Thread reader(InputStream stream, java.util.function.Consumer<String> sink, Runnable atEnd) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(sink);
            } catch (IOException | UncheckedIOException e) {
                // The stream was closed with the process.
            } finally {
                atEnd.run();
            }
        }, "child-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    long pid() {
        return process.pid();
    }

    /** Says a line to the child. */
    Child say(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            fail(this + " does not listen", e);
        }
        return this;
    }

    /** The next line of the child's output. */
    String hear() {
        try {
            String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line == END) {
                fail(this + (line == null ? " said nothing for " + DEADLINE_SECONDS + " s" : " ended without a word"));
            }
            return line;
        } catch (InterruptedException e) {
            return fail(this + " was not waited for", e);
        }
    }

    /** Asserts what the next line of the child's output is. */
    Child expect(String line) {
        assertEquals(line, hear(), this::toString);
        return this;
    }

    /** Whether the child has said anything that was not yet heard. */
    boolean isSilent() {
        return lines.isEmpty();
    }

    /** Kills the child as {@code kill -9} does, and waits until it is dead. */
    Child kill() {
        process.destroyForcibly();
        awaitDeath();
        return this;
    }

    /** Waits for the child to end by itself, silently. */
    int awaitExit() {
        awaitDeath();
        join(errorReader);
        join(outputReader);
        assertEquals("", errors.toString(), name + "'s standard error");
        return process.exitValue();
    }

    /** Waits for the child to end by itself, without an error or a word more than was heard. */
    void awaitSuccess() {
        assertEquals(0, awaitExit(), this::toString);
        assertEquals(END, lines.poll(), this::toString);
    }

    private void awaitDeath() {
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                fail(this + " did not end in " + DEADLINE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            fail(this + " was not waited for", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            fail("interrupted", e);
        }
    }

    /** Kills the child if it lives. */
    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name + "[pid " + process.pid() + (process.isAlive() ? ", alive" : ", exit code " + process.exitValue())
            + ", said " + lines + ", errors: " + errors + "]";
    }
}
