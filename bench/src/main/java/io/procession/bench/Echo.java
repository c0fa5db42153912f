package io.procession.bench;

import io.procession.Connection;
import io.procession.Pipe;
import io.procession.Process;
import io.procession.Task;
import io.procession.shm.Event;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A worker JVM, or a thread, that answers until it is closed. */
interface Echo extends AutoCloseable {

    void roundTrip() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    static Echo by(Peer peer, Way way) throws IOException {
        return switch (peer) {
            case PROCESSION -> way == Way.EVENTS ? new ByEvents() : new ByPipe();
            case JUC -> way == Way.EVENTS ? new ThreadEcho.BySemaphores() : new ThreadEcho.ByQueues();
            case UNIX_SOCKET -> new SocketEcho();
            default -> throw new IllegalArgumentException(peer + " has no echo");
        };
    }

    /** Starts the one who answers. */
    static Process start(Task answers) {
        return Process.builder().daemon(true).start(answers);
    }

    /** Two events. */
    final class ByEvents implements Echo {

        private final Event ping = Event.create();
        private final Event pong = Event.create();
        private final Process worker;

        ByEvents() {
            Event there = ping;
            Event back = pong;
            worker = start(() -> {
                while (true) {
                    there.await();
                    there.clear();
                    back.set();
                }
            });
        }

        @Override
        public void roundTrip() throws InterruptedException {
            ping.set();
            pong.await();
            pong.clear();
        }

        @Override
        public void close() {
            worker.kill();
        }
    }

    /** A pipe, and {@link Traffic#MESSAGE_BYTES}. */
    final class ByPipe implements Echo {

        private final byte[] message = new byte[Traffic.MESSAGE_BYTES];
        private final ByteBuffer answer = ByteBuffer.wrap(message);
        private final Pipe pipe = Pipe.duplex();
        private final Process worker;

        ByPipe() {
            Connection far = pipe.right();
            worker = start(() -> {
                ByteBuffer question = ByteBuffer.allocate(Traffic.MESSAGE_BYTES);
                while (true) {
                    far.receiveInto(question.clear());
                    far.sendBytes(question.array());
                }
            });
        }

        @Override
        public void roundTrip() throws IOException, InterruptedException {
            pipe.left().sendBytes(message);
            pipe.left().receiveInto(answer.clear());
        }

        @Override
        public void close() {
            worker.kill();
            pipe.close();
        }
    }
}
