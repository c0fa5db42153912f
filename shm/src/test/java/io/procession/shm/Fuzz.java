package io.procession.shm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Damages a region's file, opens it and does whatever can be done with it, case after case; says which one ended
 * otherwise than by a named exception or a sound region. A case that hangs ends this JVM.
 */
final class Fuzz {

    private static final int CAPACITY = 1 << 18;
    private static final int HEADER = 1024;
    private static final int RING = 256;
    private static final long CASE_SECONDS = 10;
    private static final int REPORT_EVERY = 200;
    /** How long is waited in one case of so many: enough to ask who lives. */
    private static final Duration SOME_TIME = Duration.ofMillis(5);
    private static final int PATIENT = 20;

    private static Duration patience = SOME_TIME;

    private record Point(int x, @Type.MaxBytes(8) String y) { }

    private static final Type<Point> POINT = Type.of(Point.class);

    private final Path file;
    private final long seed;
    private final byte[] valid;
    private final String[] handles;
    private volatile int current;
    private volatile long begun = System.nanoTime();

    private Fuzz(Path directory, long seed) throws IOException {
        this.file = directory.resolve("region");
        this.seed = seed;
        try (Region region = Region.open(file, CAPACITY)) {
            this.handles = new String[] {
                Handles.write(LongValue.open(region, "long", 1)), Handles.write(IntValue.open(region, "int", 2)),
                Handles.write(DoubleValue.open(region, "double", 3)),
                Handles.write(LongArray.open(region, "longs", 100)),
                Handles.write(IntArray.open(region, "ints", 100)),
                Handles.write(DoubleArray.open(region, "doubles", 100)),
                Handles.write(ByteArray.open(region, "bytes", 100)), Handles.write(Lock.open(region, "lock")),
                Handles.write(Event.open(region, "event")),
                Handles.write(Semaphore.open(region, "semaphore", 2)),
                Handles.write(Barrier.open(region, "barrier", 2)),
                Handles.write(RLock.open(region, "rlock").newCondition("condition")),
                Handles.write(Value.open(region, "point", POINT, new Point(1, "one"))),
                Handles.write(Array.open(region, "points", POINT, 10)),
                Handles.write(Array.open(region, "shorts", Type.UINT16, 10)),
                Handles.write(RingBuffer.open(region, "ring", RING))};
            Lock.open(region, "held").lock();
            leaveHalfUsed(region);
        }
        this.valid = Files.readAllBytes(file);
        Files.delete(file);
    }

