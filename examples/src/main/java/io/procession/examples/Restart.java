package io.procession.examples;

import io.procession.JoinableQueue;
import io.procession.Process;
import io.procession.shm.ByteArray;
import io.procession.shm.LongValue;
import io.procession.shm.Member;
import io.procession.shm.Region;
import java.nio.file.Path;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/**
 * A queue with a path outlives its processes. What was taken and not done when its taker was killed is handed out
 * again: each item is done at least once.
 */
@Command(name = "restart", description = {
    "A durable queue: kill everyone half-way, start again, nothing is lost.",
    "",
    "A queue with a path outlives its processes. What was taken and not done with when its taker was"
        + " killed is handed out again: each item is done at least once."})
final class Restart extends Demo {

    private static final int ITEMS = 400;
    private static final int ROOM = 20;

    @Override
    void run() throws Exception {
        Path directory = temporaryDirectory();
        try (Region region = Region.open(directory.resolve("notes"))) {
            Notes notes = Notes.in(region);
            Process factory = startFactory(directory);
            while (notes.count() < ITEMS / 2) {
                Thread.sleep(1);
            }
            factory.kill();
            factory.join();
            while (region.attached().stream().filter(Member::alive).count() > 1) {
                Thread.sleep(1);
            }
            say(factory + "; its workers have gone with it. " + notes.count() + " items are done, "
                + notes.produced + " were put");

            Process second = startFactory(directory);
            second.join();
            check(second.exitCode().orElse(-1) == 0, "started again, the factory has come to its end");
            check(notes.count() == ITEMS, "all " + ITEMS + " items are done; " + notes.twice
                + " had been begun by one who was killed");
        }
    }

    /** A process that is all: when it is killed its daemons are killed too. */
    private static Process startFactory(Path directory) {
        String path = directory.toString();
        return start("factory", () -> {
            named("producer").daemon(true).start(() -> produce(Path.of(path)));
            for (int number = 1; number <= 2; number++) {
                named("consumer-" + number).daemon(true).start(() -> consume(Path.of(path)));
            }
            try (Region region = Region.open(Path.of(path, "notes"));
                 JoinableQueue<Integer> queue = JoinableQueue.open(Path.of(path, "queue"), ROOM)) {
                Notes notes = Notes.in(region);
                while (notes.produced.get() < ITEMS) {
                    Thread.sleep(10);
                }
                queue.join();
            }
        });
    }

    /** Goes on where the last one was: an item that was put and not noted is put again. */
    private static void produce(Path directory) throws InterruptedException {
        try (Region region = Region.open(directory.resolve("notes"));
             JoinableQueue<Integer> queue = JoinableQueue.open(directory.resolve("queue"), ROOM)) {
            LongValue produced = Notes.in(region).produced;
            say("begins at item " + produced);
            while (produced.get() < ITEMS) {
                queue.put((int) produced.get());
                produced.incrementAndGet();
            }
        }
    }

    private static void consume(Path directory) throws InterruptedException {
        try (Region region = Region.open(directory.resolve("notes"));
             JoinableQueue<Integer> queue = JoinableQueue.open(directory.resolve("queue"), ROOM)) {
            Notes notes = Notes.in(region);
            while (true) {
                int item = queue.take();
                if (queue.isRedelivered()) {
                    say("gets item " + item + " once more");
                    notes.twice.incrementAndGet();
                }
                Thread.sleep(1);
                notes.done.set(item, (byte) 1);
                queue.taskDone();
            }
        }
    }

    /** What is written down beside the queue, for who comes later. */
    private record Notes(LongValue produced, ByteArray done, LongValue twice) {

        static Notes in(Region region) {
            return new Notes(LongValue.open(region, "produced", 0), ByteArray.open(region, "done", ITEMS),
                LongValue.open(region, "twice", 0));
        }

        long count() {
            return IntStream.range(0, ITEMS).filter(item -> done.get(item) != 0).count();
        }
    }
}
