package io.procession;

import java.io.IOException;

/** One call, for which a future waits. */
class Submission<R> extends Work {

    private final Object task;
    private final Object[] arguments;
    private final FunctionCode function;
    private final byte[] encodedArguments;
    private final PoolFuture<R> future;

    /**
     * @throws TaskNotSerializableException if the function, or an argument, cannot travel
     */
    Submission(Codec codec, Outstanding outstanding, Object task, Object... arguments) {
        this.future = new PoolFuture<>(outstanding, this::stop);
        this.task = task;
        this.arguments = arguments;
        try (Transit transit = Transit.begin()) {
            this.function = FunctionCode.of(task);
            this.encodedArguments = Items.encode(codec, arguments, 0, arguments.length);
            transit.sentUntil(() -> future);
        } catch (IOException e) {
            throw new TaskNotSerializableException("an argument of " + FunctionCode.describe(task) + " cannot travel: "
                + e.getMessage(), e);
        }
    }

    @Override
    PoolFuture<R> future() {
        return future;
    }

    @Override
    FunctionCode function() {
        return function;
    }

    @Override
    int calls() {
        return 1;
    }

    @Override
    int arity() {
        return arguments.length;
    }

    @Override
    byte[] arguments() {
        return encodedArguments;
    }

    @Override
    @SuppressWarnings("unchecked")
    void end(Report.Outcome outcome) {
        future.end((R) outcome.results()[0], outcome.thrown(0));
    }

    @Override
    void cancel() {
        future.giveUp();
    }

    @Override
    Runnable toRunnable() {
        return task instanceof Runnable runnable ? runnable : () -> run(task, arguments);
    }

    @Override
    String describe() {
        return FunctionCode.describe(task);
    }
}
