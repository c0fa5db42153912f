package io.procession.examples;

import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Check, then take, as one step: a lock is held by one thread of one process. A hundred buyers are five processes of
 * twenty threads each.
 */
@Command(name = "tickets", description = {
    "A hundred buyers, few tickets, a lock: none is sold twice.",
    "",
    "The buyers are five processes of twenty threads each. To look whether there is a ticket and to take"
        + " it is one step under the lock."})
final class Tickets extends Demo {

    private static final int SHOPS = 5;
    private static final int BUYERS = 20;

    @Option(names = "--tickets", description = "How many there are. Default: ${DEFAULT-VALUE}.")
    private int tickets = 12;

    @Override
    void run() throws InterruptedException {
        LongValue left = LongValue.create(tickets);
        LongArray sold = LongArray.create(tickets);
        LongValue disappointed = LongValue.create(0);
        Lock lock = Lock.create();
        join(start("shop", SHOPS, shop -> () -> {
            Thread[] buyers = new Thread[BUYERS];
            for (int i = 0; i < BUYERS; i++) {
                String buyer = shop + "." + (i + 1);
                buyers[i] = new Thread(() -> buy(buyer, lock, left, sold, disappointed));
                buyers[i].start();
            }
            for (Thread buyer : buyers) {
                buyer.join();
            }
        }));
        int sales = IntStream.range(0, tickets).map(ticket -> (int) sold.get(ticket)).sum();
        check(IntStream.range(0, tickets).allMatch(ticket -> sold.get(ticket) <= 1), "no ticket was sold twice");
        check(sales == Math.min(tickets, SHOPS * BUYERS) && left.get() == tickets - sales, sales + " were sold");
        check(sales + disappointed.get() == SHOPS * BUYERS, disappointed + " buyers went away without one");
    }

    private static void buy(String buyer, Lock lock, LongValue left, LongArray sold, LongValue disappointed) {
        try (Lock.Hold hold = lock.hold()) {
            if (left.get() > 0) {
                int ticket = (int) left.get() - 1;
                Thread.yield();
                sold.getAndAdd(ticket, 1);
                left.set(ticket);
                say("buyer " + buyer + " has ticket " + (ticket + 1));
                return;
            }
        }
        disappointed.incrementAndGet();
    }
}
