package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that send and receive through one ring, messages of up to three times its size, are killed one after
 * another at random moments. Would catch a message that is lost, doubled, mixed or cut short, and survivors that are
 * stuck.
 */
class RingCampaignTest {

    private static final int CAPACITY = 2048;
    private static final int MAX_LENGTH = 3 * CAPACITY;
    private static final int HEADER = 3 * Integer.BYTES;
    /** How many messages one process sends at most. */
    private static final int MESSAGES = 1 << 15;

    @TempDir
    Path directory;

    @Test
    @Timeout(600)
    void eachMessageArrivesOnceAndWhole() throws Exception {
        try (Region region = Region.open(directory.resolve("region"))) {
            Account account = new Account(region);
            int deaths;
            try (Campaign campaign = new Campaign(Worker.class, region)) {
                campaign.run(number -> {
                    long before = account.arrived.get();
                    Waiting.promptly("death " + number + ": " + account.ring, () -> account.arrived.get() > before + 2);
                });
                deaths = campaign.end();
            }
            try (RingReceiver receiver = account.ring.receiver()) {
                while (true) {
                    account.arrived(receiver.receive());
                }
            } catch (EOFException e) {
                account.assertSound(deaths);
            }
        }
    }

    /** The ring, and who has sent and received what. */
    private static final class Account {

        final RingBuffer ring;
        final Event go;
        final LongValue arrived;
        /** How many messages of each process have been sent for certain. */
        final LongArray sent;
        /** A bit for each message. */
        final LongArray seen;
        final LongValue surprises;

        Account(Region region) {
            this.ring = RingBuffer.open(region, "ring", CAPACITY);
            this.go = Event.open(region, "go");
            this.arrived = LongValue.open(region, "arrived", 0);
            this.sent = LongArray.open(region, "sent", Campaign.MAX_WORKERS);
            this.seen = LongArray.open(region, "seen", Campaign.MAX_WORKERS * (MESSAGES / Long.SIZE));
            this.surprises = LongValue.open(region, "surprises", 0);
        }

        static byte[] message(int worker, int number, int length) {
            ByteBuffer message = ByteBuffer.allocate(HEADER + length).putInt(worker).putInt(number).putInt(length);
            while (message.hasRemaining()) {
                message.put((byte) (worker * 31 + number));
            }
            return message.array();
        }

        void arrived(byte[] message) {
            ByteBuffer found = ByteBuffer.wrap(message);
            int worker = found.getInt();
            int number = found.getInt();
            byte[] expected = message(worker, number, found.getInt());
            long bit = 1L << number;
            boolean first = (seen.getAndAdd(worker * (MESSAGES / Long.SIZE) + number / Long.SIZE, bit) & bit) == 0;
            if (!first || !ByteBuffer.wrap(expected).equals(ByteBuffer.wrap(message))) {
                surprises.incrementAndGet();
            }
            arrived.incrementAndGet();
        }

        void assertSound(int deaths) {
            assertEquals(0, surprises.get(), "messages doubled or damaged");
            int lost = 0;
            for (int worker = 0; worker < Campaign.MAX_WORKERS; worker++) {
                for (int number = 0; number < MESSAGES; number++) {
                    long word = seen.get(worker * (MESSAGES / Long.SIZE) + number / Long.SIZE);
                    boolean wasSeen = (word >>> number & 1) != 0;
                    if (number < sent.get(worker) && !wasSeen) {
                        lost++;
                    }
                    assertTrue(number <= sent.get(worker) || !wasSeen, "seen before it was sent");
                    if (number > sent.get(worker)) {
                        break;
                    }
                }
            }
            assertTrue(lost <= deaths, lost + " messages lost with " + deaths + " deaths");
            assertTrue(arrived.get() > 0);
        }
    }

    /** Sends in one thread and receives in another. */
    static final class Worker {
        public static void main(String[] arguments) throws Exception {
            Role.endWithTest();
            Waiting.load();
            Account account = new Account(Region.attach(Path.of(arguments[0])));
            int self = Integer.parseInt(arguments[1]);
            RingSender sender = account.ring.sender();
            RingReceiver receiver = account.ring.receiver();
            Thread receiving = new Thread(() -> {
                try {
                    while (true) {
                        account.go.await();
                        account.arrived(receiver.receive());
                    }
                } catch (Exception e) {
                    account.surprises.incrementAndGet();
                    e.printStackTrace();
                }
            });
            receiving.start();
            Role.say("ready");
            Random random = new Random(self);
            for (int number = 0; number < MESSAGES; number++) {
                account.go.await();
                int length = random.nextInt(8) == 0 ? random.nextInt(MAX_LENGTH) : random.nextInt(64);
                sender.send(Account.message(self, number, length));
                account.sent.set(self, number + 1);
            }
            receiving.join();
        }
    }
}
