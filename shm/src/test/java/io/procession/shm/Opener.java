package io.procession.shm;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Does in each round what it is told, at the same moment as others: waits for the event {@code "go-<round>"} of a
 * control region, then opens a region and the names in it, and says what it found.
 */
final class Opener {

    static final int NAMES = 8;

    private Opener() {
    }

    public static void main(String[] arguments) throws Exception {
        Region control = Region.attach(Path.of(arguments[0]));
        Waiting.load();
        for (String order; (order = Role.hear()) != null && !order.equals("end"); ) {
            String[] words = order.split(" ");
            Event go = Event.open(control, words[0]);
            Role.say("ready");
            if (!go.await(Child.DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                Role.say("nobody said go");
            }
            try (Region region = Region.open(Path.of(words[1]), 1 << 20)) {
                for (int i = 0; i < NAMES; i++) {
                    LongValue.open(region, "name-" + i, 0).incrementAndGet();
                }
                Role.say(region.identity());
                Role.hear();
            } catch (RuntimeException e) {
                Role.say(e);
                Role.hear();
            }
        }
    }
}
