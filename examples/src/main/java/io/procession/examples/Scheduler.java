package io.procession.examples;

import io.procession.ManagedList;
import io.procession.ManagedSemaphore;
import io.procession.Manager;
import io.procession.Portable;
import io.procession.Process;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Jobs with priorities from one process, for others: a priority queue of objects, in an order that travels. */
@Command(name = "scheduler", mixinStandardHelpOptions = true, description = {
    "Jobs by priority from a manager's priorityQueue, for several processes.",
    "",
    "All jobs are there before the workers begin. Whoever is free takes the most urgent one."})
final class Scheduler implements Callable<Integer> {

    private static final int JOBS = 12;
    private static final int PRIORITIES = 3;
    private static final int JOB_MILLIS = 20;

    @Option(names = "--workers", description = "Processes that take jobs; default: ${DEFAULT-VALUE}.",
        defaultValue = "2")
    private int workers;

    /** @param priority the less, the more urgent */
    record Job(int priority, int number) implements Serializable {

        static final Portable.Comparator<Job> MOST_URGENT_FIRST =
            (one, other) -> Integer.compare(one.priority, other.priority);

        /** That of who has nothing more to do. */
        static final int LAST = Integer.MAX_VALUE;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            BlockingQueue<Job> jobs = manager.priorityQueue(Job.MOST_URGENT_FIRST);
            ManagedList<Job> begun = manager.list();
            ManagedSemaphore ended = manager.semaphore(0);
            for (int number = 1; number <= JOBS; number++) {
                jobs.put(new Job(number % PRIORITIES, number));
            }
            for (int i = 0; i < workers; i++) {
                jobs.put(new Job(Job.LAST, 0));
                Process.builder().name("worker-" + (i + 1)).start(() -> {
                    for (Job job = jobs.take(); job.priority != Job.LAST; job = jobs.take()) {
                        begun.add(job);
                        System.out.println(Process.current().name() + "  priority " + job.priority + ", job "
                            + job.number);
                        Thread.sleep(JOB_MILLIS);
                    }
                    ended.release();
                });
            }
            ended.acquire(workers);
            return report(List.copyOf(begun));
        }
    }

    /** Those that were taken at the same moment may have changed places. */
    private int report(List<Job> begun) {
        List<Job> sorted = begun.stream().sorted(Comparator.comparingInt(Job::priority)).toList();
        boolean inOrder = begun.size() == JOBS;
        for (int i = 0; inOrder && i < JOBS; i++) {
            inOrder = Math.abs(i - sorted.indexOf(begun.get(i))) < JOBS / PRIORITIES + workers;
        }
        System.out.println(begun.size() + " jobs, " + (inOrder ? "the most urgent first" : "in a wrong order"));
        return inOrder ? 0 : 1;
    }
}
