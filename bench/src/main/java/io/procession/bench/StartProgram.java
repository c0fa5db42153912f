package io.procession.bench;

import io.procession.Process;
import io.procession.Queue;
import io.procession.shm.Lock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * For each line with a number, starts so many processes at once, joins them, and prints how many nanoseconds that took.
 * A program that keeps a spare waits, outside the figure, before and after until the spare is ready, which it takes to
 * be one that has not used a processor for a while: so that the making of spares is in nobody's figure. It asks for
 * another spare when there is none, since a spare that nobody needs for a minute ends.
 */
final class StartProgram {

    static final String MEMORY = "memory";

    private static final boolean HAS_SPARE = Integer.getInteger("procession.spares", 0) > 0;
    private static final long CALM_MILLIS = 60;
    private static final long KIB = 1024;

    private StartProgram() {
    }

    /** What the processes do. */
    enum Task {
        NOTHING, LOCK, QUEUE
    }

    public static void main(String[] arguments) throws Exception {
        io.procession.Task task = task(Task.valueOf(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (HAS_SPARE) {
            Process.keepSpares(1);
        }
        nanos(task, 1);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line.equals(MEMORY) ? spareBytes() : nanos(task, Integer.parseInt(line)));
        }
    }

    private static io.procession.Task task(Task task) {
        switch (task) {
            case LOCK:
                Lock lock = Lock.create();
                return () -> {
                    lock.lock();
                    lock.unlock();
                };
            case QUEUE:
                Queue<String> queue = Queue.create();
                return () -> {
                    queue.put("item");
                    queue.take();
                };
            default:
                return () -> { };
        }
    }

    private static long nanos(io.procession.Task task, int number) throws InterruptedException {
        if (HAS_SPARE) {
            awaitSpare();
        }
        long start = System.nanoTime();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            processes.add(Process.start(task));
        }
        for (Process process : processes) {
            process.join();
        }
        long nanos = System.nanoTime() - start;
        for (Process process : processes) {
            if (process.exitCode().getAsInt() != 0) {
                throw new IllegalStateException(process + " failed");
            }
        }
        if (HAS_SPARE) {
            awaitSpare();
        }
        return nanos;
    }

    private static ProcessHandle awaitSpare() throws InterruptedException {
        Duration last = Duration.ZERO;
        while (true) {
            List<ProcessHandle> children = ProcessHandle.current().children().toList();
            if (children.isEmpty()) {
                Process.keepSpares(1);
            }
            Duration used = children.size() == 1
                ? children.get(0).info().totalCpuDuration().orElse(Duration.ZERO) : Duration.ZERO;
            if (!used.isZero() && used.equals(last)) {
                return children.get(0);
            }
            last = used;
            Thread.sleep(CALM_MILLIS);
        }
    }

    /** As Linux counts it: what it shares with others counts in parts. */
    private static long spareBytes() throws IOException, InterruptedException {
        Path rollup = Path.of("/proc/" + awaitSpare().pid() + "/smaps_rollup");
        for (String line : Files.readAllLines(rollup)) {
            String[] words = line.split("\\s+");
            if (words[0].equals("Pss:")) {
                return Long.parseLong(words[1]) * KIB;
            }
        }
        throw new IOException(rollup + " has no Pss");
    }
}
