package io.procession.bench;

import io.procession.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads in the place of processes. */
final class Threads {

    private Threads() {
    }

    /** Does each task by a thread of its own, and waits for all. */
    static void run(List<? extends Task> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (Task task : tasks) {
                ends.add(threads.submit(() -> {
                    task.run();
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
