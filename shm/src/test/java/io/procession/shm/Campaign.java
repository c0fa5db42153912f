package io.procession.shm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes that work side by side, of which one after another is killed at a random moment, and replaced: for a
 * second, or a minute when soaking. Every other one sleeps by the futex, the rest back off.
 */
final class Campaign implements AutoCloseable {

    static final int WORKERS = 4;
    /** More processes than ever take part, those that replace others included. */
    static final int MAX_WORKERS = 4096;

    private static final int SECONDS = Soak.rounds(1, 60);
    private static final int MAX_PAUSE_MICROS = 3000;

    /** What is asserted after a death, given how many there were. */
    interface AfterDeath {
        void check(int deaths) throws Exception;
    }

    private final Class<?> worker;
    private final Path file;
    private final Event go;
    private final Random random = new Random(42);
    private final List<Child> workers = new ArrayList<>();
    private int started;
    private int deaths;

    /**
     * @param worker says {@code ready} and works for as long as it lives, but only while the event {@code go} of the
     *     region is set: it is given the region's file and its own number
     */
    Campaign(Class<?> worker, Region region) {
        this.worker = worker;
        this.file = region.file();
        this.go = Event.open(region, "go");
        for (int i = 0; i < WORKERS; i++) {
            workers.add(start());
        }
        workers.forEach(each -> each.expect("ready"));
    }

    void run(AfterDeath afterDeath) throws Exception {
        run(afterDeath, deaths -> { });
    }

    /** Also asserts something after the dead one has been replaced. */
    void run(AfterDeath afterDeath, AfterDeath afterReplacement) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        go.set();
        do {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_PAUSE_MICROS)));
            workers.remove(random.nextInt(WORKERS)).kill();
            deaths++;
            afterDeath.check(deaths);
            // The others sleep meanwhile, and leave the processor to the one who starts.
            go.clear();
            workers.add(start().expect("ready"));
            go.set();
            afterReplacement.check(deaths);
        } while (end - System.nanoTime() > 0 && started < MAX_WORKERS);
    }

    /** Kills all who are left, and says how many have been killed. */
    int end() {
        workers.forEach(Child::kill);
        deaths += workers.size();
        workers.clear();
        return deaths;
    }

    static long sum(LongArray tallies) {
        long sum = 0;
        for (int i = 0; i < tallies.length(); i++) {
            sum += tallies.get(i);
        }
        return sum;
    }

    private Child start() {
        String parker = started % 2 == 0 ? "futex" : "backoff";
        return Child.startWith(Child.waitingBy(parker), worker, file, started++);
    }

    @Override
    public void close() {
        workers.forEach(Child::close);
    }
}
