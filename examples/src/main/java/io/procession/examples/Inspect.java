package io.procession.examples;

import io.procession.Process;
import io.procession.Queue;
import io.procession.shm.Array;
import io.procession.shm.Event;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.Semaphore;
import io.procession.shm.Type;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in a file that processes share can be seen from outside, while they work, and after they have died. */
@Command(name = "inspect", description = {
    "Shows what is in a region or a queue: objects, sizes, values, who holds which lock and since when, who is"
        + " attached, who has gone.",
    "",
    "Without FILE it makes a region and a queue of its own, has processes die in them, and shows these."})
final class Inspect extends Demo {

    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final long EVERY_MILLIS = 1_000;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A region's file, or a queue's directory.")
    private Path file;

    @Option(names = {"-w", "--watch"}, description = "Look again each second, until Ctrl-C.")
    private boolean watching;

    @Option(names = "--looks", paramLabel = "N", description = "With --watch: look so often, and end.")
    private int looks = Integer.MAX_VALUE;

    @Override
    void run() throws Exception {
        if (file == null) {
            showASample();
        } else {
            try (Portrait portrait = Portrait.of(file)) {
                boolean clears = watching && Terminal.isOutput();
                for (int look = 1; look <= (watching ? looks : 1); look++) {
                    if (look > 1) {
                        Thread.sleep(EVERY_MILLIS);
                    }
                    System.out.print((clears ? CLEAR : "") + portrait.draw());
                    System.out.flush();
                }
            }
        }
    }

    /** A place on a field. */
    record Position(int x, int y, @Type.MaxBytes(16) String who) { }

    private void showASample() throws Exception {
        Path directory = temporaryDirectory();
        Region region = Region.open(directory.resolve("region"), 1 << 20);
        try (region; Portrait portrait = Portrait.of(region.file())) {
            Process holder = holder(region);
            killOneIn(region);
            String drawn = portrait.draw();
            System.out.print(drawn);
            check(drawn.contains("held by " + holder.pid() + ", thread "), "one lock is held by " + holder);
            check(drawn.contains(", dead, thread "), "another is held by a dead one, until somebody asks for it");
            check(drawn.contains("Position[x=1, y=2, who=a knight]"), "a record reads as one");
            holder.kill();
            holder.join();
        }
        Path files = directory.resolve("queue");
        try (Queue<String> queue = Queue.open(files, 10); Portrait portrait = Portrait.of(files)) {
            queue.addAll(List.of("first", "second", "third"));
            String drawn = portrait.draw();
            System.out.print(drawn);
            check(drawn.contains("3 items wait, room for 7: [first, second, third]"), "what waits in a queue is seen");
        }
    }

    private static Process holder(Region region) throws InterruptedException {
        Lock lock = Lock.open(region, "door");
        Semaphore places = Semaphore.open(region, "places", 3);
        Array<Position> board = Array.open(region, "board", Type.of(Position.class), 2);
        Event holds = Event.open(region, "holds");
        Process holder = start("holder", () -> {
            try (Lock.Hold hold = lock.hold(); Semaphore.Lease place = places.hold()) {
                board.set(0, new Position(1, 2, "a knight"));
                holds.set();
                Thread.sleep(Long.MAX_VALUE);
            }
        });
        holds.await();
        return holder;
    }

    private static void killOneIn(Region region) throws InterruptedException {
        Lock lock = Lock.create(region);
        LongValue steps = LongValue.open(region, "steps", 0);
        LongArray squares = LongArray.open(region, "squares", 100);
        Event holds = Event.create(region);
        Process victim = start("victim", () -> {
            lock.lock();
            for (int i = 0; i < squares.length(); i++) {
                squares.set(i, (long) i * i);
                steps.incrementAndGet();
            }
            holds.set();
            Thread.sleep(Long.MAX_VALUE);
        });
        holds.await();
        victim.kill();
        victim.join();
    }
}
