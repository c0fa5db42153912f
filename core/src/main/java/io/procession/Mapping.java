package io.procession;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A map under way: items that become work chunk by chunk, when a worker has room, and results that come together. */
final class Mapping<R> {

    private final Codec codec;
    private final Object function;
    private final FunctionCode code;
    private final int arity;
    private final Object[] arguments;
    private final int items;
    private final int chunk;
    private final Meter meter;
    private final AtomicInteger next = new AtomicInteger();
    private final PoolFuture<List<R>> future;
    private final AtomicReferenceArray<Work> chunks;
    private final Object[] results;
    private int done;
    private int firstFailed = Integer.MAX_VALUE;
    private Throwable failure;

    /**
     * @param arguments of all calls, one call's after the other's
     * @param arity how many each call has
     * @param chunk how many calls make a task
     * @throws TaskNotSerializableException if the function cannot travel
     */
    Mapping(Codec codec, Outstanding outstanding, Object function, int arity, Object[] arguments, int chunk,
            MapOptions options) {
        this.future = new PoolFuture<>(outstanding, this::stopChunks);
        this.codec = codec;
        this.function = function;
        this.arity = arity;
        this.arguments = arguments;
        this.items = arguments.length / arity;
        this.chunk = chunk;
        this.meter = new Meter(options);
        this.results = new Object[items];
        this.chunks = new AtomicReferenceArray<>(items / chunk + (items % chunk == 0 ? 0 : 1));
        try (Transit transit = Transit.begin()) {
            this.code = FunctionCode.bound(function);
            transit.sentUntil(() -> future);
        }
        if (items == 0) {
            finish();
        }
    }

    CompletableFuture<List<R>> future() {
        return future;
    }

    /** The next chunk that nobody has; null if there is none, or none is wanted any more. */
    Work next() {
        int index = future.isDone() ? chunks.length() : next.getAndIncrement();
        if (index >= chunks.length()) {
            next.set(chunks.length());
            return null;
        }
        Work made = new Chunk(index * chunk);
        chunks.set(index, made);
        return made;
    }

    /** Whether there is no next one. */
    boolean isExhausted() {
        return next.get() >= chunks.length();
    }

    private void stopChunks() {
        // The newest first: one that waits behind another must not begin when that is interrupted.
        for (int i = Math.min(next.get(), chunks.length()) - 1; i >= 0; i--) {
            Work made = chunks.get(i);
            if (made != null) {
                made.stop();
            }
        }
    }

    private void finish() {
        meter.end(items);
        @SuppressWarnings("unchecked")
        List<R> list = (List<R>) Arrays.asList(results);
        future.end(list, failure);
    }

    private final class Chunk extends Work {

        private final int from;
        private final int calls;

        Chunk(int from) {
            this.from = from;
            this.calls = Math.min(chunk, items - from);
        }

        @Override
        FunctionCode function() {
            return code;
        }

        @Override
        int calls() {
            return calls;
        }

        @Override
        int arity() {
            return arity;
        }

        @Override
        byte[] arguments() throws IOException {
            return encode(codec, arguments, from * arity, (from + calls) * arity);
        }

        @Override
        PoolFuture<?> future() {
            return future;
        }

        @Override
        void end(Report.Outcome outcome) {
            chunks.set(from / chunk, null);
            System.arraycopy(outcome.results(), 0, results, from, calls);
            int failures = 0;
            boolean last;
            synchronized (Mapping.this) {
                for (int i = 0; outcome.thrown() != null && i < calls; i++) {
                    if (outcome.thrown(i) != null) {
                        failures++;
                        if (from + i < firstFailed) {
                            firstFailed = from + i;
                            failure = outcome.thrown(i);
                        }
                    }
                }
                done += calls;
                last = done == items;
            }
            meter.count(calls, failures, items);
            if (last) {
                finish();
            }
        }

        @Override
        void cancel() {
            future.giveUp();
        }

        @Override
        Runnable toRunnable() {
            return () -> {
                for (int i = from * arity; i < (from + calls) * arity; i += arity) {
                    run(function, Arrays.copyOfRange(arguments, i, i + arity));
                }
            };
        }

        @Override
        String describe() {
            return FunctionCode.describe(function) + " of items " + from + " to " + (from + calls - 1);
        }
    }
}
