package io.procession.shm;

import java.util.ArrayList;
import java.util.List;
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
        List<User> users = users(region, round);
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

    /** Some that wait, and two that work: with more of them they would hold up each other. */
    private static List<User> users(Region region, int round) {
        Lock held = Lock.create(region);
        held.lock();
        Event event = Event.create(region);
        List<User> users = new ArrayList<>(List.of(new User("lock", held::lock),
            new User("lockInterruptibly", held::lockInterruptibly), new User("await", event::await)));
        List<User> busy = busyUsers(region);
        users.add(busy.get(round % busy.size()));
        users.add(busy.get((round + 1 + round / busy.size()) % busy.size()));
        return users.stream().distinct().toList();
    }

    private static List<User> busyUsers(Region region) {
        LongValue value = LongValue.create(region, 0);
        Lock free = Lock.create(region);
        ByteArray large = ByteArray.create(region, LARGE);
        byte[] copy = new byte[LARGE];
        LongArray longs = LongArray.create(region, LARGE / Long.BYTES);
        return List.of(
            new User("getAndAdd", () -> value.getAndAdd(1)),
            new User("get", value::get),
            new User("get of an array", () -> longs.get(0)),
            new User("lock and unlock", () -> {
                free.lock();
                free.unlock();
            }),
            new User("copyTo", () -> large.copyTo(0, copy)),
            new User("fill", () -> longs.fill(1)),
            new User("create", () -> LongValue.create(region, 1)),
            new User("open", () -> LongValue.open(region, Long.toString(System.nanoTime()), 1)));
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
