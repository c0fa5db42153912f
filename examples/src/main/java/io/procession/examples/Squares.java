package io.procession.examples;

import io.procession.Pool;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A pool runs the same function in many processes; the ways to ask it give the same results. */
@Command(name = "squares", description = {
    "Pool against one thread, with times: apply, applyAsync, map, imap.",
    "",
    "The same sum by one thread and by a pool, in four ways. A pool is worth the start of its JVMs for"
        + " work that takes longer than that, on more than one processor."})
final class Squares extends Demo {

    private static final long BLOCK = 1_000_000;

    @Option(names = "--blocks", description = "How many blocks of a million numbers to square. Default: "
        + "${DEFAULT-VALUE}.")
    private int blocks = 1_000;

    @Override
    void run() throws Exception {
        List<Integer> all = IntStream.range(0, blocks).boxed().toList();
        long expected = timed("one thread", () -> all.stream().mapToLong(Squares::sumOfSquares).sum());
        try (Pool pool = Pool.create()) {
            check(expected == timed("map, while the JVMs of " + pool.stats().size() + " workers start and warm up",
                () -> sum(pool.map(Squares::sumOfSquares, all))), "map, at first: the same sum");
            check(expected == timed("map again", () -> sum(pool.map(Squares::sumOfSquares, all))), "map: the same sum");
            check(expected == timed("imap", () -> pool.imap(Squares::sumOfSquares, all).mapToLong(n -> n).sum()),
                "imap: the same sum");
            check(expected == timed("applyAsync", () -> {
                List<CompletableFuture<Long>> futures =
                    all.stream().map(block -> pool.applyAsync(Squares::sumOfSquares, block)).toList();
                return futures.stream().mapToLong(CompletableFuture::join).sum();
            }), "applyAsync: the same sum");
            check(expected == timed("apply, one after another", () -> {
                long sum = 0;
                for (int block : all) {
                    sum += pool.apply(Squares::sumOfSquares, block);
                }
                return sum;
            }), "apply: the same sum");
        }
    }

    /** Of a block's numbers; modulo 2 to the 64th. */
    private static long sumOfSquares(int block) {
        return LongStream.range(block * BLOCK, (block + 1) * BLOCK).map(n -> n * n).sum();
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(n -> n).sum();
    }

    private static long timed(String what, Callable<Long> work) throws Exception {
        long start = System.nanoTime();
        long result = work.call();
        say(String.format("%5d ms  %s", (System.nanoTime() - start) / 1_000_000, what));
        return result;
    }
}
