package io.procession;

import io.procession.shm.RegionClosedException;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of a manager's server. One of them, the leader, looks at all lines, and calls what is to be called by
 * itself: where many clients call at once it need not sleep, nor be woken, in between. Before a call waits the lead is
 * handed over, so that a call that waits keeps nobody else waiting; the watch hands it over from a leader whose call
 * does not return, and remembers the method: before its next call the lead is handed over at once. Who is not the
 * leader, and has nothing to call, waits to be it again, for a while.
 */
final class Attendant extends Thread {

    private static final long SPARE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SLEEP_MILLIS = 50;
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long to look before sleeping: longer while that helps, less where it is in vain. */
    private static final long MIN_LOOK_NANOS = 500;
    private static final long MAX_LOOK_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 40_000 : MIN_LOOK_NANOS;
    private static final int LOOK_FACTOR = 4;
    private static final long SHORT_SLEEP_NANOS = 60_000;
    private static final int MAX_TRIAL_INTERVAL = 256;

    private final Attendants attendants;
    private final ManagerServer server;
    private long lookNanos = MAX_LOOK_NANOS;
    private int trialInterval = 1;
    private int untilTrial = 1;
    /** When it began with what it does; 0 while it looks for something. */
    private volatile long busySince;
    private volatile ServedLine serving;

    Attendant(Attendants attendants, ManagerServer server) {
        super(null, null, "procession-manager", 0, false);
        this.attendants = attendants;
        this.server = server;
        setDaemon(true);
    }

    /** For what this thread calls: it is about to wait for others. */
    static void aboutToWait() {
        if (Thread.currentThread() instanceof Attendant attendant) {
            attendant.attendants.handOver(attendant);
        }
    }

    @Override
    public void run() {
        while (!server.isEnded() && (attendants.isLeader(this) || awaitLead())) {
            try {
                lead();
            } catch (RegionClosedException e) {
                server.close();
            } catch (RuntimeException | Error e) {
                // Of one line, which has ended for that, or for want of memory: others go on.
            }
        }
    }

    /** False if it was not needed for a while. */
    private boolean awaitLead() {
        attendants.addSpare(this);
        long begun = System.nanoTime();
        while (!attendants.isLeader(this)) {
            long left = SPARE_NANOS - (System.nanoTime() - begun);
            if ((left <= 0 || server.isEnded()) && attendants.removeSpare(this)) {
                return false;
            }
            LockSupport.parkNanos(this, Math.max(1, left));
            Thread.interrupted();
        }
        return true;
    }

    private void lead() {
        long idleSince = System.nanoTime();
        while (attendants.isLeader(this) && !server.isEnded()) {
            if (serveAll()) {
                long now = System.nanoTime();
                if (now - idleSince > MIN_LOOK_NANOS) {
                    trialInterval = 1;
                    lookNanos = Math.min(MAX_LOOK_NANOS, Math.max(lookNanos, LOOK_FACTOR * (now - idleSince)));
                }
                idleSince = now;
            } else if (System.nanoTime() - idleSince < lookNanos) {
                Thread.onSpinWait();
            } else {
                lookNanos = Math.max(MIN_LOOK_NANOS, lookNanos / LOOK_FACTOR);
                Thread.yield();
                sleep();
                idleSince = System.nanoTime();
            }
        }
    }

    /** A sleep that was short might have been spared by looking on: now and then that is tried. */
    private void sleep() {
        long begun = System.nanoTime();
        try {
            server.door().work().await(SLEEP_MILLIS, TimeUnit.MILLISECONDS, server::isAnythingReady);
        } catch (InterruptedException e) {
            // Somebody has interrupted a call too late; there is nothing here to be interrupted.
        }
        if (System.nanoTime() - begun < SHORT_SLEEP_NANOS && --untilTrial <= 0) {
            trialInterval = Math.min(MAX_TRIAL_INTERVAL, 2 * trialInterval);
            untilTrial = trialInterval;
            lookNanos = MAX_LOOK_NANOS;
        }
    }

    /** Serves whoever is there, while this is the leader; whether there was anybody. */
    private boolean serveAll() {
        boolean any = false;
        for (ServedLine line : server.lines()) {
            if (line.isReady()) {
                any = true;
                serving = line;
                serve(line::serve);
                serving = null;
                if (!attendants.isLeader(this)) {
                    server.door().work().signal();
                    return true;
                }
            }
        }
        return server.isHelloReady() ? serveHello() : any;
    }

    private boolean serveHello() {
        serve(server::hear);
        return true;
    }

    private void serve(Runnable work) {
        busySince = System.nanoTime();
        try {
            work.run();
        } finally {
            busySince = 0;
        }
    }

    /** The method that it has called and that has not returned; null if there is none. */
    Method calling() {
        ServedLine line = serving;
        return line == null ? null : line.calling();
    }

    /** Whether it waits within what it does, or calculates for long. One that is ready to run may lack a processor. */
    boolean isStuck() {
        long since = busySince;
        long nanos = System.nanoTime() - since;
        return since != 0 && nanos > (getState() == State.RUNNABLE ? LONG_NANOS : STUCK_NANOS);
    }
}
