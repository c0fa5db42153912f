package io.procession.examples;

import io.procession.JoinableQueue;
import io.procession.Process;
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
    "Shows what is in a region or a queue: objects, sizes, values, who holds which lock and since when, who has which"
        + " permits on loan, who has taken what and is not done with it, who is attached, who has gone.",
    "",
    "Without FILE it makes a region and a queue of its own, has processes die in them, and shows these."})
final class Inspect extends Demo {

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
            return;
        }
        try (Portrait portrait = Portrait.of(file)) {
            if (watching) {
                watch(portrait);
            } else {
                print(portrait.draw());
            }
        }
    }

    private void watch(Portrait portrait) throws InterruptedException {
        Display display = Terminal.isOutput() ? new Display() : null;
        for (int look = 1; look <= looks; look++) {
            if (look > 1) {
                Thread.sleep(EVERY_MILLIS);
            }
            if (display == null) {
                print(portrait.draw());
            } else {
                display.draw(portrait.draw(display.lines()));
            }
        }
    }

    private static String print(List<String> lines) {
        String text = String.join("\n", lines) + "\n\n";
        System.out.print(text);
        System.out.flush();
        return text;
    }

    /** A place on a field. */
    record Position(int x, int y, @Type.MaxBytes(16) String who) { }

    private void showASample() throws Exception {
        Path directory = temporaryDirectory();
        try (Region region = Region.open(directory.resolve("region"), 1 << 20);
             JoinableQueue<String> queue = JoinableQueue.open(directory.resolve("queue"), 10)) {
            queue.addAll(List.of("first", "second", "third", "fourth", "fifth"));
            queue.take();
            Process holder = holder(region);
            Process victim = victim(region, queue);
            show(region, holder, victim);
            show(queue, victim);
            holder.kill();
            holder.join();
        }
    }

    private void show(Region region, Process holder, Process victim) throws InterruptedException {
        try (Portrait portrait = Portrait.of(region.file())) {
            String drawn = print(portrait.draw());
            check(drawn.contains("held by " + holder.pid() + ", thread "), "one lock is held by " + holder);
            check(drawn.contains("held by " + victim.pid() + ", dead, thread "),
                "another is held by a dead one, until somebody asks for it");
            check(drawn.contains("1 permit available, 1 lent to " + holder.pid() + ", 1 to " + victim.pid() + ", dead"),
                "of a semaphore each of them has a permit on loan");
            check(drawn.contains("Position[x=1, y=2, who=a knight]"), "a record reads as one");
        }
    }

    private void show(JoinableQueue<String> queue, Process victim) throws InterruptedException {
        try (Portrait portrait = Portrait.of(queue.directory())) {
            String drawn = print(portrait.draw());
            check(drawn.contains("3 items wait, room for 7: [third, fourth, fifth]"), "what waits in a queue is seen");
            check(drawn.contains("1 by " + Process.current().pid()) && drawn.contains("1 by " + victim.pid() + ", dead"),
                "and who has taken what and is not done with it");
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

    /** One that has been killed, with whatever can be had in its hands. */
    private static Process victim(Region region, JoinableQueue<String> queue) throws InterruptedException {
        Lock lock = Lock.create(region);
        Semaphore places = Semaphore.open(region, "places", 3);
        LongValue steps = LongValue.open(region, "steps", 0);
        LongArray squares = LongArray.open(region, "squares", 100);
        Event holds = Event.create(region);
        Process victim = start("victim", () -> {
            lock.lock();
            places.hold();
            queue.take();
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
        return victim;
    }
}
