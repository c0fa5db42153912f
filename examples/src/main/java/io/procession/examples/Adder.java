package io.procession.examples;

import io.procession.Connection;
import io.procession.Pipe;
import io.procession.Process;
import java.io.EOFException;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Command;

/** Request and reply between two ends. When the client has closed its end, the server's {@code receive} says so. */
@Command(name = "adder", description = {
    "Request and reply over a Pipe; EOF ends the server.",
    "",
    "Objects go both ways through shared memory. When the client closes its end, the server's receive()"
        + " throws an EOFException, which ends it."})
final class Adder extends Demo {

    private static final int QUESTIONS = 10_000;

    @Override
    void run() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            Connection client = pipe.left();
            Connection right = pipe.right();
            Process server = start("adder", () -> serve(right));
            right.close();

            Random random = new Random();
            int wrong = 0;
            long start = System.nanoTime();
            for (int i = 0; i < QUESTIONS; i++) {
                int a = random.nextInt(1_000);
                int b = random.nextInt(1_000);
                client.send(new int[] {a, b});
                int sum = client.receive();
                if (i == 0) {
                    say(a + " + " + b + " is " + sum);
                }
                wrong += sum == a + b ? 0 : 1;
            }
            say(QUESTIONS + " answers in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            check(wrong == 0, "all answers were right");
            client.close();
            join(List.of(server));
            check(!server.isAlive(), "with the pipe closed the server has ended");
        }
    }

    private static void serve(Connection client) throws Exception {
        try {
            while (true) {
                int[] question = client.receive();
                client.send(question[0] + question[1]);
            }
        } catch (EOFException e) {
            say("nobody asks any more");
        }
    }
}
