package io.procession.examples;

import io.procession.JoinableQueue;
import io.procession.Process;
import io.procession.Queue;
import io.procession.QueueShutDownException;
import io.procession.shm.LongValue;
import java.util.List;
import picocli.CommandLine.Command;

/** Producers and consumers, and two ways to come to an end: shut the queue down, or wait until all of it is done. */
@Command(name = "buns", description = {
    "Producers and consumers by Queue, ended by shutDown(), then by join().",
    "",
    "After shutDown() takers get what is left, and then an exception. A JoinableQueue's join() waits"
        + " until all that was put is done with."})
final class Buns extends Demo {

    private static final int BAKERS = 2;
    private static final int EATERS = 2;
    private static final int BUNS = 20;

    @Override
    void run() throws InterruptedException {
        untilShutDown();
        untilDone();
    }

    private void untilShutDown() throws InterruptedException {
        LongValue eaten = LongValue.create(0);
        try (Queue<String> counter = Queue.create(5)) {
            List<Process> bakers = start("baker", BAKERS, number -> () -> bake(counter, number));
            List<Process> eaters = start("eater", EATERS, number -> () -> {
                int mine = 0;
                try {
                    while (true) {
                        counter.take();
                        mine++;
                        eaten.incrementAndGet();
                    }
                } catch (QueueShutDownException e) {
                    say("has eaten " + mine + " buns; the shop has closed");
                }
            });
            join(bakers);
            counter.shutDown();
            join(eaters);
        }
        check(eaten.get() == BAKERS * BUNS, "all " + eaten + " buns were eaten, and all eaters have gone home");
    }

    private void untilDone() throws InterruptedException {
        LongValue eaten = LongValue.create(0);
        try (JoinableQueue<String> counter = JoinableQueue.create(5)) {
            for (int number = 1; number <= EATERS; number++) {
                named("guest-" + number).daemon(true).start(() -> {
                    while (true) {
                        String bun = counter.take();
                        eaten.incrementAndGet();
                        if (bun.endsWith("0")) {
                            say("eats " + bun);
                        }
                        counter.taskDone();
                    }
                });
            }
            for (int baker = 1; baker <= BAKERS; baker++) {
                bake(counter, baker);
            }
            counter.join();
            check(eaten.get() == BAKERS * BUNS, "join() has waited for all " + eaten + " to be eaten");
            Process.activeChildren().forEach(Process::kill);
        }
    }

    private static void bake(Queue<String> counter, int baker) throws InterruptedException {
        for (int bun = 1; bun <= BUNS; bun++) {
            counter.put("bun " + baker + "." + bun);
        }
        say("has baked " + BUNS + " buns");
    }
}
