package io.procession.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The jar's: {@code report}, {@code compare}, or whatever JMH understands. */
public final class Main {

    private Main() {
    }

    /** A main method. */
    interface Command {

        void main(String[] arguments) throws Exception;
    }

    /** What a command line asks for, and the arguments that it gets. */
    record Choice(Command command, List<String> arguments) {

        static Choice of(List<String> line, Command report, Command compare, Command jmh) {
            String first = line.isEmpty() ? "" : line.get(0);
            return switch (first) {
                case "report" -> new Choice(report, line.subList(1, line.size()));
                case "compare" -> new Choice(compare, line.subList(1, line.size()));
                default -> new Choice(jmh, line);
            };
        }
    }

    /** Does what the arguments ask for. */
    public static void main(String[] arguments) throws Exception {
        Choice choice = Choice.of(Arrays.asList(arguments), Report::main, Compare::main, Main::jmh);
        choice.command().main(choice.arguments().toArray(String[]::new));
    }

    private static void jmh(String[] arguments) throws IOException {
        org.openjdk.jmh.Main.main(arguments);
    }
}