    /** Somebody in every table and queue, dead by the time that the file is used. */
    private static void leaveHalfUsed(Region region) throws IOException {
        try {
            Semaphore.open(region, "semaphore", 2).hold();
            Waiters waiters = waiters(RLock.open(region, "rlock").newCondition("condition"));
            waiters.enter();
            waiters.enter();
            waiters.enter();
            waiters.signal(1);
            leaveMessages(RingBuffer.open(region, "ring", RING));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        Barrier barrier = Barrier.open(region, "barrier", 2);
        Background<Integer> arrival = Background.start(barrier::await);
        Waiting.until("one has arrived", () -> barrier.waiting() == 1 || arrival.isDone());
    }

    /** Two of them, and the first part of a third one. */
    private static void leaveMessages(RingBuffer buffer) throws IOException, InterruptedException {
        buffer.receiver();
        RingSender sender = buffer.sender();
        sender.send(new byte[20]);
        sender.send(new byte[40]);
        Ring ring = sender.ring();
        ring.write(ring.tail(), true, 24, 1000, new byte[24], null, 0);
        ring.publishTailFenced(ring.tail() + Ring.recordBytes(24));
    }

    private static Waiters waiters(Condition condition) {
        long data = condition.block().data();
        return new Waiters(condition.region(), data + RegionLayout.LINE, data + 2L * RegionLayout.LINE);
    }

    public static void main(String[] arguments) throws IOException {
        Fuzz fuzz = new Fuzz(Path.of(arguments[0]), Long.parseLong(arguments[1]));
        int cases = Integer.parseInt(arguments[2]);
        fuzz.watch();
        for (int i = 0; i < cases; i++) {
            fuzz.run(i);
            if (i % REPORT_EVERY == 0) {
                Role.say("case " + i);
            }
        }
        Role.say("all are named");
    }

    private void watch() {
        Thread watch = new Thread(() -> {
            while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(CASE_SECONDS)) {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    return;
                }
            }
            Role.say("hangs in case " + current + " of seed " + seed + ": "
                + Thread.getAllStackTraces().entrySet().stream()
                    .filter(entry -> entry.getKey().getName().equals("main"))
                    .map(entry -> Arrays.toString(entry.getValue())).toList());
            Runtime.getRuntime().halt(2);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private void run(int index) throws IOException {
        current = index;
        patience = index % PATIENT == 0 ? SOME_TIME : Duration.ZERO;
        begun = System.nanoTime();
        Files.write(file, damaged(new Random(seed * 31 + index)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (Region region = Region.attach(file)) {
            use(region);
        } catch (RegionException e) {
            // Named.
        } catch (Throwable e) {
            Role.say("in case " + index + " of seed " + seed + ": " + e + " at " + Arrays.toString(e.getStackTrace()));
        } finally {
            Files.delete(file);
        }
    }

    private byte[] damaged(Random random) {
        byte[] bytes = valid.clone();
        switch (random.nextInt(8)) {
            case 0 -> flip(bytes, random, 0, bytes.length);
            case 1 -> flip(bytes, random, 0, HEADER);
            case 2 -> flip(bytes, random, RegionLayout.USED_OFFSET, RegionLayout.NAME_COUNT_OFFSET + Long.BYTES);
            case 3 -> flip(bytes, random, RegionLayout.MEMBERS_OFFSET,
                RegionLayout.MEMBERS_OFFSET + 4 * RegionLayout.LINE);
            case 4 -> flip(bytes, random, RegionLayout.FIRST_BLOCK, (int) used());
            case 5 -> setWords(bytes, random);
            case 6 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            default -> {
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    System.arraycopy(valid, 0, bytes, 0, RegionLayout.MEMBERS_OFFSET);
                }
            }
        }
        return bytes;
    }

    private static void flip(byte[] bytes, Random random, int from, int to) {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
            bytes[from + random.nextInt(to - from)] = (byte) random.nextInt();
        }
    }

    /** Numbers at the edge of what is valid do more harm than bytes at random. */
    private void setWords(byte[] bytes, Random random) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        long[] edges = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, CAPACITY,
            CAPACITY - RegionLayout.LINE, used(), used() - RegionLayout.LINE, RegionLayout.FIRST_BLOCK};
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int from = random.nextBoolean() ? RegionLayout.CREATION_LOCK_OFFSET : RegionLayout.FIRST_BLOCK;
            int to = from == RegionLayout.FIRST_BLOCK ? (int) used() : RegionLayout.MEMBERS_OFFSET;
            int offset = from + random.nextInt((to - from) / Integer.BYTES) * Integer.BYTES;
            long value = edges[random.nextInt(edges.length)];
            if (random.nextBoolean()) {
                words.putLong(offset & -Long.BYTES, value);
            } else {
                words.putInt(offset, (int) value);
            }
        }
    }

    private long used() {
        return ByteBuffer.wrap(valid).order(ByteOrder.nativeOrder()).getLong(RegionLayout.USED_OFFSET);
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void use(Region region) throws InterruptedException {
        for (Step step : steps(region)) {
            try {
                step.run();
            } catch (RegionException e) {
                // Named: the others have their turn.
            }
        }
    }

    private Step[] steps(Region region) {
        return new Step[] {
            region::toString,
            region::entries,
            () -> LongValue.open(region, "long", 1).incrementAndGet(),
            () -> IntValue.open(region, "int", 1).incrementAndGet(),
            () -> DoubleValue.open(region, "double", 1).incrementAndGet(),
            () -> LongArray.open(region, "longs", 100).fill(7),
            () -> LongArray.open(region, "longs", 100).copyTo(0, new long[100]),
            () -> IntArray.open(region, "ints", 100).fill(7),
            () -> DoubleArray.open(region, "doubles", 100).fill(7),
            () -> ByteArray.open(region, "bytes", 100).fill((byte) 7),
            () -> ByteArray.open(region, "bytes", 100).buffer().put(99, (byte) 1),
            () -> lockAndUnlock(Lock.open(region, "lock")),
            () -> lockAndUnlock(Lock.open(region, "held")),
            () -> passes(Event.open(region, "event")),
            () -> takeAndGive(Semaphore.open(region, "semaphore", 2)),
            () -> arriveAndReset(Barrier.open(region, "barrier", 2)),
            () -> waitAndSignal(RLock.open(region, "rlock").newCondition("condition")),
            () -> setAndGet(Value.open(region, "point", POINT, new Point(1, "one"))),
            () -> setAndGet(Array.open(region, "points", POINT, 10)),
            () -> setAndGet(Array.open(region, "shorts", Type.UINT16, 10)),
            () -> sendAndReceive(RingBuffer.open(region, "ring", RING)),
            () -> LongValue.create(region, 1).incrementAndGet(),
            () -> ByteArray.create(region, 10_000).fill((byte) 1),
            () -> lockAndUnlock(Lock.open(region, "new")),
            () -> LongValue.open(region, "newer", 1).incrementAndGet(),
            () -> arrive(region)
        };
    }

    private static void lockAndUnlock(Lock lock) throws InterruptedException {
        lock.toString();
        if (lock.tryLock() || lock.tryLock(patience)) {
            lock.abandoned();
            lock.unlock();
        }
    }

    /** Only what can be got is set: a damaged word may say that this process has the lock. */
    private static <T> void setAndGet(Value<T> value) throws InterruptedException {
        T got = value.get();
        if (value.lock().tryLock(patience)) {
            value.set(got);
            value.update(before -> before);
            value.lock().unlock();
        }
    }

    private static <T> void setAndGet(Array<T> array) throws InterruptedException {
        if (array.lock().tryLock(patience)) {
            array.asList().replaceAll(element -> element);
            array.lock().unlock();
        }
    }

    private static void passes(Event event) throws InterruptedException {
        event.await(0, TimeUnit.MILLISECONDS);
        event.set();
        event.await();
        event.clear();
    }

    private static void takeAndGive(Semaphore semaphore) throws InterruptedException {
        semaphore.leases();
        semaphore.tryHold(2, patience).ifPresent(Semaphore.Lease::close);
        if (semaphore.tryAcquire(2)) {
            semaphore.release(2);
        }
    }

    private static void arriveAndReset(Barrier barrier) throws InterruptedException {
        try {
            barrier.await(patience);
        } catch (BrokenBarrierException | TimeoutException e) {
            barrier.reset();
        }
        barrier.toString();
    }

    private static void waitAndSignal(Condition condition) throws InterruptedException {
        if (!condition.lock().tryLock(patience)) {
            return;
        }
        try {
            condition.toString();
            condition.await(patience);
            condition.signal();
            condition.await(patience);
            condition.signalAll();
        } finally {
            condition.lock().unlock();
        }
    }

    /** Only if the locks can be had: a damaged word may say that this process has them. */
    private static void sendAndReceive(RingBuffer buffer) throws InterruptedException {
        buffer.toString();
        try (RingSender sender = buffer.sender();
             RingReceiver receiver = buffer.receiver()) {
            Ring ring = receiver.ring();
            if (ring.sending.tryAcquire() && ring.sending.release()
                && ring.receiving.tryAcquire() && ring.receiving.release()) {
                while (receiver.awaitReady(patience)) {
                    receiver.receive();
                }
                sender.send(new byte[100]);
                receiver.receive(100);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Objects found by where they are, which no name vouches for. */
    private void arrive(Region region) throws InterruptedException {
        for (String handle : handles) {
            try {
                touch(Handles.read(handle, SharedObject.class));
            } catch (RegionException e) {
                // Named.
            }
        }
    }

    private static void touch(SharedObject object) throws InterruptedException {
        if (object instanceof LongValue value) {
            value.incrementAndGet();
        } else if (object instanceof IntValue value) {
            value.incrementAndGet();
        } else if (object instanceof DoubleValue value) {
            value.incrementAndGet();
        } else if (object instanceof LongArray array) {
            array.fill(1);
        } else if (object instanceof IntArray array) {
            array.fill(1);
        } else if (object instanceof DoubleArray array) {
            array.fill(1);
        } else if (object instanceof ByteArray array) {
            array.fill((byte) 1);
        } else if (object instanceof Lock lock) {
            lockAndUnlock(lock);
        } else if (object instanceof Event event) {
            passes(event);
        } else if (object instanceof Semaphore semaphore) {
            takeAndGive(semaphore);
        } else if (object instanceof Barrier barrier) {
            arriveAndReset(barrier);
        } else if (object instanceof Condition condition) {
            waitAndSignal(condition);
        } else if (object instanceof RingBuffer buffer) {
            sendAndReceive(buffer);
        } else if (object instanceof Value<?> value) {
            setAndGet(value);
        } else if (object instanceof Array<?> array) {
            setAndGet(array);
        }
    }
}
