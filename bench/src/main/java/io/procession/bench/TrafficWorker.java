package io.procession.bench;

import io.procession.Task;
import java.nio.file.Path;

/**
 * What a worker JVM does in a {@link Traffic}: send or receive, and note on the {@link Board} after every batch how
 * many messages.
 *
 * @param board the board's file
 * @param process this worker's number on the board
 */
record TrafficWorker(Traffic traffic, Route route, String board, int process) implements Task {

    /** Set in a sender's last messages, one for each receiver. */
    private static final byte END = 1;
    private static final long CATCH_UP_MILLIS = 1;

    @Override
    public void run() throws Exception {
        Board notes = new Board(Path.of(board));
        byte[] message = new byte[traffic.bytes()];
        if (traffic.isCounted(process)) {
            try (Route.Receiver receiver = route.openReceiver(message)) {
                receive(receiver, message, notes);
            }
        } else {
            try (Route.Sender sender = route.openSender(message)) {
                send(sender, message, notes);
            }
        }
    }

    private void send(Route.Sender sender, byte[] message, Board notes) throws Exception {
        int batch = traffic.batch();
        int mostUnderWay = traffic.mostUnderWay();
        long sent = 0;
        while (!notes.isOver()) {
            for (int i = 0; i < batch; i++) {
                sender.send();
            }
            sent += batch;
            notes.setTally(process, sent);
            while (traffic.sent(notes) - traffic.received(notes) > mostUnderWay) {
                Thread.sleep(CATCH_UP_MILLIS);
            }
            if (process == 0) {
                notes.endIfStopped();
            }
        }
        message[0] = END;
        for (int i = 0; i < traffic.receivers(); i++) {
            sender.send();
        }
    }

    private void receive(Route.Receiver receiver, byte[] message, Board notes) throws Exception {
        int batch = traffic.batch();
        long received = 0;
        long noted = 0;
        int ends = 0;
        while (ends < traffic.senders()) {
            received += receiver.receive();
            if (message[0] == END) {
                ends++;
                received--;
            }
            if (received - noted >= batch) {
                noted = received;
                notes.setTally(process, noted);
            }
        }
        notes.setTally(process, received);
    }
}
