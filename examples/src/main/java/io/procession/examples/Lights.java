package io.procession.examples;

import io.procession.Process;
import io.procession.shm.Event;
import io.procession.shm.LongValue;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;

/** An event lets all who wait for it go on at once; who waits with a timeout may go on without. */
@Command(name = "lights", description = {
    "Traffic lights by Event: cars wait, a police car goes after a timeout.",
    "",
    "set() lets all who wait go on at once. await(time) says whether the event was set."})
final class Lights extends Demo {

    private static final int CARS = 5;

    @Override
    void run() throws InterruptedException {
        Event green = Event.create();
        LongValue waiting = LongValue.create(0);
        LongValue gone = LongValue.create(0);
        LongValue goneAtRed = LongValue.create(0);
        say("the light is red");
        var cars = start("car", CARS, number -> () -> {
            say("waits");
            waiting.incrementAndGet();
            green.await();
            gone.incrementAndGet();
            say("goes");
        });
        Process police = start("police", () -> {
            if (!green.await(Duration.ofMillis(300))) {
                goneAtRed.incrementAndGet();
                say("goes at red");
            }
        });
        join(List.of(police));
        while (waiting.get() < CARS) {
            Thread.sleep(10);
        }
        check(goneAtRed.get() == 1, "the police car has not waited for green");
        check(gone.get() == 0, "no other car has gone at red");
        say("the light turns green");
        green.set();
        join(cars);
        check(gone.get() == CARS, "all " + CARS + " cars have gone at green");
        green.clear();
        check(!green.await(Duration.ofMillis(50)), "the light is red again");
    }
}
