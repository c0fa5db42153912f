package io.procession;

import java.util.concurrent.CompletableFuture;

/** This process. */
final class Self implements Life {

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public boolean join(long nanos) {
        throw new IllegalStateException("a process cannot join itself");
    }

    @Override
    public CompletableFuture<?> onExit() {
        throw new IllegalStateException("a process does not see its own end");
    }

    @Override
    public void terminate() {
        throw new IllegalStateException("a process cannot terminate itself; use System.exit");
    }

    @Override
    public void kill() {
        throw new IllegalStateException("a process cannot kill itself; use Runtime.halt");
    }
}
