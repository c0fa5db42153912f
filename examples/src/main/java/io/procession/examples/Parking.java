package io.procession.examples;

import io.procession.Process;
import io.procession.shm.Event;
import io.procession.shm.LongValue;
import io.procession.shm.Semaphore;
import java.time.Duration;
import picocli.CommandLine.Command;

/** A semaphore lets so many in at a time. Its lease comes back when its holder dies: a dead car blocks no place. */
@Command(name = "parking", description = {
    "A semaphore of three for ten cars; one that dies gives its place back.",
    "",
    "A lease of a semaphore comes back when the process that holds it ends, however it ends: it is"
        + " killed here."})
final class Parking extends Demo {

    private static final int PLACES = 3;
    private static final int CARS = 10;

    @Override
    void run() throws InterruptedException {
        Semaphore places = Semaphore.create(PLACES);
        LongValue inside = LongValue.create(0);
        LongValue most = LongValue.create(0);
        Event broken = Event.create();
        Process wreck = start("wreck", () -> {
            try (Semaphore.Lease place = places.hold()) {
                inside.incrementAndGet();
                say("parks, and breaks down");
                broken.set();
                Thread.sleep(Long.MAX_VALUE);
            }
        });
        broken.await();
        var cars = start("car", CARS, number -> () -> {
            try (Semaphore.Lease place = places.hold()) {
                long count = inside.incrementAndGet();
                most.accumulateAndGet(count, Math::max);
                say("parks; " + count + " are inside");
                Thread.sleep(150);
                inside.decrementAndGet();
            }
        });
        while (most.get() < PLACES && cars.stream().anyMatch(Process::isAlive)) {
            Thread.sleep(5);
        }
        inside.decrementAndGet();
        wreck.kill();
        wreck.join();
        say("towed away: " + wreck);
        join(cars);
        check(most.get() <= PLACES, "never more than " + PLACES + " were inside: " + most + " at most");
        check(places.tryAcquire(PLACES, Duration.ofSeconds(1)), "all " + PLACES + " places are free, the wreck's too");
    }
}
