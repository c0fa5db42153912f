package io.procession;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The process that started this one. Its end is known from the end of this process' standard input. */
final class Parent implements Life {

    private final long pid;
    private final CountDownLatch ended = new CountDownLatch(1);

    Parent(long pid) {
        this.pid = pid;
    }

    void end() {
        ended.countDown();
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public boolean isAlive() {
        return ended.getCount() != 0;
    }

    /** Whether it has ended, though its end may not be known yet: the system has given this process another parent. */
    boolean isGone() {
        return !isAlive() || ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L) != pid;
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletableFuture<?> onExit() {
        throw notAChild();
    }

    @Override
    public void terminate() {
        throw notAChild();
    }

    @Override
    public void kill() {
        throw notAChild();
    }

    private static IllegalStateException notAChild() {
        return new IllegalStateException("not a child of this process but its parent");
    }
}
