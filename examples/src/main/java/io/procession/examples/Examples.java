package io.procession.examples;

import io.procession.QueueException;
import io.procession.shm.RegionException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The demos' entry: without arguments, what there is. */
@Command(name = "procession-examples", mixinStandardHelpOptions = true, version = "procession-examples 0.1.0",
    synopsisSubcommandLabel = "DEMO", description = "Demos of Procession: java.util.concurrent, across processes.",
    commandListHeading = "%nDemos:%n", footer = "%n'DEMO --help' explains a demo.", sortOptions = false,
    subcommands = {Hello.class, Clock.class, Family.class, Bank.class, Tickets.class, Screen.class, Rlock.class,
        Parking.class, Lights.class, Database.class, Race.class, Buffer.class, Primes.class, Buns.class, Restart.class,
        Adder.class, Squares.class, Crawl.class, Echo.class, CopyCommand.class, WordCount.class, Scheduler.class,
        Ledger.class, Registry.class, Inspect.class})
public final class Examples implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    /** Runs a demo and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Examples()).setParameterExceptionHandler(Examples::explain)
            .setExecutionExceptionHandler(Examples::tell).execute(arguments));
    }

    /** What is said of a file says all; of anything else that goes wrong the stack is wanted. */
    private static int tell(Exception e, CommandLine command, CommandLine.ParseResult result) throws Exception {
        if (e instanceof RegionException || e instanceof QueueException) {
            command.getErr().println(command.getCommandName() + ": " + e.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw e;
    }

    private static int explain(CommandLine.ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(command.getCommandName() + ": " + e.getMessage() + "; try --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
