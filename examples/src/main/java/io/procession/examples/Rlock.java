package io.procession.examples;

import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.RLock;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;

/** An {@code RLock} may be locked again by the thread that holds it; a plain {@code Lock} would wait for itself. */
@Command(name = "rlock", description = {
    "Nested acquisition, where a plain Lock would deadlock.",
    "",
    "An RLock belongs to a thread of a process, which may lock it again, and has to unlock it as often."
        + " A plain Lock that is held is not to be had, by its holder neither."})
final class Rlock extends Demo {

    private static final int TRANSFERS = 10_000;

    @Override
    void run() throws InterruptedException {
        RLock lock = RLock.create();
        LongArray accounts = LongArray.create(2);
        join(start("clerk", 2, number -> () -> {
            for (int i = 0; i < TRANSFERS; i++) {
                transfer(lock, accounts, number - 1, 2 - number);
            }
        }));
        check(accounts.get(0) == 0 && accounts.get(1) == 0,
            2 * TRANSFERS + " transfers, each of three holds, are even");

        lock.lock();
        lock.lock();
        say("held twice: " + lock);
        join(List.of(start("other", () -> say("a process that asks: tryLock() is " + lock.tryLock()))));
        lock.unlock();
        check(lock.isLocked(), "unlocked once, it is still locked");
        lock.unlock();
        check(!lock.isLocked(), "unlocked twice, it is free");

        Lock plain = Lock.create();
        plain.lock();
        check(!plain.tryLock(Duration.ofMillis(200)), "a plain Lock that I hold is not to be had, by me neither");
    }

    private static void transfer(RLock lock, LongArray accounts, int from, int to) {
        try (RLock.Hold hold = lock.hold()) {
            add(lock, accounts, from, -1);
            add(lock, accounts, to, 1);
        }
    }

    private static void add(RLock lock, LongArray accounts, int account, int amount) {
        try (RLock.Hold hold = lock.hold()) {
            accounts.set(account, accounts.get(account) + amount);
        }
    }
}
