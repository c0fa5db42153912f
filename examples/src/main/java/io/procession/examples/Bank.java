package io.procession.examples;

import io.procession.Process;
import io.procession.shm.Barrier;
import io.procession.shm.Event;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A lock makes read, change and write one step for all processes; and when its holder is killed in between, the next
 * one is told by {@code abandoned()}, and can put right what was left half done.
 */
@Command(name = "bank", description = {
    "One balance: without a lock (wrong), with it (right), with its holder killed.",
    "",
    "Two tellers read the balance and write it back. Without a lock they overwrite each other's work. A"
        + " third is killed while it holds the lock: the next one is told by abandoned(), and puts right"
        + " what was left half done."})
final class Bank extends Demo {

    private static final int START = 1_000;

    @Option(names = "--times", description = "Deposits, and withdrawals. Default: ${DEFAULT-VALUE}.")
    private int times = 200_000;

    @Override
    void run() throws Exception {
        long unlocked = balanceAfter(times, null);
        say("without a lock the balance is " + unlocked
            + (unlocked == START ? ": luck, try again" : ", and should be " + START));

        long locked = balanceAfter(times, Lock.create());
        check(locked == START, "with a lock the balance is " + locked);
        killTheHolder();
    }

    /** One process deposits 1 so often, another withdraws it. */
    private long balanceAfter(int count, Lock lock) throws InterruptedException {
        LongValue balance = LongValue.create(START);
        Barrier start = Barrier.create(2);
        join(start("teller", 2, number -> () -> {
            start.await();
            for (int i = 0; i < count; i++) {
                if (lock == null) {
                    change(balance, number == 1 ? 1 : -1);
                } else {
                    try (Lock.Hold hold = lock.hold()) {
                        change(balance, number == 1 ? 1 : -1);
                    }
                }
            }
        }));
        return balance.get();
    }

    private static void change(LongValue balance, int amount) {
        long seen = balance.get();
        balance.set(seen + amount);
    }

    /** One process is killed when it has withdrawn 100 and not paid them out. The next teller puts them back. */
    private void killTheHolder() throws InterruptedException {
        LongValue balance = LongValue.create(START);
        LongValue before = LongValue.create(START);
        Lock lock = Lock.create();
        Event withdrawn = Event.create();
        Process robbed = start("robbed", () -> {
            try (Lock.Hold hold = lock.hold()) {
                before.set(balance.get());
                change(balance, -100);
                withdrawn.set();
                Thread.sleep(Long.MAX_VALUE);
            }
        });
        withdrawn.await();
        robbed.kill();
        robbed.join();
        say("a teller was killed while it held the lock: " + lock);

        LongValue told = LongValue.create(0);
        join(List.of(start("next", () -> {
            try (Lock.Hold hold = lock.hold()) {
                if (hold.abandoned()) {
                    say("the lock's holder died; the balance was " + balance + ", it is " + before + " again");
                    told.set(1);
                    balance.set(before.get());
                }
            }
        })));
        check(told.get() == 1, "the next teller was told");
        check(balance.get() == START, "with its holder killed the balance is " + balance);
    }
}
