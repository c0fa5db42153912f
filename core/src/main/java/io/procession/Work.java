package io.procession;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/**
 * What one order of a pool is about. It is in one place at a time: with those that wait, or in a {@link Keeper}'s slot;
 * whoever takes it out of there sees to it, and so each comes to one end.
 */
abstract class Work {

    /** Has work given to a worker. */
    interface Keeper {

        /** Nobody waits for this work any more. */
        void stop(Work work);
    }

    /** How many workers may die with this as the next thing to do before it is thought to be the reason. */
    private static final int MAX_RETURNS = 3;

    private volatile Keeper keeper;
    private long number;
    private int returns;
    private boolean ended;

    /** What is to be called. */
    abstract FunctionCode function();

    /** How often. */
    abstract int calls();

    /** With how many arguments each time. */
    abstract int arity();

    /** The arguments of all calls, as {@link Items}. */
    abstract byte[] arguments() throws IOException;

    /** What waits for it. */
    abstract PoolFuture<?> future();

    /** It has come to its end. */
    abstract void end(Report.Outcome outcome);

    /** It never began, and will not. */
    abstract void cancel();

    /** The same, to be done in this process. */
    abstract Runnable toRunnable();

    /** What it is, for messages. */
    abstract String describe();

    /** Whether nobody waits for it any more. */
    final boolean isDone() {
        return future().isDone();
    }

    /** Whether that is so in a way that stops what runs already. */
    final boolean isInterruptWanted() {
        return future().isInterruptWanted();
    }

    /** Arguments as {@link Items}; the ends of connections among them are held until this is done with. */
    final byte[] encode(Codec codec, Object[] arguments, int from, int to) throws IOException {
        try (Transit transit = Transit.begin()) {
            byte[] encoded = Items.encode(codec, arguments, from, to);
            transit.sentUntil(this::future);
            return encoded;
        }
    }

    /** It has come to its end, unless it had before: a task may have an outcome after its time is over. */
    final void complete(Report.Outcome outcome) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        end(outcome);
    }

    final void fail(Throwable failure) {
        complete(Report.Outcome.failure(calls(), failure));
    }

    /** A keeper has it, as the order of that number. Within the keeper's lock. */
    final void give(Keeper to, long asNumber) {
        number = asNumber;
        keeper = to;
    }

    /** The number of the order. Within the lock of the keeper that has it. */
    final long number() {
        return number;
    }

    /** Nobody waits for it any more: it is not begun, or its thread interrupted if that is wanted. */
    final void stop() {
        Keeper current = keeper;
        if (current != null) {
            current.stop(this);
        }
    }

    /** A worker died when this was next; says whether one too many has. */
    final boolean isReturnedTooOften() {
        returns++;
        return returns >= MAX_RETURNS;
    }

    /** Calls a function here. */
    @SuppressWarnings("unchecked")
    static Object call(Object function, Object... arguments) throws Exception {
        switch (arguments.length) {
            case 0:
                if (function instanceof Callable<?> call) {
                    return call.call();
                }
                ((Runnable) function).run();
                return null;
            case 1:
                return ((Fn<Object, ?>) function).apply(arguments[0]);
            default:
                return ((BiFn<Object, Object, ?>) function).apply(arguments[0], arguments[1]);
        }
    }

    /** Calls a function here and drops what comes of it. */
    static void run(Object function, Object... arguments) {
        try {
            call(function, arguments);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
