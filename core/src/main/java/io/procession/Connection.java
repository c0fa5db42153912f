package io.procession;

import io.procession.shm.RingBuffer;
import io.procession.shm.RingPoll;
import io.procession.shm.RingReceiver;
import io.procession.shm.RingSender;
import java.io.Closeable;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One end of a {@link Pipe}: Python's {@code multiprocessing.connection.Connection}.
 *
 * <p>What one end sends the other one receives, in messages: objects with {@link #send} and {@link #receive}, bytes
 * with {@link #sendBytes} and {@link #receiveBytes}. A message may be empty, and of any length. An object is a message
 * too, of the bytes that the pipe's {@link Codec} makes of it.
 *
 * <p>Any number of threads and processes may use an end at once: messages are never mixed, and each is received once.
 * To receive waits until there is a message; to send waits while the pipe is full. Both can be interrupted: then
 * nothing was sent, or received. (Who has begun to receive a message longer than the pipe gets it whole first.)
 *
 * <p>A connection is serializable. Captured in a task, or sent through another pipe, it arrives as one more connection
 * at the same end, to be closed by itself: while it is on its way, the end counts as held by this process. As for the
 * files of a process, an end is closed when <em>all</em> connections at it are, or their processes dead, or nothing can
 * reach them any more. So each process closes those that it does not use:
 *
 * <pre>{@code
 * Pipe pipe = Pipe.oneWay();
 * Connection right = pipe.right();
 * Process.start(() -> {
 *     for (String line : lines) {
 *         right.send(line);
 *     }
 * });
 * right.close();                            // else the loop would not end with the worker
 * try {
 *     while (true) {
 *         String line = pipe.left().receive();
 *         System.out.println(line);
 *     }
 * } catch (EOFException e) {
 *     pipe.close();
 * }
 * }</pre>
 *
 * <p>A connection that is used after {@link #close()} throws a {@link ClosedChannelException}; threads that are in it
 * when it is closed get an {@link java.nio.channels.AsynchronousCloseException}, within 64 ms. Who receives where the
 * end cannot gets a {@link NonReadableChannelException}, who sends a {@link NonWritableChannelException}.
 */
public final class Connection implements Closeable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Codec codec;
    private final transient RingReceiver receiver;
    private final transient RingSender sender;

    /**
     * @param receiver null if it cannot receive
     * @param sender null if it cannot send
     */
    Connection(Codec codec, RingReceiver receiver, RingSender sender) {
        this.codec = codec;
        this.receiver = receiver;
        this.sender = sender;
    }

    /**
     * Sends an object.
     *
     * @throws java.io.NotSerializableException if it cannot travel; nothing was sent
     * @throws io.procession.shm.BrokenPipeException if nobody is left to receive; nothing was sent
     */
    public void send(Object object) throws IOException, InterruptedException {
        RingSender to = sender();
        checkOpen();
        try (Transit transit = Transit.begin()) {
            to.send(codec.encode(object));
            transit.sent();
        }
    }

    /**
     * Receives an object, or waits for one.
     *
     * @throws java.io.EOFException if there is none, and nobody is left to send one
     * @throws IOException if the message cannot be decoded; it is gone, and the next one can be received
     */
    @SuppressWarnings("unchecked")
    public <T> T receive() throws IOException, InterruptedException {
        byte[] bytes = receiver().receive();
        try {
            return (T) codec.decode(bytes);
        } catch (ClassNotFoundException e) {
            throw new IOException("a message of " + bytes.length + " bytes is of a class that is not here: "
                + e.getMessage(), e);
        }
    }

    /** Sends a message of bytes. */
    public void sendBytes(byte[] message) throws IOException, InterruptedException {
        sender().send(message);
    }

    /**
     * Sends a message of bytes.
     *
     * @throws io.procession.shm.BrokenPipeException if nobody is left to receive; nothing was sent
     */
    public void sendBytes(byte[] message, int offset, int length) throws IOException, InterruptedException {
        sender().send(message, offset, length);
    }

    /** Sends what remains in a buffer as a message; the buffer's position is its limit then. */
    public void sendBytes(ByteBuffer message) throws IOException, InterruptedException {
        sender().send(message);
    }

    /** Receives a message of bytes, of any length, or waits for one. */
    public byte[] receiveBytes() throws IOException, InterruptedException {
        return receiver().receive();
    }

    /**
     * Receives a message of bytes, or waits for one.
     *
     * @param max how long it may be
     * @throws io.procession.shm.MessageTooLongException if it is longer; it is still the next to be received
     * @throws java.io.EOFException if there is none, and nobody is left to send one
     */
    public byte[] receiveBytes(int max) throws IOException, InterruptedException {
        return receiver().receive(max);
    }

    /**
     * Receives a message of bytes to what remains of a buffer, whose position is after the message then.
     *
     * @return how long the message is
     * @throws io.procession.shm.MessageTooLongException if it is longer than that; it is still the next to be received
     * @throws java.io.EOFException if there is none, and nobody is left to send one
     */
    public int receiveInto(ByteBuffer target) throws IOException, InterruptedException {
        return receiver().receive(target);
    }

    /**
     * Whether to receive would find something: a message, or the end. Where others receive at the same end, they may
     * come first.
     */
    public boolean poll() throws IOException {
        return receiver().isReady();
    }

    /** Waits until {@link #poll()}, for some time at the longest; says whether it is so. */
    public boolean poll(Duration time) throws IOException, InterruptedException {
        return receiver().awaitReady(time);
    }

    /**
     * Waits until some of many connections are ready, each as {@link #poll()} says.
     *
     * @return those that are, in the order given: at least one, unless none were given
     */
    public static List<Connection> waitAny(Collection<Connection> connections)
        throws IOException, InterruptedException {
        return ready(connections, RingPoll.await(receivers(connections)));
    }

    /** As {@link #waitAny(Collection)}, for some time at the longest; none, if the time was over first. */
    public static List<Connection> waitAny(Duration time, Collection<Connection> connections)
        throws IOException, InterruptedException {
        return ready(connections,
            RingPoll.await(receivers(connections), TimeUnit.NANOSECONDS.convert(time)));
    }

    private static List<RingReceiver> receivers(Collection<Connection> connections) {
        return connections.stream().map(Connection::receiver).toList();
    }

    private static List<Connection> ready(Collection<Connection> connections, List<RingReceiver> ready) {
        Set<RingReceiver> found = new HashSet<>(ready);
        return connections.stream().filter(connection -> found.contains(connection.receiver)).toList();
    }

    /** Whether this connection was not closed. */
    public boolean isOpen() {
        return receiver == null ? sender.isOpen() : receiver.isOpen();
    }

    /** Whether this end can receive. */
    public boolean isReadable() {
        return receiver != null;
    }

    /** Whether this end can send. */
    public boolean isWritable() {
        return sender != null;
    }

    /** Ends the use of this connection, in this process. Idempotent. */
    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
        if (receiver != null) {
            receiver.close();
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private RingReceiver receiver() {
        if (receiver == null) {
            throw new NonReadableChannelException();
        }
        return receiver;
    }

    private RingSender sender() {
        if (sender == null) {
            throw new NonWritableChannelException();
        }
        return sender;
    }

    /** What it can do, and whether it is open. */
    @Override
    public String toString() {
        return "Connection[" + (receiver == null ? "sends" : sender == null ? "receives" : "sends and receives")
            + (isOpen() ? "]" : ", closed]");
    }

    private Object writeReplace() {
        return new Handle(this);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a connection travels as a handle");
    }

    /** What serialization writes of a connection. */
    static final class Handle implements Externalizable {

        private static final long serialVersionUID = 1L;

        private transient Connection connection;

        /** For serialization. */
        public Handle() {
        }

        private Handle(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            connection.checkOpen();
            out.writeObject(connection.codec);
            out.writeBoolean(connection.isReadable());
            if (connection.isReadable()) {
                Transit.pass(connection.receiver, out);
            }
            out.writeBoolean(connection.isWritable());
            if (connection.isWritable()) {
                Transit.pass(connection.sender, out);
            }
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
            Codec codec = (Codec) in.readObject();
            RingReceiver receiver = in.readBoolean() ? RingBuffer.readReceiver(in) : null;
            RingSender sender = in.readBoolean() ? RingBuffer.readSender(in) : null;
            if (receiver == null && sender == null) {
                throw new InvalidObjectException("expected a connection, found one that can do nothing");
            }
            connection = new Connection(codec, receiver, sender);
        }

        private Object readResolve() {
            return connection;
        }
    }
}
