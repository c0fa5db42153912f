package io.procession.shm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Closes a region under threads that use it, round after round; says what went wrong. */
final class CloseRace {

    private static final int LARGE = 1 << 18;

    private CloseRace() {
    }

    public static void main(String[] arguments) throws Exception {
        Waiting.load();
        int rounds = Integer.parseInt(arguments[0]);
        for (int round = 0; round < rounds; round++) {
            run(round);
            if (round % 10 == 0) {
                System.gc();
            }
        }
    }

    private static void run(int round) throws Exception {
        Region region = Region.create();
        List<User> users = users(region);
        for (User user : users) {
            user.start();
        }
        for (User user : users) {
            user.inTheMiddle.await();
        }
        Thread.sleep(round % 5);
        region.close();
        long closed = System.nanoTime();
        for (User user : users) {
            user.join(Math.max(1, 10 * Waiting.DEATH_MILLIS - Waiting.millisSince(closed)));
            if (user.isAlive()) {
                Role.say("round " + round + ": " + user.getName() + " hangs in " + List.of(user.getStackTrace()));
            } else if (!(user.end instanceof RegionClosedException)) {
                Role.say("round " + round + ": " + user.getName() + " ended by " + user.end);
                user.end.printStackTrace();
            } else if (user.endNanos - closed > Waiting.DEATH_MILLIS * 1_000_000) {
                Role.say("round " + round + ": " + user.getName() + " ended after " + (user.endNanos - closed) + " ns");
            }
        }
    }

    private static List<User> users(Region region) {
        LongValue value = LongValue.create(region, 0);
        Lock free = Lock.create(region);
        Lock held = Lock.create(region);
        held.lock();
        Event event = Event.create(region);
        ByteArray large = ByteArray.create(region, LARGE);
        byte[] copy = new byte[LARGE];
        LongArray longs = LongArray.create(region, LARGE / Long.BYTES);
        List<User> users = new ArrayList<>();
        Map.<String, Step>of(
            "getAndAdd", () -> value.getAndAdd(1),
            "get", value::get,
            "lock and unlock", () -> {
                free.lock();
                free.unlock();
            },
            "lock", held::lock,
            "lockInterruptibly", held::lockInterruptibly,
            "await", event::await,
            "copyTo", () -> large.copyTo(0, copy),
            "fill", () -> longs.fill(1),
            "create", () -> LongValue.create(region, 1),
            "open", () -> LongValue.open(region, Long.toString(System.nanoTime()), 1)
        ).forEach((name, step) -> users.add(new User(name, step)));
        return users;
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private static final class User extends Thread {

        final CountDownLatch inTheMiddle = new CountDownLatch(1);
        private final Step step;
        volatile Throwable end;
        volatile long endNanos;

        User(String name, Step step) {
            super(name);
            this.step = step;
            setDaemon(true);
        }

        @Override
        public void run() {
            inTheMiddle.countDown();
            try {
                while (true) {
                    step.run();
                }
            } catch (Throwable e) {
                endNanos = System.nanoTime();
                end = e;
            }
        }
    }
}
