package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that sends or receives is killed before each of its steps. Would catch a message that arrives in part, one
 * that is lost or doubled, and a survivor that is stuck or not told.
 */
@Timeout(900)
class RingDeathStepsTest {

    private static final int CAPACITY = 256;
    private static final int[] LENGTHS = {5, 0, 1000, 7};

    @TempDir
    Path directory;

    private int scenarios;
    private Region region;
    private RingBuffer ring;

    @BeforeEach
    void load() {
        Waiting.load();
    }

    @AfterEach
    void close() {
        region.close();
    }

    private void begin() {
        if (region != null) {
            region.close();
        }
        region = Region.open(directory.resolve("region" + scenarios++));
        ring = RingBuffer.open(region, "ring", CAPACITY);
    }

    /** Its messages arrive one after another, each whole, until the end; and then another's. */
    @Test
    void ofOneWhoSends() throws Exception {
        Doomed.killAtEachStep(100, step -> {
            begin();
            try (RingReceiver receiver = ring.receiver();
                 Doomed doomed = Doomed.start(step, Sender.class, region.file()).go()) {
                Background<List<byte[]>> received = Background.start(() -> receiveAll(receiver));
                boolean died = doomed.dies();
                Waiting.promptly(doomed, received::isDone);
                List<byte[]> messages = received.get();
                for (int i = 0; i < messages.size(); i++) {
                    assertArrayEquals(message(i), messages.get(i), doomed::toString);
                }
                assertTrue(died || messages.size() == LENGTHS.length, doomed::toString);
                try (RingSender next = ring.sender()) {
                    next.send(message(2), 0, 3);
                }
                assertArrayEquals(Arrays.copyOf(message(2), 3), receiver.receive(), doomed::toString);
                return died;
            }
        });
    }

    /** Another one gets the rest, at most one message less than what the dead one had not got; and senders go on. */
    @Test
    void ofOneWhoReceives() throws Exception {
        Doomed.killAtEachStep(100, step -> {
            begin();
            RingSender sender = ring.sender();
            try (RingReceiver receiver = ring.receiver();
                 Doomed doomed = Doomed.start(step, Receiver.class, region.file())) {
                Background<Void> sent = Background.start(() -> sendAll(sender));
                doomed.go();
                boolean died = doomed.dies();
                Background<List<byte[]>> received = Background.start(() -> receiveAll(receiver));
                Waiting.promptly(doomed, sent::isDone);
                sent.get();
                sender.close();
                Waiting.promptly(doomed, received::isDone);
                List<byte[]> messages = received.get();
                for (int i = 0; i < messages.size(); i++) {
                    assertArrayEquals(message(LENGTHS.length - messages.size() + i), messages.get(i), doomed::toString);
                }
                return died;
            }
        });
    }

    /** Who sends is told that nobody is left, also in the middle of a message. */
    @Test
    void ofTheLastOneWhoReceives() throws Exception {
        Doomed.killAtEachStep(100, step -> {
            begin();
            try (RingSender sender = ring.sender();
                 Doomed doomed = Doomed.start(step, Receiver.class, region.file())) {
                Background<Void> sent = Background.start(() -> {
                    while (true) {
                        sendAll(sender);
                    }
                });
                doomed.go();
                boolean died = doomed.dies();
                Waiting.promptly(doomed, sent::isDone);
                assertTrue(sent.failure() instanceof BrokenPipeException, doomed::toString);
                return died;
            }
        });
    }

    private static byte[] message(int index) {
        byte[] message = new byte[LENGTHS[index]];
        Arrays.fill(message, (byte) (index + 1));
        return message;
    }

    private static Void sendAll(RingSender sender) throws Exception {
        for (int i = 0; i < LENGTHS.length; i++) {
            sender.send(message(i));
        }
        return null;
    }

    private static List<byte[]> receiveAll(RingReceiver receiver) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        try {
            while (true) {
                messages.add(receiver.receive());
            }
        } catch (EOFException e) {
            return messages;
        }
    }

    /** Sends everything and closes its end. */
    static final class Sender {
        public static void main(String[] arguments) throws Exception {
            RingSender sender = RingBuffer.open(Region.attach(Path.of(arguments[0])), "ring", CAPACITY).sender();
            Waiting.load();
            Role.say("ready");
            Role.hear();
            sendAll(sender);
            sender.close();
        }
    }

    /** Receives everything and closes its end. */
    static final class Receiver {
        public static void main(String[] arguments) throws Exception {
            RingReceiver receiver = RingBuffer.open(Region.attach(Path.of(arguments[0])), "ring", CAPACITY).receiver();
            Waiting.load();
            Role.say("ready");
            Role.hear();
            for (int i = 0; i < LENGTHS.length; i++) {
                receiver.receive();
            }
            receiver.close();
        }
    }
}
