package io.procession;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A queue in a manager's server of which can be asked whether all is done: Python's {@code Manager().JoinableQueue()}.
 * What a client has taken and is not done with when it dies is handed out again, before all else.
 *
 * <pre>{@code
 * ManagedJoinableQueue<String> jobs = manager.joinableQueue();
 * Process.builder().daemon(true).start(() -> {
 *     while (true) {
 *         System.out.println(jobs.take());
 *         jobs.taskDone();
 *     }
 * });
 * jobs.put("one");
 * jobs.join();
 * }</pre>
 */
public interface ManagedJoinableQueue<E> extends BlockingQueue<E> {

    /**
     * Says that an item is done: of those that this client has taken and is not done with, the first.
     *
     * @throws IllegalStateException if there is none
     */
    void taskDone();

    /** Waits until nothing waits in the queue, and all that was taken is done. */
    void join() throws InterruptedException;

    /** As {@link #join()}, for some time at the longest; says whether all is done. */
    boolean join(long time, TimeUnit unit) throws InterruptedException;
}
