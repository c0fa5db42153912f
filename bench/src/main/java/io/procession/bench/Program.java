package io.procession.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer's program that answers each line with a line, until it is closed. It ends too should this JVM be killed. */
final class Program implements AutoCloseable {

    private static final long END_TIMEOUT_SECONDS = 30;

    private final List<String> command;
    private final java.lang.Process program;
    private final PrintStream in;
    private final BufferedReader out;

    Program(List<String> command, String... arguments) throws IOException {
        this.command = Stream.concat(command.stream(), Stream.of(arguments)).toList();
        this.program = new ProcessBuilder(this.command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        this.in = new PrintStream(program.getOutputStream(), true, StandardCharsets.UTF_8);
        this.out = program.inputReader(StandardCharsets.UTF_8);
    }

    String ask(String question) throws IOException {
        in.println(question);
        String answer = out.readLine();
        if (answer == null) {
            throw new IOException(command + " ended");
        }
        return answer;
    }

    /** Lets it end, and waits until it has, so that it takes no time from who comes next. */
    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!program.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command + " ended", e);
        } finally {
            program.destroyForcibly();
        }
    }
}
