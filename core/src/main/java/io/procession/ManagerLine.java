package io.procession;

import io.procession.shm.LongArray;
import io.procession.shm.Region;
import io.procession.shm.RingBuffer;
import io.procession.shm.RingEnd;
import io.procession.shm.RingReceiver;
import io.procession.shm.RingSender;
import io.procession.shm.SharedObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client and its manager's server share for one call at a time, in a region of the client's: a ring of {@link
 * Request requests}, a ring of {@link Reply replies}, and words, each written by the client:
 *
 * <pre>
 *   CANCELLED   the number of the last call whose caller was interrupted
 *   RECEIVED    the number of the last call whose reply the client has taken out of the ring
 * </pre>
 *
 * <p>Calls are numbered from 1; the client sends the next when it has received the reply to the last. A client that
 * dies has received the replies up to {@code RECEIVED}: what the next one was to give it, it never had.
 */
final class ManagerLine {

    private static final int RING_BYTES = 32 * 1024;
    /** A longer message may not have room, and so whoever is to make some by receiving it is told beforehand. */
    static final int SHORT_BYTES = RING_BYTES / 2;

    private static final int LINE = 16;
    private static final int CANCELLED = 0;
    private static final int RECEIVED = LINE;
    private static final int WORDS = 2 * LINE;

    private final LongArray words;
    private final RingSender sender;
    private final RingReceiver receiver;

    private ManagerLine(LongArray words, RingSender sender, RingReceiver receiver) {
        this.words = words;
        this.sender = sender;
        this.receiver = receiver;
    }

    /**
     * A client's end, and what its server needs to have the other one.
     *
     * @param hello for {@link #read}
     * @param passages of the server's ends, until it has them
     */
    record Made(ManagerLine line, byte[] hello, List<RingEnd.Passage> passages) { }

    /** Makes a line. */
    static Made make() {
        Region region = Family.make(() -> Region.create(RingBuffer.regionCapacity(2, RING_BYTES)
            + 2L * WORDS * Long.BYTES + Region.MIN_CAPACITY));
        boolean made = false;
        try {
            LongArray words = LongArray.create(region, WORDS);
            RingBuffer down = RingBuffer.create(region, RING_BYTES);
            RingBuffer up = RingBuffer.create(region, RING_BYTES);
            ManagerLine line = new ManagerLine(words, down.sender(), up.receiver());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            words.writeHandle(out);
            List<RingEnd.Passage> passages = new ArrayList<>();
            for (RingEnd end : new RingEnd[] {down.receiver(), up.sender()}) {
                passages.add(end.pass(out));
                end.close();
            }
            made = true;
            return new Made(line, bytes.toByteArray(), passages);
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            if (!made) {
                region.close();
            }
        }
    }

    /** For the server: its end of a line. */
    static ManagerLine read(byte[] hello, int offset) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(hello, offset, hello.length - offset));
        if (SharedObject.readHandle(in) instanceof LongArray words) {
            RingReceiver receiver = RingBuffer.readReceiver(in);
            return new ManagerLine(words, RingBuffer.readSender(in), receiver);
        }
        throw Damage.found("expected a line to a manager");
    }

    RingSender sender() {
        return sender;
    }

    RingReceiver receiver() {
        return receiver;
    }

    void cancel(long number) {
        words.set(CANCELLED, number);
    }

    boolean isCancelled(long number) {
        return words.get(CANCELLED) == number;
    }

    void received(long number) {
        words.set(RECEIVED, number);
    }

    boolean isReceived(long number) {
        return words.get(RECEIVED) >= number;
    }

    /** Gives this end up. */
    void closeEnds() {
        sender.close();
        receiver.close();
    }

    /** Gives it all up. */
    void close() {
        closeEnds();
        words.region().close();
    }
}
