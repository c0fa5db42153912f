package io.procession;

/**
 * What a {@link Pool} knows of one of its places, each filled by one worker after another.
 *
 * <pre>{@code
 * for (WorkerStats worker : pool.stats()) {
 *     System.out.println(worker.name() + " is busy " + Math.round(100 * worker.busyShare()) + " % of the time");
 * }
 * }</pre>
 *
 * @param name the name of the worker's process
 * @param pid the worker's process id, also while it starts; 0 while there is none
 * @param tasksDone tasks that have ended here, with a result or an exception; of a {@code map} each chunk is one
 * @param busyShare of the time since this worker was ready, how much it has spent in tasks, 0 to 1
 * @param waiting tasks that are in its hands and have not begun
 * @param restarts how many workers this place has had before this one
 */
public record WorkerStats(String name, long pid, long tasksDone, double busyShare, int waiting, int restarts) {
}
