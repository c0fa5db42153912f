package io.procession.examples;

import io.procession.Process;
import io.procession.shm.Barrier;
import io.procession.shm.LongValue;
import java.util.concurrent.BrokenBarrierException;
import picocli.CommandLine.Command;

/** A barrier lets all go when all are there. If one dies in it, the others are told: nobody waits for a dead one. */
@Command(name = "race", description = {
    "A Barrier: runners start together; one drops out, and the start is broken off.",
    "",
    "The last to arrive lets all go. A runner who is killed at the start line breaks the barrier: the"
        + " others get a BrokenBarrierException, nobody waits for ever."})
final class Race extends Demo {

    private static final int RUNNERS = 5;

    @Override
    void run() throws InterruptedException {
        Barrier line = Barrier.create(RUNNERS);
        LongValue ready = LongValue.create(0);
        LongValue early = LongValue.create(0);
        LongValue place = LongValue.create(0);
        join(start("runner", RUNNERS, number -> () -> {
            ready.incrementAndGet();
            line.await();
            if (ready.get() < RUNNERS) {
                early.incrementAndGet();
            }
            say("comes in as number " + place.incrementAndGet());
        }));
        check(early.get() == 0, "nobody has started before all " + RUNNERS + " were ready");

        LongValue told = LongValue.create(0);
        Process dropout = start("dropout", () -> line.await());
        while (line.waiting() == 0) {
            Thread.sleep(10);
        }
        var others = start("runner", RUNNERS - 1, number -> () -> {
            try {
                line.await();
            } catch (BrokenBarrierException e) {
                say("somebody has dropped out");
                told.incrementAndGet();
            }
        });
        dropout.kill();
        join(others);
        check(told.get() == RUNNERS - 1, "all others were told that one is missing");
        line.reset();
        check(!line.isBroken(), "after a reset the line is as new: " + line);
    }
}
