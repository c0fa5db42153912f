package io.procession.shm;

import java.io.IOException;

/**
 * A file operation that no interrupt can reach.
 *
 * <p>A {@link java.nio.channels.FileChannel} closes itself when a thread that uses it is interrupted, and with the
 * channel go all of this process' locks on the file: to every other process it would look dead. So whatever the channel
 * of a region does that an interrupt may break, a thread does that nobody else knows.
 */
abstract class Uninterrupted<T> {

    private T value;
    private Throwable failure;

    abstract T run() throws IOException;

    final T call() throws IOException {
        Thread thread = new Worker();
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result();
    }

    private T result() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return value;
    }

    private final class Worker extends Thread {

        Worker() {
            super(null, null, "procession-file", 0, false);
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                value = Uninterrupted.this.run();
            } catch (Throwable e) {
                failure = e;
            }
        }
    }
}
