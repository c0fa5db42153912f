package io.procession;

import io.procession.shm.RingEnd;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A client's end of a {@link ManagerLine}, for one call at a time.
 *
 * <p><b>Interrupts.</b> The caller of a method that can be interrupted is, before its request is sent, or while it
 * waits for the reply. Then it writes down that the call is cancelled, has the server look, and waits on, for the
 * server has the last word: either the method was interrupted there, and has done nothing, or it had ended before, and
 * the result is returned to a caller that is interrupted still. So nothing is ever taken and lost. All other methods
 * are not cancelled; whose caller is interrupted finds itself so when it returns.
 */
final class ClientLine {

    /** How long a new line waits for its first reply without asking whether there is a server to send one. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private final ManagerDoor door;
    private final long serverId;
    private final ManagerLine line;
    /** Empty once the server has its ends. */
    private List<RingEnd.Passage> passages;
    private long number;

    ClientLine(ManagerDoor door, long serverId, ManagerLine.Made made) {
        this.door = door;
        this.serverId = serverId;
        this.line = made.line();
        this.passages = made.passages();
    }

    /**
     * Sends a request and waits for the reply.
     *
     * @param interruptible whether an interrupt cancels the call
     * @throws InterruptedException if nothing was sent
     * @throws IOException if the server has ended, or the line was closed
     */
    byte[] exchange(byte[] request, boolean interruptible) throws IOException, InterruptedException {
        long call = ++number;
        Request.number(request, call);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (request.length > ManagerLine.SHORT_BYTES) {
                        door.work().signal();
                    }
                    line.sender().send(request);
                    door.work().signal();
                    break;
                } catch (InterruptedException e) {
                    if (interruptible) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
            boolean cancelled = false;
            byte[] reply = null;
            while (reply == null) {
                try {
                    reply = receive();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (interruptible && !cancelled) {
                        cancelled = true;
                        line.cancel(call);
                        door.raiseAlarm();
                    }
                }
            }
            line.received(call);
            interrupted &= !(interruptible && Reply.isInterrupted(reply));
            return reply;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private byte[] receive() throws IOException, InterruptedException {
        while (!passages.isEmpty()) {
            if (line.receiver().awaitReady(LOOK)) {
                passages = List.of();
            } else if (!door.isServed(serverId)) {
                passages.forEach(RingEnd.Passage::cancel);
                throw new EOFException();
            }
        }
        return line.receiver().receive();
    }

    /** Gives the line up while the client goes on. */
    void discard() {
        passages.forEach(RingEnd.Passage::cancel);
        line.close();
    }
}
