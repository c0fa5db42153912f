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
        return () -> {
            byte[] item = queue.take();
            System.arraycopy(item, 0, message, 0, item.length);
            return 1;
        };
    }

    @Override
    public void release() {
        queue.close();
    }
}
