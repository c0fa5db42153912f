package io.procession.bench;

import io.procession.ManagedLock;
import io.procession.ManagedMap;
import io.procession.Manager;
import io.procession.Process;
import io.procession.shm.LongArray;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The program of a JVM that starts a manager, and clients of it that do a {@link ManagerWork}, until its standard input
 * ends. When all clients are at it, for each line, a time in seconds, it prints how many operations all of them have
 * done in that time, and how long it really was, in nanoseconds.
 */
final class ManagerProgram {

    private static final int BATCH = 10;
    private static final long LOOK_MILLIS = 2;
    private static final int LINE = 16;
    private static final String KEY = "key";

    private ManagerProgram() {
    }

    /** An operation. */
    private interface Operation {

        void run() throws Exception;
    }

    /** Takes the name of a {@link ManagerWork} and the number of clients. */
    public static void main(String[] arguments) throws Exception {
        ManagerWork work = ManagerWork.valueOf(arguments[0]);
        int clients = Integer.parseInt(arguments[1]);
        try (Manager manager = Manager.start()) {
            LongArray words = LongArray.create((clients + 1) * LINE);
            ManagedMap<String, Integer> map = manager.dict();
            map.put(KEY, 1);
            for (int i = 0; i < clients; i++) {
                int client = i;
                BlockingQueue<Integer> queue = manager.queue();
                ManagedLock lock = manager.lock();
                Process.start(() -> repeat(operation(work, map, queue, lock), words, client));
            }
            awaitFirst(words, clients);
            answer(words, clients);
            words.set(clients * LINE, 1);
            for (Process client : Process.activeChildren()) {
                if (!client.isDaemon()) {
                    client.join();
                }
            }
        }
    }

    private static Operation operation(ManagerWork work, ManagedMap<String, Integer> map, BlockingQueue<Integer> queue,
                                       ManagedLock lock) {
        return switch (work) {
            case GET -> () -> map.get(KEY);
            case PUT -> () -> map.put(KEY, 2);
            case QUEUE -> () -> {
                queue.put(1);
                queue.take();
            };
            case LOCK -> () -> {
                lock.lock();
                lock.unlock();
            };
        };
    }

    private static void repeat(Operation operation, LongArray words, int client) throws Exception {
        int end = (words.length() / LINE - 1) * LINE;
        for (long done = BATCH; words.get(end) == 0; done += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                operation.run();
            }
            words.set(client * LINE, done);
        }
    }

    /** So that the start of no client is in a figure. */
    private static void awaitFirst(LongArray words, int clients) throws InterruptedException {
        for (int i = 0; i < clients; i++) {
            while (words.get(i * LINE) == 0) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private static void answer(LongArray words, int clients) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long before = sum(words, clients);
            long begun = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep((long) (Double.parseDouble(line) * TimeUnit.SECONDS.toNanos(1)));
            long operations = sum(words, clients) - before;
            System.out.println(operations + " " + (System.nanoTime() - begun));
        }
    }

    private static long sum(LongArray words, int clients) {
        long sum = 0;
        for (int i = 0; i < clients; i++) {
            sum += words.get(i * LINE);
        }
        return sum;
    }
}
