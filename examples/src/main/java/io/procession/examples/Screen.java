package io.procession.examples;

import io.procession.shm.Barrier;
import io.procession.shm.ByteArray;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** One lock keeps the lines whole that processes write, letter by letter, to one terminal. */
@Command(name = "screen", description = {
    "A lock keeps processes' lines whole on one terminal.",
    "",
    "Three processes write letter by letter. A copy of what they write, in a shared array, is looked at"
        + " afterwards."})
final class Screen extends Demo {

    private static final int WRITERS = 3;
    private static final int LINES = 4;
    private static final String WORDS = "the quick brown fox jumps over the lazy dog\n";

    @Override
    void run() throws InterruptedException {
        say("without a lock:");
        long broken = WRITERS * LINES - wholeLinesBy(null);
        say(broken == 0 ? "no line was broken: luck, try again" : broken + " lines were broken");
        say("with a lock:");
        check(wholeLinesBy(Lock.create()) == WRITERS * LINES, "no line was broken");
    }

    private long wholeLinesBy(Lock lock) throws InterruptedException {
        Paper paper = new Paper(ByteArray.create(WRITERS * LINES * WORDS.length()), LongValue.create(0));
        Barrier start = Barrier.create(WRITERS);
        join(start("writer", WRITERS, number -> () -> {
            start.await();
            for (int line = 0; line < LINES; line++) {
                if (lock == null) {
                    paper.write(WORDS);
                } else {
                    try (Lock.Hold hold = lock.hold()) {
                        paper.write(WORDS);
                    }
                }
            }
        }));
        return paper.lines().filter(line -> (line + "\n").equals(WORDS)).count();
    }

    /** The terminal, and a copy of what was written to it. */
    private record Paper(ByteArray letters, LongValue length) implements Serializable {

        void write(String words) {
            for (char letter : words.toCharArray()) {
                letters.set((int) length.getAndIncrement(), (byte) letter);
                System.out.print(letter);
                System.out.flush();
            }
        }

        Stream<String> lines() {
            byte[] copy = new byte[letters.length()];
            letters.copyTo(0, copy);
            return new String(copy, StandardCharsets.US_ASCII).lines();
        }
    }
}
