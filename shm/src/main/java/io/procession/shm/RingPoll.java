package io.procession.shm;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Waits at many {@linkplain RingReceiver receiving ends} at once: what poll(2) is for files.
 *
 * <pre>{@code
 * for (RingReceiver ready : RingPoll.await(List.of(first, second))) {
 *     use(ready.receive());
 * }
 * }</pre>
 *
 * <p>Who waits announces itself at every ring, looks at all of them once more, and sleeps on all of their words at
 * once. It takes nothing, so it hands each signal that it may have got on to others who wait at the same end.
 */
public final class RingPoll {

    private static final int LOOKS = 64;

    private final List<RingReceiver> receivers;
    private final Words words;

    private RingPoll(Collection<RingReceiver> receivers) {
        this.receivers = List.copyOf(receivers);
        this.words = new Words(this.receivers.size());
    }

    /** Waits until some are {@linkplain RingReceiver#isReady ready}; which ones. Of none, returns at once. */
    public static List<RingReceiver> await(Collection<RingReceiver> receivers)
        throws IOException, InterruptedException {
        return new RingPoll(receivers).await(Wait.interruptibly());
    }

    /** As {@link #await(Collection)}, for so many nanoseconds at the longest: none, if the time was over first. */
    public static List<RingReceiver> await(Collection<RingReceiver> receivers, long nanos)
        throws IOException, InterruptedException {
        return new RingPoll(receivers).await(Wait.atMost(nanos));
    }

    private List<RingReceiver> await(Wait wait) throws IOException, InterruptedException {
        for (RingReceiver receiver : receivers) {
            receiver.checkOpen();
        }
        Wait.throwIfInterrupted();
        List<RingReceiver> ready = ready(false);
        for (int looked = 0; ready.isEmpty() && looked < LOOKS; looked += 1 + receivers.size()) {
            Thread.onSpinWait();
            ready = ready(false);
        }
        if (!ready.isEmpty() || receivers.isEmpty()) {
            return ready;
        }
        Thread.yield();
        return sleep(wait);
    }

    private List<RingReceiver> sleep(Wait wait) throws IOException, InterruptedException {
        try {
            while (true) {
                for (int i = 0; i < receivers.size(); i++) {
                    Sleepers sleepers = receivers.get(i).ring().awaitingRecord;
                    words.set(i, sleepers.memory(), sleepers.offset(), sleepers.announce());
                }
                for (RingReceiver receiver : receivers) {
                    receiver.checkStillOpen();
                }
                boolean expired = wait.isExpired();
                List<RingReceiver> ready = ready(expired || wait.isSliceOver());
                if (!ready.isEmpty() || expired) {
                    return ready;
                }
                wait.sleep(words);
            }
        } finally {
            if (wait.hasSlept()) {
                passOn();
            }
            Reference.reachabilityFence(this);
        }
    }

    private List<RingReceiver> ready(boolean ask) {
        List<RingReceiver> ready = new ArrayList<>();
        for (RingReceiver receiver : receivers) {
            if (receiver.hasMessage() || receiver.isAtEnd(ask)) {
                ready.add(receiver);
            }
        }
        return ready;
    }

    private void passOn() {
        for (RingReceiver receiver : receivers) {
            if (receiver.ring().hasRecord()) {
                receiver.ring().awaitingRecord.handOn();
            }
        }
    }
}
