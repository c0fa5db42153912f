package io.procession.examples;

import io.procession.shm.ByteArray;
import io.procession.shm.Region;
import java.util.BitSet;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many processes write to one array, each to a range of its own, without locks or copies. */
@Command(name = "primes", description = {
    "A shared array as the sieve of Eratosthenes, processes by range.",
    "",
    "Each process marks the multiples in its own range of one shared array, without locks or copies."
        + " One thread of the parent counts again."})
final class Primes extends Demo {

    private static final byte COMPOSITE = 1;

    @Option(names = "--below", description = "Where to stop, 10 to 1000000000. Default: ${DEFAULT-VALUE}.")
    private int limit = 10_000_000;

    @Option(names = {"-p", "--processes"}, description = "Default: one for each processor.")
    private int processes = Runtime.getRuntime().availableProcessors();

    @Override
    void run() throws InterruptedException {
        int end = limit;
        int share = (end + processes - 1) / processes;
        try (Region region = Region.create(end + (1L << 20))) {
            ByteArray sieve = ByteArray.create(region, end);
            join(start("siever", processes, number -> () -> {
                int from = Math.max(2, (number - 1) * share);
                int to = Math.min(end, number * share);
                sieve(sieve, from, to);
                say("has sieved " + from + " to " + (to - 1));
            }));
            long primes = IntStream.range(2, end).filter(n -> sieve.get(n) != COMPOSITE).count();
            check(primes == oneThread(end), primes + " primes below " + end + ", as one thread finds");
        }
    }

    private static void sieve(ByteArray sieve, int from, int to) {
        int root = (int) Math.sqrt(to);
        BitSet seen = new BitSet(root + 1);
        for (int prime = 2; prime <= root; prime++) {
            if (!seen.get(prime)) {
                for (long multiple = (long) prime * prime; multiple <= root; multiple += prime) {
                    seen.set((int) multiple);
                }
                long first = Math.max((long) prime * prime, ((long) from + prime - 1) / prime * prime);
                for (long multiple = first; multiple < to; multiple += prime) {
                    sieve.set((int) multiple, COMPOSITE);
                }
            }
        }
    }

    private static long oneThread(int end) {
        BitSet composite = new BitSet(end);
        long count = 0;
        for (int n = 2; n < end; n++) {
            if (!composite.get(n)) {
                count++;
                for (long multiple = (long) n * n; multiple < end; multiple += n) {
                    composite.set((int) multiple);
                }
            }
        }
        return count;
    }
}
