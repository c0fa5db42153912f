package io.procession.shm;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call in a thread of its own. */
public final class Background<T> {

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> call) {
        this.task = new FutureTask<>(call);
        this.thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    }

    public static <T> Background<T> start(Callable<T> call) {
        return new Background<>(call);
    }

    /** What the call returned. */
    public T get() throws Exception {
        try {
            return outcome();
        } catch (ExecutionException e) {
            throw new AssertionError("the call in the background failed", e.getCause());
        }
    }

    /** What the call threw. */
    public Throwable failure() throws Exception {
        try {
            return fail("expected a failure, got " + outcome());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private T outcome() throws InterruptedException, ExecutionException {
        try {
            return task.get(Child.DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("hangs at " + String.join("\n  ", java.util.Arrays.stream(thread.getStackTrace())
                .map(Object::toString).toList()), e);
        }
    }

    public void interrupt() {
        thread.interrupt();
    }

    public boolean isDone() {
        return task.isDone();
    }
}
