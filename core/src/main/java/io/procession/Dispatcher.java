package io.procession;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** A pool's work, and who gets it. */
final class Dispatcher {

    Dispatcher(Pool.Builder options) {
        throw new UnsupportedOperationException();
    }

    <R> R call(Object function, Object... arguments) throws InterruptedException, ExecutionException {
        throw new UnsupportedOperationException();
    }

    <R> CompletableFuture<R> submit(Object function, Object... arguments) {
        throw new UnsupportedOperationException();
    }

    <R> CompletableFuture<R> submitFor(R result, Runnable task) {
        throw new UnsupportedOperationException();
    }

    void execute(Runnable task) {
        throw new UnsupportedOperationException();
    }

    <R> CompletableFuture<List<R>> map(Object function, Iterable<?> items, MapOptions options) {
        throw new UnsupportedOperationException();
    }

    <R> Stream<R> stream(Object function, Iterable<?> items, MapOptions options, boolean ordered) {
        throw new UnsupportedOperationException();
    }

    List<WorkerStats> stats() {
        throw new UnsupportedOperationException();
    }

    void shutdown() {
        throw new UnsupportedOperationException();
    }

    List<Runnable> shutdownNow() {
        throw new UnsupportedOperationException();
    }

    boolean isShutdown() {
        throw new UnsupportedOperationException();
    }

    boolean isTerminated() {
        throw new UnsupportedOperationException();
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
