package io.procession;

import io.procession.shm.RuntimeDirectory;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A worker JVM: Python's {@code multiprocessing.Process}, with the manners of {@link Thread}.
 *
 * <pre>{@code
 * LongValue total = LongValue.create(0);
 * Process worker = Process.start(() -> total.addAndGet(42));
 * worker.join();
 * System.out.println(total + " " + worker.exitCode());    // 42 OptionalInt[0]
 * }</pre>
 *
 * <p>The worker is a fresh JVM with this one's {@code java.home}, class path, system properties, module and assertion
 * options; memory, collector and agents are what {@link Builder#jvmOptions} says. It has this process' working
 * directory, environment, standard output and standard error; its standard input is empty. The task travels by
 * serialization: shared objects arrive as handles to the same memory, all else as a copy, static fields not at all.
 *
 * <p>A task may also be the {@code run} method of a subclass, which then travels as a whole:
 *
 * <pre>{@code
 * class Counter extends Process {
 *     private final LongValue total;
 *     Counter(LongValue total) { this.total = total; }
 *     @Override public void run() { total.incrementAndGet(); }
 * }
 * new Counter(total).start();
 * }</pre>
 *
 * <p><b>How fast it starts.</b> Once a program has started a second process it keeps a <i>spare</i>: a JVM that has
 * started, has loaded what workers load, and waits. The next process that needs a JVM of the same class path, options and
 * environment takes it, and another one is made when a processor is idle. A spare is used once: what the task finds is a
 * fresh JVM, in which none of its classes, nor anything of another task, was ever loaded. It is no child in the sense of
 * {@link #activeChildren}. It costs the memory of an idle JVM, some 30 to 50 MB, and a fraction of a second of one
 * processor; it ends with this process, however that ends, and when nobody has needed it for a minute. {@link
 * #keepSpares}, or the system property {@code procession.spares}, says how many there are; 0 is none. There is none for
 * options that a waiting JVM would act upon (agents, recordings, logs), and none while {@code JAVA_TOOL_OPTIONS} or its
 * like are set.
 *
 * <p>A JVM that is started without a spare maps its classes from an archive, which is made once for each class path of
 * jars and each JDK, in the background, by a program that starts a second process. Archives lie in {@code procession} in
 * the user's cache directory ({@code $XDG_CACHE_HOME}, else {@code ~/.cache}), or where the system property {@code
 * procession.archive} says; {@code off} there does without. They are at most 8, and 256 MB; they may be deleted at any
 * time.
 *
 * <p><b>Ends.</b> A worker ends when its task has returned and its other non-daemon threads have ended. An exception
 * that the task does not catch is printed by the worker, with its name, makes the exit code 1 and is what {@link
 * #failure()} returns. When this process ends by itself, its daemons are terminated and its other children waited for;
 * when a signal ends it, Ctrl-C for one, all are terminated (and killed, 5 seconds later). When it is killed its
 * daemons end at once, while the others go on. A daemon may have no children.
 *
 * <p>Safe for use by many threads. Misuse is an {@link IllegalStateException} that says which.
 */
public class Process implements Task {

    private static final long serialVersionUID = 1L;

    private static final int MAX_NAME = 1000;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static Process current;
    private static Process parent;

    private final Task task;
    private transient String name;
    private transient String identity;
    private transient boolean daemon;
    private transient List<String> jvmOptions = List.of();
    private transient Map<String, String> environment = Map.of();
    private transient Life life;
    private transient boolean closed;

    /** For a subclass that overrides {@link #run()}. */
    protected Process() {
        this((Task) null, newIdentity());
    }

    /** A process that will run a task. */
    public Process(Task task) {
        this(Objects.requireNonNull(task), newIdentity());
    }

    private Process(Task task, String identity) {
        this.task = task;
        this.identity = identity;
        this.name = "Process-" + identity;
    }

    private Process(String name, String identity, boolean daemon, Life life) {
        this(null, identity);
        this.name = name;
        this.daemon = daemon;
        this.life = life;
    }

    /** Starts a process that runs a task. */
    public static Process start(Task task) {
        return builder().start(task);
    }

    /** For a process with a name, options, environment of its own, or that is a daemon. */
    public static Builder builder() {
        return new Builder();
    }

    /** This process. Of the first of a family the name is {@code MainProcess}. */
    public static synchronized Process current() {
        if (current == null) {
            current = new Process("MainProcess", "", false, new Self());
        }
        return current;
    }

    /** The process that started this one, if a process of a family did. Of it only name, id and life can be asked. */
    public static synchronized Optional<Process> parent() {
        return Optional.ofNullable(parent);
    }

    /** The children of this process that still run, in the order in which they were started. */
    public static List<Process> activeChildren() {
        return Family.active();
    }

    /**
     * Sets how many spares this process keeps, as the class comment says, from now on; for a process that has set
     * nothing it is 1 from its second start on. Those to be made are made in the background, at first for processes
     * without options or environment of their own, and then for such as the last one started.
     *
     * @param count from 0, which ends those that wait, to 64
     * @throws IllegalArgumentException if there cannot be so many
     * @throws IllegalStateException if this process is a daemon, which may have no children
     */
    public static void keepSpares(int count) {
        if (count < 0 || count > Spares.MAX) {
            throw new IllegalArgumentException("expected 0 to " + Spares.MAX + " spares, found " + count);
        }
        current().checkMayHaveChildren();
        Spares.keep(count);
    }

    /**
     * Makes this JVM the process of an assignment.
     *
     * @param task may be the process itself, of a subclass
     */
    static synchronized void become(Object task, Assignment assignment, Parent starter) {
        current = task instanceof Process subclass ? subclass : new Process((Task) null, assignment.identity());
        current.identity = assignment.identity();
        current.name = assignment.name();
        current.daemon = assignment.daemon();
        current.life = new Self();
        parent = new Process(assignment.parentName(), "", false, starter);
    }

    private static String newIdentity() {
        String mine = current().identity;
        int count = COUNT.incrementAndGet();
        return mine.isEmpty() ? Integer.toString(count) : mine + ":" + count;
    }

    /** One that arrives in a task without having been started is as good as new there. */
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        jvmOptions = List.of();
        environment = Map.of();
        identity = "";
        name = "Process";
    }

    /** Runs the task: what the worker does. May be called here too, as {@link Thread#run()} may. */
    @Override
    public void run() throws Exception {
        if (task != null) {
            task.run();
        }
    }

    /**
     * Starts the worker. Returns before it runs.
     *
     * @throws TaskNotSerializableException if the task has captured what cannot travel
     * @throws IllegalStateException if it was started before, if this process is a daemon or is ending, or if the
     *     system refuses
     * @throws io.procession.shm.RegionAccessException if the {@link RuntimeDirectory} cannot be used
     */
    public void start() {
        startMaking(() -> task == null ? this : task);
    }

    /**
     * As {@link #start()}, with what it is to run made here when its JVM starts already.
     *
     * @param work makes the task, or this object
     */
    void startMaking(Supplier<Task> work) {
        Process self = current();
        Launch launch = Launch.of(jvmOptions, environment);
        // Looked for before anything is locked: its directory may be far away.
        List<String> archive = Archive.options(launch);
        Child child;
        byte[] message;
        synchronized (this) {
            checkOpen();
            if (life != null) {
                throw new IllegalStateException(name + " was started already; a process can be started once");
            }
            self.checkMayHaveChildren();
            RuntimeDirectory.path();
            long pid = self.pid();
            Assignment assignment = new Assignment(name, identity, daemon, self.name, pid,
                ExitNote.newName(pid, COUNT.get()));
            child = Family.start(this, launch, archive, assignment);
            message = encode(assignment, work, child);
            life = child;
        }
        child.tell(message);
    }

    private static byte[] encode(Assignment assignment, Supplier<Task> work, Child child) {
        boolean encoded = false;
        try (Transit transit = Transit.begin()) {
            byte[] message = assignment.encode(work.get());
            transit.sentUntil(child::onExit);
            encoded = true;
            return message;
        } finally {
            if (!encoded) {
                Family.discard(child);
            }
        }
    }

    /**
     * Waits for this process to end.
     *
     * @throws IllegalStateException if it was not started, or is this process itself
     */
    public void join() throws InterruptedException {
        started("join").join(Long.MAX_VALUE);
    }

    /** Waits for this process to end, for some time at the longest; says whether it has ended. */
    public boolean join(Duration time) throws InterruptedException {
        return started("join").join(TimeUnit.NANOSECONDS.convert(time));
    }

    /** Whether this process was started and has not ended. */
    public synchronized boolean isAlive() {
        checkOpen();
        return life != null && life.isAlive();
    }

    /** Asks this process to end, by SIGTERM. It runs its shutdown hooks; its children are terminated too. */
    public void terminate() {
        started("terminate").terminate();
    }

    /** Ends this process, by SIGKILL. It does nothing more; its daemons end, its other children go on. */
    public void kill() {
        started("kill").kill();
    }

    /** Completes with this process when it has ended. */
    public CompletableFuture<Process> onExit() {
        return started("onExit").onExit().thenApply(ended -> this);
    }

    /**
     * How this process ended: empty while it runs, or was not started; 0; 1 after an uncaught exception; {@code n}
     * after {@code System.exit(n)}; {@code -n} if signal {@code n} ended it, so -15 after {@link #terminate()} and -9
     * after {@link #kill()}. ({@code Runtime.halt(n)} with an {@code n} above 128 looks like signal {@code n - 128}.)
     */
    public synchronized OptionalInt exitCode() {
        checkOpen();
        Integer code = life == null ? null : life.exitCode();
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /**
     * The exception that ended this process' task, with the stack that it had there. One that cannot travel arrives as
     * a {@link RemoteThrowable}.
     */
    public synchronized Optional<Throwable> failure() {
        checkOpen();
        return life == null ? Optional.empty() : Optional.ofNullable(life.failure());
    }

    /**
     * Gives back what this object holds of an ended process.
     *
     * @throws IllegalStateException if it still runs
     */
    public synchronized void close() {
        if (!closed) {
            if (life != null && life.isAlive()) {
                throw new IllegalStateException(name + " still runs; join, terminate or kill it before close()");
            }
            if (life != null) {
                life.exitCode();
            }
            closed = true;
            life = null;
        }
    }

    /** The name: {@code Process-1} for the first process of the main one, {@code Process-1:2} for that one's second. */
    public synchronized String name() {
        return name;
    }

    /** Sets the name, of up to {@value #MAX_NAME} characters. It stays what it was in a process that runs. */
    public synchronized void setName(String name) {
        checkOpen();
        this.name = checkName(name);
    }

    private static String checkName(String name) {
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("expected a name of up to " + MAX_NAME + " characters, found "
                + name.length());
        }
        return name;
    }

    /** Whether it ends when its parent does. */
    public synchronized boolean isDaemon() {
        return daemon;
    }

    /**
     * Sets whether it ends when its parent does. At first it does not.
     *
     * @throws IllegalStateException if it was started already
     */
    public synchronized void setDaemon(boolean daemon) {
        checkOpen();
        if (life != null) {
            throw new IllegalStateException(name + " was started already; setDaemon comes before start");
        }
        this.daemon = daemon;
    }

    /**
     * The operating system's number for it.
     *
     * @throws IllegalStateException if it was not started
     */
    public long pid() {
        return started("pid").pid();
    }

    /** Name, id and what became of it. */
    @Override
    public synchronized String toString() {
        String state;
        if (closed) {
            state = "closed";
        } else if (life == null) {
            state = "not started";
        } else if (life.isAlive()) {
            state = "pid=" + life.pid() + ", running";
        } else {
            Integer code = life.exitCode();
            state = "pid=" + life.pid() + (code == null ? ", ended" : ", exit code " + code);
        }
        return "Process[" + name + ", " + state + (daemon ? ", daemon]" : "]");
    }

    private synchronized Life started(String operation) {
        checkOpen();
        if (life == null) {
            throw new IllegalStateException(name + " was not started; " + operation + " comes after start");
        }
        return life;
    }

    private void checkMayHaveChildren() {
        if (daemon) {
            throw new IllegalStateException(name + " is a daemon: a daemon may have no children");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(name + " was closed");
        }
    }

    /** Says how a process is to be started. Not safe for use by many threads. */
    public static final class Builder {

        private String name;
        private boolean daemon;
        private final List<String> jvmOptions = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();

        private Builder() {
        }

        /** The process' name, in place of {@code Process-1}, of up to {@value #MAX_NAME} characters. */
        public Builder name(String name) {
            this.name = checkName(name);
            return this;
        }

        /** Whether it ends when its parent does. */
        public Builder daemon(boolean daemon) {
            this.daemon = daemon;
            return this;
        }

        /** Adds options for its JVM: {@code "-Xmx256m"}. They come last and so overrule what is inherited. */
        public Builder jvmOptions(String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        /** Adds a variable to its environment, or changes one. */
        public Builder environment(String variable, String value) {
            environment.put(Objects.requireNonNull(variable), Objects.requireNonNull(value));
            return this;
        }

        /** A process that is not started yet. */
        public Process build(Task task) {
            Process process = new Process(task);
            if (name != null) {
                process.name = name;
            }
            process.daemon = daemon;
            process.jvmOptions = List.copyOf(jvmOptions);
            process.environment = Map.copyOf(environment);
            return process;
        }

        /** Starts a process that runs a task. */
        public Process start(Task task) {
            Process process = build(task);
            process.start();
            return process;
        }
    }
}
