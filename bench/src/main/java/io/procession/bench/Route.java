package io.procession.bench;

import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.BlockingQueue;

/**
 * A way for messages from one JVM to another. Made by the JVM that measures, it travels to the workers, each of whom
 * opens an end.
 *
 * <p>All routes do the same: what is in an array of the sender's when {@code send} is called is in one of the
 * receiver's when {@code receive} returns. Whether that costs one copy or more, and whether a message is an object in
 * between, is the route's own.
 */
interface Route extends Serializable {

    /** @param message what is sent each time, with what is in it then */
    Sender openSender(byte[] message) throws IOException;

    /** @param message where each message goes, of its size */
    Receiver openReceiver(byte[] message) throws IOException, InterruptedException;

    /** Takes messages out of a queue, one at a time. */
    static Receiver receiver(BlockingQueue<byte[]> queue, byte[] message) {
        return () -> {
            byte[] item = queue.take();
            System.arraycopy(item, 0, message, 0, item.length);
            return 1;
        };
    }

    /** Gives back what it took, when the workers have ended. For the JVM that measures. */
    void release();

    /** Where messages go in. For one thread. */
    interface Sender extends AutoCloseable {

        /** Sends a message, when there is room. */
        void send() throws Exception;

        @Override
        default void close() throws IOException {
        }
    }

    /** Where messages come out. For one thread. */
    interface Receiver extends AutoCloseable {

        /**
         * Waits for a message, and copies it into the array. If that is cheaper, it goes on so with others that are
         * there, so that the last one remains; but only if there is one sender and one receiver.
         *
         * @return how many messages they were
         */
        int receive() throws Exception;

        @Override
        default void close() throws IOException {
        }
    }
}
