package io.procession;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * The main class of a worker: reads its {@link Assignment} from the standard input, runs the task, and tells the parent
 * how it ended if the exit status does not.
 *
 * <p>Loads as little as it can: half of what an empty task costs over a bare JVM is what is loaded here.
 */
final class Worker {

    private static Ending ending;

    private Worker() {
    }

    /**
     * Ends this worker, as if its task had returned and no other thread were left: now if one is, else when its task
     * returns, since from JDK 21 on it takes {@link System#exit} some 20 ms to find out that nobody logs its calls.
     */
    static void end() {
        ending.taskEnded();
        if (isOtherRunning()) {
            System.exit(0);
        }
    }

    private static boolean isOtherRunning() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[2 * group.activeCount() + 1];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i] != Thread.currentThread() && !threads[i].isDaemon()) {
                return true;
            }
        }
        return count == threads.length;
    }

    /** Called by the JVM. */
    public static void main(String[] arguments) throws Throwable {
        FileInputStream lifeline = new FileInputStream(FileDescriptor.in);
        System.setIn(InputStream.nullInputStream());
        DataInputStream in = new DataInputStream(lifeline);
        Assignment assignment = awaitAssignment(in);
        if (assignment == null) {
            return;
        }
        Parent parent = new Parent(assignment.parentPid());
        ending = new Ending(assignment, parent, lifeline);
        Thread.currentThread().setUncaughtExceptionHandler(ending);
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            Callee callee = Assignment.readTask(in);
            if (callee != null) {
                Callee.Bound task = callee.bind(null);
                new Lifeline(lifeline, parent, assignment.daemon()).start();
                Process.become(task.object(), assignment, parent);
                if (task.object() instanceof Task object) {
                    object.run();
                } else {
                    task.call();
                }
            }
        } finally {
            ending.taskEnded();
        }
    }

    /** Rehearses before, if this is a spare. Null if the parent has ended, or needs no spare any more. */
    private static Assignment awaitAssignment(DataInputStream in) throws IOException, ReflectiveOperationException {
        try {
            int magic = in.readInt();
            if (magic == Rehearsal.MAGIC) {
                if (!Rehearsal.runUntilTaken(in)) {
                    return null;
                }
                magic = in.readInt();
            }
            return Assignment.read(magic, in);
        } catch (EOFException e) {
            return null;
        }
    }

    /**
     * Reads what never comes, until the parent has ended. By a channel, since its close gets a reader out of the system
     * call: a JVM that ends while a thread is in one first waits for it, for 300 ms.
     */
    private static final class Lifeline extends Thread {

        /** A task shorter than this need not wait until a channel's classes are loaded. */
        private static final long DELAY_MILLIS = 30;
        private static final int TERMINATED = 143;
        private static final long GRACE_MILLIS = 2000;

        private final FileInputStream stream;
        private final Parent parent;
        private final boolean daemon;

        Lifeline(FileInputStream stream, Parent parent, boolean daemon) {
            super(null, null, "procession-lifeline", 0, false);
            this.stream = stream;
            this.parent = parent;
            this.daemon = daemon;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                Thread.sleep(DELAY_MILLIS);
                FileChannel in = stream.getChannel();
                ByteBuffer nothing = ByteBuffer.allocate(1);
                while (in.read(nothing) >= 0) {
                    nothing.clear();
                }
            } catch (ClosedChannelException | InterruptedException e) {
                return;
            } catch (IOException e) {
                // As good as the parent's end.
            }
            parent.end();
            if (daemon) {
                new Thread(null, null, "procession-halt", 0, false) {
                    {
                        setDaemon(true);
                    }

                    @Override
                    public void run() {
                        try {
                            Thread.sleep(GRACE_MILLIS);
                        } catch (InterruptedException e) {
                            // Ends the sooner.
                        }
                        Runtime.getRuntime().halt(TERMINATED);
                    }
                }.start();
                System.exit(TERMINATED);
            }
        }
    }

    /** Sees how this process ends: handles what the task throws, and runs at shutdown. */
    private static final class Ending extends Thread implements Thread.UncaughtExceptionHandler {

        private final Assignment assignment;
        private final Parent parent;
        private final InputStream lifeline;
        private volatile boolean taskEnded;

        Ending(Assignment assignment, Parent parent, InputStream lifeline) {
            super(null, null, "procession-ending", 0, false);
            this.assignment = assignment;
            this.parent = parent;
            this.lifeline = lifeline;
        }

        void taskEnded() {
            taskEnded = true;
        }

        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            boolean daemon = assignment.daemon();
            if (isJvmEnding() && (daemon || EndingSignal.number() != 0) || daemon && parent.isGone()) {
                // It is to end, and what it was about to do has failed for that reason.
                return;
            }
            leave(ExitNote.failure(thrown));
            try {
                print(thrown);
            } catch (RuntimeException | Error e) {
                print(new RemoteThrowable(thrown));
            }
        }

        private static boolean isJvmEnding() {
            try {
                Thread hook = new Thread();
                Runtime.getRuntime().addShutdownHook(hook);
                Runtime.getRuntime().removeShutdownHook(hook);
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        }

        /** In one piece, lest the lines of several processes mix. */
        private void print(Throwable thrown) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            PrintStream lines = new PrintStream(text);
            lines.print("Exception in process \"" + assignment.name() + "\" ");
            thrown.printStackTrace(lines);
            lines.flush();
            System.err.write(text.toByteArray(), 0, text.size());
            System.err.flush();
        }

        /** At shutdown. If the task has not ended, {@link System#exit} or a signal has ended the process. */
        @Override
        public void run() {
            if (!taskEnded) {
                int signal = EndingSignal.number();
                leave(signal == 0 ? ExitNote.exit() : ExitNote.signal(signal));
            }
            if (taskEnded || !assignment.daemon()) {
                close();
            }
        }

        /** A daemon that somebody has told to end keeps looking after its parent while its own hooks run. */
        private void close() {
            try {
                lifeline.close();
            } catch (IOException e) {
                // This process ends anyway.
            }
        }

        private void leave(ExitNote note) {
            if (parent.isAlive()) {
                note.write(assignment.exitNote());
            }
        }
    }
}
