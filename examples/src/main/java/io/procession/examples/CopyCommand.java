package io.procession.examples;

import io.procession.shm.RegionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cp -r} by many processes, each copy verified. */
@Command(name = "copy", mixinStandardHelpOptions = true, version = "procession-examples 0.1.0", sortOptions = false,
    description = {
        "Copies a file or a directory with all that is in it, by worker processes, and verifies each copy: reads it"
            + " back, and compares its SHA-512 with that of what was read from SRC.",
        "",
        "As cp -r does, it copies to DST/<name of SRC> if DST is a directory; if DST does not exist, it becomes the"
            + " copy, and its parent must exist. If DST is a file, a file SRC replaces it. What is already in a"
            + " directory that is copied to stays, but for files and links of the same name, which are replaced.",
        "",
        "Symbolic links are copied as links and never followed, SRC included unless it is given with a slash at its"
            + " end. Hard links become separate files; holes in files are filled. Modes and times are kept where DST"
            + " can keep them; owners, set-user-ID bits and extended attributes are not. Pipes, sockets and devices are"
            + " never opened: they are skipped, told, and count as failures.",
        "",
        "A file appears under its name only when it is verified. Until then it is called"
            + " .procession-copy-<run>-<number>, in the same directory. One that cannot be copied is told with the"
            + " reason, and the rest goes on; if the destination is full, no further file is begun. A worker that is"
            + " killed is replaced, and its file done again."},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:everything in SRC was copied, and every file verified", "1:something was not",
        "2:the command line makes no sense", "130:ended by Ctrl-C"})
final class CopyCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int MOST_WORKERS = 512;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SRC",
        description = "What to copy. Default: the JDK that runs.")
    private String source;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DST",
        description = "Where to. Default: a new temporary directory.")
    private String target;

    @Option(names = {"-w", "--workers"}, paramLabel = "N",
        description = "Worker processes, 1 to 512. Default: one for each processor.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--sync", description = "Bring each file to the disk before it is read back. Slow for many files.")
    private boolean synced;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new ParameterException(spec.commandLine(), "--workers: expected 1 to " + MOST_WORKERS + ", found "
                + workers);
        }
        Path made = null;
        try {
            if (target == null) {
                made = Files.createTempDirectory("procession-copy-");
            }
            Route route = Route.of(source == null ? System.getProperty("java.home") : source,
                made == null ? target : made.toString());
            return copy(route) ? CommandLine.ExitCode.OK : FAILED;
        } catch (Route.Refusal e) {
            if (made != null) {
                made.toFile().delete();
            }
            tell(e.getMessage());
        } catch (IOException e) {
            tell("cannot make a temporary directory: " + Text.reason(e));
        } catch (RegionException e) {
            tell(e.getMessage());
        }
        return FAILED;
    }

    private boolean copy(Route route) throws InterruptedException {
        long start = System.nanoTime();
        System.out.println("copying " + Text.of(route.source()) + " to " + Text.of(route.target()));
        int[] failures = new int[1];
        Tree tree = new Tree(route, failure -> {
            failures[0]++;
            tell(failure);
        });
        tree.walk();
        if (tree.isFull()) {
            tell("the destination is full; nothing else is copied");
        }
        int crewSize = tree.isFull() ? 0 : Math.min(workers, tree.files());
        try (Board board = tree.board(synced, crewSize)) {
            int lost = work(board, tree, crewSize);
            return finish(board, tree, failures[0], lost, start);
        }
    }

    private static int work(Board board, Tree tree, int crewSize) throws InterruptedException {
        if (crewSize == 0) {
            return 0;
        }
        try (Progress progress = Terminal.isOutput() ? new Bar(tree.files(), tree.bytes())
            : new Lines(tree.files(), tree.bytes())) {
            Crew crew = new Crew(board, progress, crewSize);
            crew.run();
            return crew.lost();
        }
    }

    private static boolean finish(Board board, Tree tree, int failuresOfWalk, int lost, long start) {
        long inexact = tree.finish() + board.sum(Board.INEXACT);
        int verified = 0;
        int failed = 0;
        long bytes = 0;
        for (int file = 0; file < board.files(); file++) {
            long fileBytes = board.verifiedBytes(file);
            verified += fileBytes >= 0 ? 1 : 0;
            bytes += Math.max(0, fileBytes);
            failed += board.isFailed(file) ? 1 : 0;
        }
        Summary summary = new Summary(board.files(), verified, bytes, tree.directories(), tree.links(),
            failuresOfWalk + failed, board.files() - verified - failed, inexact, lost, System.nanoTime() - start);
        System.out.println(summary);
        if (summary.untried() > 0) {
            tell(Text.count(summary.untried(), "file") + " not copied: " + (board.isStopped() || tree.isFull()
                ? "the destination is full" : "no worker could be kept alive"));
        }
        return summary.isComplete();
    }

    private static void tell(String message) {
        System.err.println("copy: " + message);
    }
}
