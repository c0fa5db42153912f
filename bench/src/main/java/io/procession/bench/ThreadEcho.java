package io.procession.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;

/** A thread of this JVM that answers: beside it, one sees what it costs to cross to another process. */
abstract class ThreadEcho implements Echo {

    private final Thread thread = new Thread(this::answer);

    final void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void answer() {
        try {
            while (true) {
                answerOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    abstract void answerOnce() throws InterruptedException;

    @Override
    public final void close() {
        thread.interrupt();
    }

    /** Two semaphores. */
    static final class BySemaphores extends ThreadEcho {

        private final Semaphore ping = new Semaphore(0);
        private final Semaphore pong = new Semaphore(0);

        BySemaphores() {
            start();
        }

        @Override
        public void roundTrip() throws InterruptedException {
            ping.release();
            pong.acquire();
        }

        @Override
        void answerOnce() throws InterruptedException {
            ping.acquire();
            pong.release();
        }
    }

    /** Two queues without room, from hand to hand. */
    static final class ByQueues extends ThreadEcho {

        private final byte[] message = new byte[Traffic.MESSAGE_BYTES];
        private final SynchronousQueue<byte[]> there = new SynchronousQueue<>();
        private final SynchronousQueue<byte[]> back = new SynchronousQueue<>();

        ByQueues() {
            start();
        }

        @Override
        public void roundTrip() throws InterruptedException {
            there.put(message);
            back.take();
        }

        @Override
        void answerOnce() throws InterruptedException {
            back.put(there.take());
        }
    }
}
