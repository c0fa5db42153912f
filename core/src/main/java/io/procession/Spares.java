package io.procession;

import io.procession.shm.RuntimeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * JVMs that have started and {@linkplain Rehearsal rehearsed}, have attached nothing, and wait to be a worker.
 *
 * <p>A spare is told all that it is ever told through its standard input, in this order: that it is one, and what to
 * rehearse; a byte, when it is taken; its {@link Assignment}, as any worker. Each process keeps its own, and nobody
 * else has the other end: when the process is killed, its spares read the end of the stream and end too. By itself it
 * ends them first, by SIGKILL, since a JVM that starts has much to say about a SIGTERM.
 *
 * <p>A spare is taken once, by a {@link Launch} that equals its own; from then on it is a worker like any other. It may
 * be taken at any time: one that still rehearses leaves off when the present step is over, the longest of which is the
 * first use of a queue, for programs that use queues. One that is found dead, or cannot be written to, was none: a JVM
 * is started in its place. One that is killed after it was taken is a worker that was killed.
 *
 * <p>They are made by a thread of their own, for launches like the last one: when a processor is idle, and pools have
 * not {@linkplain Turns as many} workers starting as these can take; or some time after the start that has asked for
 * it. A spare of another launch makes way at the second start in a row that misses it. One that nobody has taken for a
 * while ends, and with the last one the thread.
 *
 * <p>A launch with options that the JVM may refuse has a spare only when a process of that kind has proved that it does
 * not, since the JVM would print its refusal; one that is not {@linkplain Launch#isDiscreet discreet} has none.
 */
final class Spares {

    /** The system property that says how many are kept, from the first start on. */
    static final String PROPERTY = "procession.spares";

    /** Until the program has started so many processes, it keeps none, unless it was told how many. */
    private static final int STARTS = 2;
    private static final int USUAL = 1;
    static final int MAX = 64;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** After so long one is made even if no processor is idle. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** Between two looks, at first; then an eighth of the time since the wish, up to the longest. */
    private static final long LOOK_MILLIS = 5;
    private static final long MAX_LOOK_MILLIS = 50;
    private static final int LOOK_PARTS = 8;
    /** A process that has lived so long was not refused its options. */
    private static final long PROOF_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Linux' count of what runs and what there is, as {@code 2/345}. */
    private static final Path LOAD = Path.of("/proc/loadavg");

    private static final Deque<Spare> WAITING = new ArrayDeque<>();

    /** How many are kept; negative until that was said. */
    private static int count = Math.min(Integer.getInteger(PROPERTY, -1), MAX);
    private static int starts;
    private static Launch missed;
    private static Wish wish;
    /** The last launch with options that a JVM has taken. */
    private static Launch proven;
    private static Thread keeper;
    /** The thread is about to add one, which nobody else knows of yet. */
    private static boolean isMaking;
    private static boolean ended;

    static {
        RuntimeDirectory.beforeEnd(Spares::end);
    }

    private Spares() {
    }

    /** Sets how many are kept, and begins to make them. */
    static synchronized void keep(int spares) {
        RuntimeDirectory.path();
        count = spares;
        Launch plain = Launch.plain();
        WAITING.removeIf(spare -> !spare.launch.equals(plain) && spare.discard());
        while (WAITING.size() > spares) {
            WAITING.removeFirst().discard();
        }
        if (plain.isDiscreet()) {
            wish(plain, null);
        }
    }

    /**
     * A JVM that reads its assignment next: one that was kept for that, or a new one.
     *
     * @param archive options for a new one
     */
    static java.lang.Process take(Launch launch, List<String> archive) {
        java.lang.Process jvm = takeWaiting(launch);
        if (jvm == null) {
            jvm = launch.start(archive);
        }
        try {
            started(launch, jvm);
        } catch (RuntimeException | Error e) {
            // No spare is made, for want of a thread: this JVM there is.
        }
        return jvm;
    }

    private static synchronized java.lang.Process takeWaiting(Launch launch) {
        for (Iterator<Spare> spares = WAITING.iterator(); spares.hasNext();) {
            Spare spare = spares.next();
            if (spare.launch.equals(launch)) {
                spares.remove();
                if (spare.take()) {
                    missed = null;
                    return spare.jvm;
                }
            }
        }
        if (launch.equals(missed)) {
            WAITING.removeIf(Spare::discard);
        }
        missed = launch;
        return null;
    }

    /** A process was started so: the next one may be, too. */
    private static void started(Launch launch, java.lang.Process jvm) {
        synchronized (Spares.class) {
            starts++;
            boolean isForOther = WAITING.stream().anyMatch(spare -> !spare.launch.equals(launch));
            if (!isForOther && (count > 0 || count < 0 && starts >= STARTS) && launch.isDiscreet()) {
                wish(launch, launch.isPlain() || launch.equals(proven) ? null : jvm);
            }
            if (starts < STARTS) {
                return;
            }
        }
        ArchiveMaker.begin();
    }

    /** Whoever wishes for the same as before does not wait anew. */
    private static void wish(Launch launch, java.lang.Process proof) {
        if (wish == null || !wish.launch.equals(launch) || wish.isVain()) {
            wish = new Wish(launch, proof, System.nanoTime());
        }
        if (keeper == null && !ended) {
            Thread thread = new Thread(null, Spares::keep, "procession-spares", 0, false);
            thread.setDaemon(true);
            thread.start();
            keeper = thread;
        }
        Spares.class.notifyAll();
    }

    /** What the thread does. */
    private static void keep() {
        try {
            Launch next = next();
            while (next != null) {
                make(next);
                next = next();
            }
        } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
            // None is made until the next start.
        } finally {
            synchronized (Spares.class) {
                keeper = null;
                isMaking = false;
                Spares.class.notifyAll();
            }
        }
    }

    /** Waits until one is to be made; null if the thread is to end. */
    private static synchronized Launch next() throws InterruptedException {
        while (!ended) {
            long now = System.nanoTime();
            if (wish != null && (isFull(wish.launch) || wish.isVain())) {
                wish = null;
            }
            if (wish != null && wish.isDue(now)) {
                isMaking = true;
                return wish.launch;
            }
            while (!WAITING.isEmpty() && now - WAITING.peekFirst().madeAt >= IDLE_NANOS) {
                WAITING.removeFirst().discard();
            }
            if (wish != null) {
                Spares.class.wait(wish.lookMillis(now));
            } else if (WAITING.isEmpty()) {
                break;
            } else {
                Spares.class.wait(TimeUnit.NANOSECONDS.toMillis(WAITING.peekFirst().madeAt + IDLE_NANOS - now) + 1);
            }
        }
        keeper = null;
        return null;
    }

    private static boolean isFull(Launch launch) {
        long waiting = WAITING.stream().filter(spare -> spare.launch.equals(launch)).count();
        return waiting >= (count < 0 ? USUAL : count);
    }

    private static void make(Launch launch) {
        Spare spare = null;
        boolean isKept = false;
        try {
            spare = new Spare(launch, launch.start(Archive.options(launch)));
        } catch (IllegalStateException e) {
            // The system refuses, as it will tell whoever starts the next process.
        } finally {
            synchronized (Spares.class) {
                if (spare != null) {
                    WAITING.addLast(spare);
                    isKept = !ended && spare.rehearse();
                    if (!isKept && !ended) {
                        WAITING.removeLast().discard();
                    }
                }
                if (isKept && !launch.isPlain()) {
                    proven = launch;
                }
                if (!isKept) {
                    wish = null;
                }
                isMaking = false;
                Spares.class.notifyAll();
            }
        }
    }

    /** This process ends, and so do its spares: when this returns they have. None is made from now on. */
    static void end() {
        List<java.lang.Process> jvms = new ArrayList<>();
        synchronized (Spares.class) {
            ended = true;
            Spares.class.notifyAll();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (isMaking && System.nanoTime() < deadline) {
                try {
                    Spares.class.wait(LOOK_MILLIS);
                } catch (InterruptedException e) {
                    // Looks again.
                }
            }
            WAITING.forEach(spare -> jvms.add(spare.jvm));
            WAITING.clear();
        }
        jvms.addAll(ArchiveMaker.end());
        Launch.discard(jvms);
    }

    /** The process ids of those that wait, the one to be taken next first. */
    static synchronized List<Long> pids() {
        return WAITING.stream().map(spare -> spare.jvm.pid()).toList();
    }

    /**
     * That one be made for a launch.
     *
     * @param proof a process that shows whether the JVM takes the options; null if it is known to
     */
    private record Wish(Launch launch, java.lang.Process proof, long since) {

        boolean isDue(long now) {
            return isProven(now) && (now - since > PATIENCE_NANOS || !Turns.areAllTaken() && isProcessorIdle());
        }

        /** After how long to look again: a program that keeps the processors busy is not to pay for many looks. */
        long lookMillis(long now) {
            long part = TimeUnit.NANOSECONDS.toMillis(now - since) / LOOK_PARTS;
            return Math.max(LOOK_MILLIS, Math.min(part, MAX_LOOK_MILLIS));
        }

        private boolean isProven(long now) {
            return proof == null || !proof.isAlive() || now - since > PROOF_NANOS;
        }

        /** Whether the JVM may have refused. */
        boolean isVain() {
            return proof != null && !proof.isAlive() && proof.exitValue() != 0;
        }

        /** Elsewhere than on Linux one is taken to be. */
        private static boolean isProcessorIdle() {
            try {
                String load = Files.readString(LOAD);
                int end = load.indexOf('/');
                int thisThread = 1;
                int running = Integer.parseInt(load.substring(load.lastIndexOf(' ', end) + 1, end)) - thisThread;
                return running < Runtime.getRuntime().availableProcessors();
            } catch (IOException | RuntimeException e) {
                return true;
            }
        }
    }

    /** A JVM that waits. */
    private static final class Spare {

        private final Launch launch;
        private final java.lang.Process jvm;
        private final long madeAt = System.nanoTime();

        Spare(Launch launch, java.lang.Process jvm) {
            this.launch = launch;
            this.jvm = jvm;
        }

        boolean rehearse() {
            return tell(Rehearsal.likely());
        }

        boolean take() {
            return jvm.isAlive() && tell(Rehearsal.TAKEN);
        }

        private boolean tell(byte... bytes) {
            try {
                jvm.getOutputStream().write(bytes);
                jvm.getOutputStream().flush();
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        /** Kills it. What it leaves goes when others of this user make such. True. */
        boolean discard() {
            jvm.destroyForcibly();
            return true;
        }
    }
}
