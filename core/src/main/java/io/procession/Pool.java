package io.procession;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * An {@link ExecutorService} whose workers are JVMs: Python's {@code multiprocessing.Pool}, which nothing that a task
 * does can bring down.
 *
 * <pre>{@code
 * try (Pool pool = Pool.create()) {
 *     List<Integer> lengths = pool.map(String::length, lines);
 *     CompletableFuture<Long> sum = pool.submit(() -> sumOf(numbers));
 *     System.out.println(lengths + " " + sum.get());
 * }
 * }</pre>
 *
 * <p><b>Tasks.</b> A task travels by serialization: shared objects arrive as handles to the same memory, all else as a
 * copy, static fields not at all. A lambda that is given to a method of {@code Pool} can travel as it is; through a
 * variable of type {@code ExecutorService} it cannot, unless it is declared as a {@link Call} or a {@link Job}. The
 * function of a {@code map} is sent to each worker once, with what it captures, which all calls there share. Tasks run
 * in the main thread of their worker, one at a time.
 *
 * <p><b>Results.</b> A future completes on a thread of this process, with the result, or with the exception that the
 * task has thrown: of its own class, with the stack that it had in the worker. What cannot travel comes as a {@link
 * ResultNotSerializableException} or a {@link RemoteThrowable}, with its text; a result that this process cannot read
 * makes that of its whole chunk. What depends on a future runs on threads that all pools share, and may use the pool.
 *
 * <p><b>Deaths.</b> When a worker ends, however it does, by {@code kill -9}, {@link System#exit}, want of memory or a
 * crash of the JVM, the task that it ran fails with a {@link WorkerDiedException}, and nothing else happens: what
 * waited behind it runs elsewhere, and another worker takes the place. A task that was begun does not begin again. One
 * that throws an {@link OutOfMemoryError} ends its worker too. One that three workers have died with before they began
 * it fails as well. When workers fail to start three times in a row, the pool is {@linkplain BrokenPoolException
 * broken}.
 *
 * <p><b>Cancellation.</b> {@code cancel(true)} of a future, and the {@linkplain Builder#taskTimeout time limit}, stop a
 * task for sure: its thread is interrupted, and if it still runs after {@linkplain Builder#grace some time}, its worker
 * is killed and replaced. Other tasks do not notice. Of a {@code map} every chunk is a task. {@code cancel(false)} lets
 * a task that has begun come to its end, as with other executors.
 *
 * <p><b>End.</b> {@link #shutdown()} lets all that was submitted come to its end, {@link #shutdownNow()} does not;
 * {@link #close()} does the former and waits. A pool that nothing can reach any more shuts itself down. It does not
 * keep this JVM alive: at its end, and if it is killed, the workers end too. Since they are daemons, tasks can start no
 * processes, and a daemon can have no pool. Workers take no notice of Ctrl-C: this process decides what it means.
 *
 * <p>Safe for use by many threads. As with every executor, memory effects in this process before a submission
 * happen-before the task, and the task happens-before what follows on its future, for shared objects in all processes.
 */
public final class Pool implements ExecutorService, AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Dispatcher dispatcher;

    private Pool(Dispatcher dispatcher) {
        Rehearsal.expectPool();
        this.dispatcher = dispatcher;
        CLEANER.register(this, dispatcher::shutdown);
    }

    /** A pool of as many workers as there are processors. */
    public static Pool create() {
        return builder().build();
    }

    /** A pool of some workers, 1 at least. */
    public static Pool create(int processes) {
        return builder().processes(processes).build();
    }

    /** For a pool with an initializer, limits, names or options of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Calls a function in a worker and waits for the result. Faster than to submit and wait, since the waiting thread
     * itself receives it.
     *
     * @throws ExecutionException if the call throws, with what it has thrown as the cause
     * @throws InterruptedException if this thread is interrupted; the call is cancelled
     */
    public <R> R apply(Call<? extends R> call) throws InterruptedException, ExecutionException {
        return kept(dispatcher.call(call));
    }

    /** As {@link #apply(Call)}, with an argument. */
    public <T, R> R apply(Fn<? super T, ? extends R> function, T argument)
        throws InterruptedException, ExecutionException {
        return kept(dispatcher.call(function, argument));
    }

    /** As {@link #apply(Call)}, with two arguments. */
    public <T, U, R> R apply(BiFn<? super T, ? super U, ? extends R> function, T first, U second)
        throws InterruptedException, ExecutionException {
        return kept(dispatcher.call(function, first, second));
    }

    /** Calls a function in a worker; the same as {@link #submit(Call)}. */
    public <R> CompletableFuture<R> applyAsync(Call<? extends R> call) {
        return kept(dispatcher.submit(call));
    }

    /** Calls a function in a worker with an argument. */
    public <T, R> CompletableFuture<R> applyAsync(Fn<? super T, ? extends R> function, T argument) {
        return kept(dispatcher.submit(function, argument));
    }

    /** Calls a function in a worker with two arguments. */
    public <T, U, R> CompletableFuture<R> applyAsync(BiFn<? super T, ? super U, ? extends R> function, T first,
                                                     U second) {
        return kept(dispatcher.submit(function, first, second));
    }

    /**
     * Calls a function with each item, and waits for all results, which have the items' order.
     *
     * @throws ExecutionException if calls have thrown, with what the first such item's has thrown as the cause; all
     *     items were tried
     * @throws InterruptedException if this thread is interrupted; what runs is cancelled
     */
    public <T, R> List<R> map(Fn<? super T, ? extends R> function, Iterable<? extends T> items)
        throws InterruptedException, ExecutionException {
        return map(function, items, MapOptions.DEFAULT);
    }

    /** As {@link #map(Fn, Iterable)}, with so many items in a task. */
    public <T, R> List<R> map(Fn<? super T, ? extends R> function, Iterable<? extends T> items, int chunk)
        throws InterruptedException, ExecutionException {
        return map(function, items, MapOptions.DEFAULT.chunk(chunk));
    }

    /** As {@link #map(Fn, Iterable)}, with options. */
    public <T, R> List<R> map(Fn<? super T, ? extends R> function, Iterable<? extends T> items, MapOptions options)
        throws InterruptedException, ExecutionException {
        return await(mapAsync(function, items, options));
    }

    /** As {@link #map(Fn, Iterable)}, but does not wait. The items are iterated over before this returns. */
    public <T, R> CompletableFuture<List<R>> mapAsync(Fn<? super T, ? extends R> function,
                                                      Iterable<? extends T> items) {
        return mapAsync(function, items, MapOptions.DEFAULT);
    }

    /** As {@link #mapAsync(Fn, Iterable)}, with so many items in a task. */
    public <T, R> CompletableFuture<List<R>> mapAsync(Fn<? super T, ? extends R> function,
                                                      Iterable<? extends T> items, int chunk) {
        return mapAsync(function, items, MapOptions.DEFAULT.chunk(chunk));
    }

    /** As {@link #mapAsync(Fn, Iterable)}, with options. */
    public <T, R> CompletableFuture<List<R>> mapAsync(Fn<? super T, ? extends R> function,
                                                      Iterable<? extends T> items, MapOptions options) {
        return kept(dispatcher.map(function, 1, items, options));
    }

    /**
     * Calls a function with each item of a lazy, perhaps endless source. The stream has the results in the items'
     * order, each as soon as it and those before it are there.
     *
     * <p>Nothing begins before the stream's terminal operation, which iterates over the items on its own thread, no
     * further ahead than 16 chunks for each worker. What the source throws comes out of the stream, after the results
     * of the items before. What a call has thrown comes out in the place of its result, in a {@link
     * java.util.concurrent.CompletionException}; who goes on, by the stream's iterator, gets the next result. To {@link
     * Stream#close() close} the stream cancels what still runs.
     */
    public <T, R> Stream<R> imap(Fn<? super T, ? extends R> function, Iterable<? extends T> items) {
        return imap(function, items, MapOptions.DEFAULT);
    }

    /** As {@link #imap(Fn, Iterable)}, with so many items in a task. */
    public <T, R> Stream<R> imap(Fn<? super T, ? extends R> function, Iterable<? extends T> items, int chunk) {
        return imap(function, items, MapOptions.DEFAULT.chunk(chunk));
    }

    /** As {@link #imap(Fn, Iterable)}, with options. */
    public <T, R> Stream<R> imap(Fn<? super T, ? extends R> function, Iterable<? extends T> items,
                                 MapOptions options) {
        return new ReadAhead<R>(this, dispatcher, function, items, options, true).stream();
    }

    /** As {@link #imap(Fn, Iterable)}, with the results in the order in which they come. */
    public <T, R> Stream<R> imapUnordered(Fn<? super T, ? extends R> function, Iterable<? extends T> items) {
        return imapUnordered(function, items, MapOptions.DEFAULT);
    }

    /** As {@link #imapUnordered(Fn, Iterable)}, with so many items in a task. */
    public <T, R> Stream<R> imapUnordered(Fn<? super T, ? extends R> function, Iterable<? extends T> items,
                                          int chunk) {
        return imapUnordered(function, items, MapOptions.DEFAULT.chunk(chunk));
    }

    /** As {@link #imapUnordered(Fn, Iterable)}, with options. */
    public <T, R> Stream<R> imapUnordered(Fn<? super T, ? extends R> function, Iterable<? extends T> items,
                                          MapOptions options) {
        return new ReadAhead<R>(this, dispatcher, function, items, options, false).stream();
    }

    /** As {@link #map(Fn, Iterable)}, of a function of two arguments: an entry's key and its value. */
    public <T, U, R> List<R> starmap(BiFn<? super T, ? super U, ? extends R> function,
                                     Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs)
        throws InterruptedException, ExecutionException {
        return starmap(function, pairs, MapOptions.DEFAULT);
    }

    /** As {@link #starmap(BiFn, Iterable)}, with so many pairs in a task. */
    public <T, U, R> List<R> starmap(BiFn<? super T, ? super U, ? extends R> function,
                                     Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs, int chunk)
        throws InterruptedException, ExecutionException {
        return starmap(function, pairs, MapOptions.DEFAULT.chunk(chunk));
    }

    /** As {@link #starmap(BiFn, Iterable)}, with options. */
    public <T, U, R> List<R> starmap(BiFn<? super T, ? super U, ? extends R> function,
                                     Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs,
                                     MapOptions options) throws InterruptedException, ExecutionException {
        return await(starmapAsync(function, pairs, options));
    }

    /** As {@link #starmap(BiFn, Iterable)}, but does not wait. The pairs are iterated over before this returns. */
    public <T, U, R> CompletableFuture<List<R>> starmapAsync(
        BiFn<? super T, ? super U, ? extends R> function,
        Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) {
        return starmapAsync(function, pairs, MapOptions.DEFAULT);
    }

    /** As {@link #starmapAsync(BiFn, Iterable)}, with so many pairs in a task. */
    public <T, U, R> CompletableFuture<List<R>> starmapAsync(
        BiFn<? super T, ? super U, ? extends R> function,
        Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs, int chunk) {
        return starmapAsync(function, pairs, MapOptions.DEFAULT.chunk(chunk));
    }

    /** As {@link #starmapAsync(BiFn, Iterable)}, with options. */
    public <T, U, R> CompletableFuture<List<R>> starmapAsync(
        BiFn<? super T, ? super U, ? extends R> function,
        Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs, MapOptions options) {
        return kept(dispatcher.map(function, 2, pairs, options));
    }

    /** A pool that nothing can reach is shut down, but not while it takes something on. */
    private <R> R kept(R result) {
        Reference.reachabilityFence(this);
        return result;
    }

    private static <R> R await(CompletableFuture<R> future) throws InterruptedException, ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    /**
     * Runs a task in a worker. What it throws, or that its worker has died, is told to the uncaught exception handler
     * of a thread of this process: it is printed, if nothing else is said.
     *
     * @throws TaskNotSerializableException if it cannot travel
     * @throws java.util.concurrent.RejectedExecutionException if this pool was shut down
     * @throws BrokenPoolException if this pool is broken
     */
    @Override
    public void execute(Runnable task) {
        dispatcher.execute(task);
    }

    /** As {@link #execute(Runnable)}, of what a lambda is here. */
    public void execute(Job task) {
        dispatcher.execute(task);
    }

    /** Runs a task in a worker, with the same exceptions as {@link #execute(Runnable)}. */
    @Override
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        return kept(dispatcher.submit(task));
    }

    /** As {@link #submit(Callable)}, of what a lambda with a result is here. */
    public <T> CompletableFuture<T> submit(Call<T> task) {
        return kept(dispatcher.submit(task));
    }

    /** Runs a task in a worker, with the same exceptions as {@link #execute(Runnable)}. */
    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return kept(dispatcher.submit(task));
    }

    /** As {@link #submit(Runnable)}, of what a lambda without a result is here. */
    public CompletableFuture<?> submit(Job task) {
        return kept(dispatcher.submit(task));
    }

    /** As {@link #submit(Runnable)}; the future then has a result, which does not travel. */
    @Override
    public <T> CompletableFuture<T> submit(Runnable task, T result) {
        return kept(dispatcher.submitFor(result, task));
    }

    /** As {@link #submit(Runnable, Object)}, of what a lambda without a result is here. */
    public <T> CompletableFuture<T> submit(Job task, T result) {
        return kept(dispatcher.submitFor(result, task));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return Invocation.all(dispatcher, tasks, Long.MAX_VALUE);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
        throws InterruptedException {
        return Invocation.all(dispatcher, tasks, unit.toNanos(timeout));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return Invocation.any(dispatcher, tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
        return Invocation.any(dispatcher, tasks, unit.toNanos(timeout));
    }

    /** How each worker fares, in the order of their numbers. */
    public List<WorkerStats> stats() {
        return dispatcher.stats();
    }

    @Override
    public void shutdown() {
        dispatcher.shutdown();
    }

    /**
     * Cancels all: what runs is interrupted, and, if it has not ended after the {@linkplain Builder#grace grace},
     * killed with its worker; what never began is returned. All their futures are cancelled, so that nobody waits for
     * ever, but for those of tasks that end by themselves in that time.
     *
     * @return the tasks that never began, to be run in this process or elsewhere: what was given to {@code execute} or
     *     {@code submit} if that is a {@code Runnable}; for others one that calls it and drops the result
     */
    @Override
    public List<Runnable> shutdownNow() {
        return dispatcher.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return dispatcher.isShutdown();
    }

    /** Whether all tasks have ended after a shutdown, and all workers too. */
    @Override
    public boolean isTerminated() {
        return dispatcher.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return dispatcher.awaitTermination(unit.toNanos(timeout));
    }

    /**
     * Shuts down and waits until all tasks and workers have ended. If this thread is interrupted, before or meanwhile,
     * all is cancelled as by {@link #shutdownNow()}, still waited for, and the thread is interrupted afterwards.
     * Idempotent.
     */
    @Override
    public void close() {
        boolean interrupted = false;
        dispatcher.shutdown();
        boolean terminated = false;
        while (!terminated) {
            try {
                terminated = dispatcher.awaitTermination(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                if (!interrupted) {
                    dispatcher.shutdownNow();
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its name, and how many workers and tasks it has. */
    @Override
    public String toString() {
        return dispatcher.toString();
    }

    /** Says what a pool is to be like. Not safe for use by many threads. */
    public static final class Builder {

        private static final Duration DEFAULT_GRACE = Duration.ofSeconds(1);

        private int processes = Runtime.getRuntime().availableProcessors();
        private String name;
        private Task initializer;
        private int maxTasksPerWorker = Integer.MAX_VALUE;
        private Duration taskTimeout;
        private Duration grace = DEFAULT_GRACE;
        private Codec codec = Codec.standard();
        private PoolListener listener = new PoolListener() { };
        private final List<String> jvmOptions = new ArrayList<>();

        private Builder() {
        }

        /** How many workers, 1 at least; as many as there are processors, if nothing is said. */
        public Builder processes(int processes) {
            this.processes = positive("processes", processes);
            return this;
        }

        /** The pool's name, in place of {@code Pool-1}; its workers are {@code name-1}, {@code name-2}. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name);
            return this;
        }

        /**
         * What every worker does before its first task, those that come as replacements too. When it throws, the worker
         * has failed to start.
         */
        public Builder initializer(Task initializer) {
            this.initializer = Objects.requireNonNull(initializer);
            return this;
        }

        /**
         * How many tasks a worker runs before it is replaced, 1 at least. The next one is started in time to be ready
         * by then, so for a while there are two processes in one place. A task is what was submitted, or a chunk.
         */
        public Builder maxTasksPerWorker(int tasks) {
            this.maxTasksPerWorker = positive("tasks per worker", tasks);
            return this;
        }

        /**
         * How long a task may run, from its beginning in the worker; longer than zero. Then its future completes with a
         * {@link TimeoutException}, and the task is stopped as if it had been cancelled.
         */
        public Builder taskTimeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("expected a time limit above zero, found " + timeout);
            }
            this.taskTimeout = timeout;
            return this;
        }

        /** How long a task that was interrupted has to end by itself, before its worker is killed: 1 second. */
        public Builder grace(Duration grace) {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("expected a grace of zero or more, found " + grace);
            }
            this.grace = grace;
            return this;
        }

        /** How arguments and results are encoded. What tasks capture is encoded in the standard way. */
        public Builder codec(Codec codec) {
            this.codec = Objects.requireNonNull(codec);
            return this;
        }

        /** How much memory each worker's heap may take, in bytes. */
        public Builder maxHeap(long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("expected a heap of more than 0 bytes, found " + bytes);
            }
            return jvmOptions("-Xmx" + bytes);
        }

        /** Adds options for the workers' JVMs. They come last and so overrule what is inherited. */
        public Builder jvmOptions(String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        /** Who is told what becomes of the workers. */
        public Builder listener(PoolListener listener) {
            this.listener = Objects.requireNonNull(listener);
            return this;
        }

        /**
         * A pool, whose workers are being started: a few at a time, where there are more than processors for that.
         *
         * @throws TaskNotSerializableException if the initializer cannot travel
         * @throws IllegalStateException if this process is a daemon, or is ending
         */
        public Pool build() {
            if (Family.isEnding()) {
                throw new IllegalStateException("this process is ending: it can have no new pool");
            }
            Process self = Process.current();
            if (self.isDaemon()) {
                throw new IllegalStateException(self.name() + " is a daemon: a daemon can have no pool");
            }
            return new Pool(new Dispatcher(new PoolSettings(processes, name,
                initializer == null ? null : FunctionCode.bound(initializer).definition().bytes(), maxTasksPerWorker,
                taskTimeout == null ? 0 : TimeUnit.NANOSECONDS.convert(taskTimeout),
                TimeUnit.NANOSECONDS.convert(grace), codec, List.copyOf(jvmOptions), listener)));
        }

        private static int positive(String what, int number) {
            if (number < 1) {
                throw new IllegalArgumentException("expected 1 or more " + what + ", found " + number);
            }
            return number;
        }
    }
}
