package io.procession.examples;

import io.procession.ManagedList;
import io.procession.Manager;
import io.procession.Portable;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Jobs with priorities from one process, for others: a priority queue of objects, in an order that travels. */
@Command(name = "scheduler", description = {
    "Jobs by priority from a manager's priorityQueue, for several processes.",
    "",
    "All jobs are there before the workers begin. Whoever is free takes the most urgent one."})
final class Scheduler extends Demo {

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
    void run() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            BlockingQueue<Job> jobs = manager.priorityQueue(Job.MOST_URGENT_FIRST);
            ManagedList<Job> begun = manager.list();
            for (int number = 1; number <= JOBS; number++) {
                jobs.put(new Job(number % PRIORITIES, number));
            }
            for (int i = 0; i < workers; i++) {
                jobs.put(new Job(Job.LAST, 0));
            }
            join(start("worker", workers, number -> () -> work(jobs, begun)));
            check(isInOrder(List.copyOf(begun)), begun.size() + " jobs were begun, the most urgent first");
        }
    }

    private static void work(BlockingQueue<Job> jobs, ManagedList<Job> begun) throws InterruptedException {
        for (Job job = jobs.take(); job.priority != Job.LAST; job = jobs.take()) {
            begun.add(job);
            say("priority " + job.priority + ", job " + job.number);
            Thread.sleep(JOB_MILLIS);
        }
    }

    /** Those that were taken at the same moment may have changed places. */
    private boolean isInOrder(List<Job> begun) {
        List<Job> sorted = begun.stream().sorted(Comparator.comparingInt(Job::priority)).toList();
        boolean inOrder = begun.size() == JOBS;
        for (int i = 0; inOrder && i < JOBS; i++) {
            inOrder = Math.abs(i - sorted.indexOf(begun.get(i))) < JOBS / PRIORITIES + workers;
        }
        return inOrder;
    }
}
