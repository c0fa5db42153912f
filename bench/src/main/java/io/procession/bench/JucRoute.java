package io.procession.bench;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A queue of {@code java.util.concurrent}, of copies, from thread to thread of one JVM. */
final class JucRoute implements Route {

    private static final long serialVersionUID = 1;

    private final transient BlockingQueue<byte[]> queue;

    JucRoute(Channel channel) {
        queue = channel.bound() == 0 ? new LinkedBlockingQueue<>() : new ArrayBlockingQueue<>(channel.bound());
    }

    @Override
    public Sender openSender(byte[] message) {
        return () -> queue.put(message.clone());
    }

    @Override
    public Receiver openReceiver(byte[] message) {
        return Route.receiver(queue, message);
    }

    @Override
    public void release() {
        queue.clear();
    }
}
