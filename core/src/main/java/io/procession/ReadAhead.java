package io.procession;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Results of a lazy source, in order or as they come. The thread that advances iterates over the source, and submits
 * some chunks more than it has had results of.
 */
final class ReadAhead<R> extends Spliterators.AbstractSpliterator<R> {

    private static final int CHUNKS_PER_WORKER = 16;

    /** Must not be collected while this is in use. */
    private final Pool pool;
    private final Dispatcher dispatcher;
    private final Iterable<?> items;
    private final FunctionCode function;
    private final Object original;
    private final int chunk;
    private final boolean isOrdered;
    private final Meter meter;
    private final Set<Chunk> ahead = new LinkedHashSet<>();
    private final BlockingQueue<Chunk> ended = new LinkedBlockingQueue<>();
    private Iterator<?> source;
    private Throwable sourceFailure;
    private volatile boolean isSourceEnded;
    private volatile long itemsRead;
    private Report.Outcome current = new Report.Outcome(new Object[0], null);
    private int taken;
    private boolean isTold;

    /**
     * @param function a {@link Fn}
     * @throws TaskNotSerializableException if the function cannot travel
     */
    ReadAhead(Pool pool, Dispatcher dispatcher, Object function, Iterable<?> items, MapOptions options,
              boolean isOrdered) {
        super(Long.MAX_VALUE, isOrdered ? Spliterator.ORDERED : 0);
        this.pool = pool;
        this.dispatcher = dispatcher;
        this.items = Objects.requireNonNull(items);
        this.original = function;
        this.function = FunctionCode.bound(function);
        this.chunk = options.chunk() == MapOptions.AUTOMATIC ? 1 : options.chunk();
        this.isOrdered = isOrdered;
        this.meter = new Meter(options);
    }

    /** The results. */
    Stream<R> stream() {
        return StreamSupport.stream(this, false).onClose(this::close);
    }

    @Override
    @SuppressWarnings("unchecked")
    public boolean tryAdvance(Consumer<? super R> action) {
        while (taken == current.results().length) {
            readAhead();
            if (ahead.isEmpty()) {
                end();
                return false;
            }
            Chunk next = next();
            ahead.remove(next);
            current = next.outcome();
            taken = 0;
        }
        int index = taken++;
        Throwable thrown = current.thrown(index);
        if (thrown != null) {
            throw new CompletionException(thrown);
        }
        action.accept((R) current.results()[index]);
        return true;
    }

    private void readAhead() {
        if (source == null) {
            source = items.iterator();
        }
        while (!isSourceEnded && ahead.size() < CHUNKS_PER_WORKER * dispatcher.processes()) {
            List<Object> arguments = read();
            if (!arguments.isEmpty()) {
                Chunk made = new Chunk(itemsRead, arguments.toArray());
                itemsRead += arguments.size();
                try {
                    dispatcher.take(() -> made);
                    ahead.add(made);
                } catch (RejectedExecutionException e) {
                    sourceFailure = e;
                    isSourceEnded = true;
                }
            }
        }
    }

    /** The next chunk's items; fewer if there are no more. */
    private List<Object> read() {
        List<Object> arguments = new ArrayList<>();
        try {
            while (arguments.size() < chunk && source.hasNext()) {
                arguments.add(source.next());
            }
            isSourceEnded = arguments.size() < chunk;
        } catch (RuntimeException | Error e) {
            sourceFailure = e;
            isSourceEnded = true;
        }
        return arguments;
    }

    /** The next chunk that has ended. */
    private Chunk next() {
        try {
            if (isOrdered) {
                Chunk first = ahead.iterator().next();
                first.await();
                return first;
            }
            return ended.take();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while it waited for results");
        }
    }

    private void end() {
        if (!isTold) {
            isTold = true;
            meter.end(itemsRead);
        }
        Throwable failure = sourceFailure;
        sourceFailure = null;
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Cancels what still runs. */
    private void close() {
        isSourceEnded = true;
        ahead.forEach(Chunk::giveUp);
        ahead.clear();
    }

    /** Some items. */
    private final class Chunk extends Work {

        private final long from;
        private final Object[] arguments;
        private final PoolFuture<Report.Outcome> future = new PoolFuture<>(dispatcher.outstanding(), this::stop);

        Chunk(long from, Object[] arguments) {
            this.from = from;
            this.arguments = arguments;
        }

        void await() throws InterruptedException {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        Report.Outcome outcome() {
            return future.join();
        }

        void giveUp() {
            future.cancel(true);
        }

        @Override
        FunctionCode function() {
            return function;
        }

        @Override
        int calls() {
            return arguments.length;
        }

        @Override
        int arity() {
            return 1;
        }

        @Override
        byte[] arguments() throws IOException {
            return encode(dispatcher.settings().codec(), arguments, 0, arguments.length);
        }

        @Override
        PoolFuture<?> future() {
            return future;
        }

        @Override
        void end(Report.Outcome outcome) {
            int failures = 0;
            for (int i = 0; i < calls(); i++) {
                failures += outcome.thrown(i) == null ? 0 : 1;
            }
            meter.count(calls(), failures, isSourceEnded ? itemsRead : Progress.UNKNOWN);
            deliver(outcome);
        }

        @Override
        void cancel() {
            deliver(Report.Outcome.failure(calls(), new CancellationException()));
        }

        private void deliver(Report.Outcome outcome) {
            future.end(outcome, null);
            if (!isOrdered) {
                ended.add(this);
            }
        }

        @Override
        Runnable toRunnable() {
            return () -> {
                for (Object argument : arguments) {
                    run(original, argument);
                }
            };
        }

        @Override
        String describe() {
            return FunctionCode.describe(original) + " of items " + from + " to " + (from + calls() - 1);
        }
    }
}
