package io.procession.shm;

import java.time.Instant;

/**
 * Who holds a lock.
 *
 * <pre>{@code
 * lock.owner().ifPresent(owner ->
 *     System.out.println("process " + owner.pid() + " has had it since " + owner.since() + " at least"));
 * }</pre>
 *
 * @param pid of the process; 0 if it died and its place was taken
 * @param threadId as {@link Thread#getId()} has it there; 0 if it is only just locking
 * @param since when somebody first waited for the lock, or asked for its owner, in this hold: it is held at least since
 *     then. (Its beginning is not noted: a look at the clock costs more than the lock.)
 * @param alive whether that process still has the region attached
 */
public record Owner(long pid, long threadId, Instant since, boolean alive) { }
