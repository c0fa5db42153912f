package io.procession.examples;

import io.procession.Process;
import io.procession.shm.LongValue;
import java.time.Duration;
import java.time.LocalTime;
import java.util.OptionalInt;
import picocli.CommandLine.Command;

/** A process can be waited for, for some time, and ended from outside; a daemon ends with its parent. */
@Command(name = "clock", description = {
    "A process that ticks: join with a timeout, terminate, daemon.",
    "",
    "join(time) says whether the process has ended; terminate() asks it to, by SIGTERM, and its exit"
        + " code is -15 then. A daemon ends with its parent."})
final class Clock extends Demo {

    private static final Duration A_WHILE = Duration.ofMillis(800);

    @Override
    void run() throws InterruptedException {
        LongValue ticks = LongValue.create(0);
        Process clock = start("clock", () -> tick(ticks));
        while (ticks.get() < 2) {
            check(!clock.join(A_WHILE), "join(" + A_WHILE.toMillis() + " ms) gives up: the clock ticks");
        }
        clock.terminate();
        clock.join();
        check(clock.exitCode().equals(OptionalInt.of(-15)), "terminated: " + clock);

        Process daemon = named("daemon").daemon(true).start(() -> tick(ticks));
        daemon.join(A_WHILE);
        check(daemon.isAlive(), "a daemon ticks too, and nobody will join it");
        say("the end: " + daemon.name() + " ends with me");
    }

    private static void tick(LongValue ticks) throws InterruptedException {
        while (true) {
            say("tick " + ticks.incrementAndGet() + ", it is " + LocalTime.now().withNano(0));
            Thread.sleep(200);
        }
    }
}
