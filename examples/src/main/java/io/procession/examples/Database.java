package io.procession.examples;

import io.procession.Process;
import io.procession.shm.Event;
import io.procession.shm.LongValue;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;

/** Clients wait, again and again, each time for a while, until another process says that it is ready. */
@Command(name = "database", description = {
    "Ten clients wait for an Event until the server is up, with retries.",
    "",
    "Each client waits for 200 ms at a time, and says at which attempt it got through. One has no"
        + " patience, and exits with 2."})
final class Database extends Demo {

    private static final int CLIENTS = 10;
    private static final int GIVEN_UP = 2;

    @Override
    void run() throws InterruptedException {
        Event up = Event.create();
        LongValue queries = LongValue.create(0);
        Process impatient = start("impatient", () -> query(up, 2, queries));
        impatient.join();
        check(impatient.exitCode().equals(OptionalInt.of(GIVEN_UP)), "one client has given up: " + impatient);

        var clients = start("client", CLIENTS, number -> () -> query(up, 100, queries));
        join(List.of(start("server", () -> {
            say("starting...");
            Thread.sleep(700);
            say("the server is up");
            up.set();
        })));
        join(clients);
        check(queries.get() == CLIENTS, queries + " clients were served");
    }

    private static void query(Event up, int attempts, LongValue queries) throws InterruptedException {
        for (int attempt = 1; attempt <= attempts; attempt++) {
            if (up.await(Duration.ofMillis(200))) {
                queries.incrementAndGet();
                say("connected at attempt " + attempt);
                return;
            }
        }
        say("gives up");
        System.exit(GIVEN_UP);
    }
}
