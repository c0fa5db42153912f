package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.procession.shm.Background;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a process is killed at, others put and take within 250 ms. */
@Timeout(900)
class QueueDeathTest {

    private static final int DEATHS = Soak.rounds(5, 200);
    private static final int AT_ONCE = 5;
    private static final int MAX_PAUSE_NANOS = 20_000_000;

    private final Random random = new Random(5);

    /** Large items: most of the time goes to an append, and to the making of files. */
    @Test
    void ofWhoeverPutsCostsTheOthersLittle() throws Exception {
        try (Queue<byte[]> queue = Queue.create(50)) {
            killWhileWorking(queue, i -> {
                queue.offer(new byte[i % 300_000]);
                if (i % 2 == 0) {
                    queue.poll();
                }
            });
        }
    }

    /** Small items, of which many are taken and put in little time. */
    @Test
    void ofWhoeverTakesCostsTheOthersLittle() throws Exception {
        try (JoinableQueue<byte[]> queue = JoinableQueue.create(1_000)) {
            killWhileWorking(queue, i -> {
                queue.offer(new byte[1_000]);
                if (queue.poll() != null && i % 10 != 0) {
                    queue.taskDone();
                }
            });
        }
    }

    private interface Work extends Serializable {
        void run(int i) throws Exception;
    }

    private void killWhileWorking(Queue<byte[]> queue, Work work) throws Exception {
        // The first use loads Chronicle, which takes longer than a death may cost.
        queue.put(new byte[1]);
        queue.take();
        for (int deaths = 0; deaths < DEATHS; deaths += AT_ONCE) {
            LongValue working = LongValue.create(0);
            LongValue next = LongValue.create(0);
            List<Process> victims = new ArrayList<>();
            try (Workers workers = new Workers()) {
                for (int victim = 0; victim < AT_ONCE; victim++) {
                    int own = victim;
                    victims.add(workers.start(() -> {
                        queue.offer(new byte[1]);
                        queue.poll();
                        working.incrementAndGet();
                        while (next.get() != own + 1) {
                            LockSupport.parkNanos(1_000_000);
                        }
                        for (int i = 0; ; i += 7_919) {
                            work.run(i & Integer.MAX_VALUE);
                        }
                    }));
                }
                Waiting.until("all have begun", () -> working.get() == AT_ONCE);
                for (int victim = 0; victim < AT_ONCE; victim++) {
                    next.set(victim + 1);
                    LockSupport.parkNanos(random.nextInt(MAX_PAUSE_NANOS));
                    victims.get(victim).kill();
                    victims.get(victim).join();
                    promptly(queue::poll);
                    promptly(() -> queue.offer(new byte[1]));
                    promptly(queue::size);
                }
            }
        }
        queue.clear();
        queue.put(new byte[7]);
        assertEquals(7, queue.take().length);
    }

    private static void promptly(Callable<?> call) throws Exception {
        Background<?> background = Background.start(call);
        Waiting.promptly("after a death", background::isDone);
        background.get();
    }
}
