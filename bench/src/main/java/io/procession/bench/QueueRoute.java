package io.procession.bench;

import io.procession.Queue;

/** This project's queue, of arrays. */
record QueueRoute(Queue<byte[]> queue) implements Route {

    static QueueRoute of(Channel channel) {
        return new QueueRoute(channel.bound() == 0 ? Queue.create() : Queue.create(channel.bound()));
    }

    @Override
    public Sender openSender(byte[] message) {
        return () -> queue.put(message);
    }

    @Override
    public Receiver openReceiver(byte[] message) {
        return Route.receiver(queue, message);
    }

    @Override
    public void release() {
        queue.close();
    }
}
