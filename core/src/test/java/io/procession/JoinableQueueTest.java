package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.LongValue;
import io.procession.shm.Soak;
import io.procession.shm.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Items that are done with, or handed out again. */
@Timeout(60)
class JoinableQueueTest {

    private static final int ITEMS = 10;

    @TempDir
    private Path directory;

    @Test
    void joinOfANewQueueDoesNotWait() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.join();
            assertTrue(queue.join(Duration.ZERO));
        }
    }

    @Test
    void joinWaitsUntilAllIsTakenAndDone() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.put(1);
            queue.put(2);
            Background<Void> joiner = joiner(queue);
            assertFalse(queue.join(Duration.ofMillis(20)));
            queue.take();
            queue.take();
            assertFalse(queue.join(20, TimeUnit.MILLISECONDS));
            queue.taskDone();
            assertFalse(queue.join(Duration.ZERO));
            assertFalse(joiner.isDone());
            queue.taskDone();
            joiner.get();
            assertTrue(queue.join(Duration.ZERO));
        }
    }

    /** A crawler: each item has the next one put before it is done. Would catch a join that sees neither. */
    @Test
    void joinDoesNotReturnWhileItemsGoRound() throws Exception {
        int items = Soak.rounds(5_000, 2_000_000);
        try (JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.put(1);
            Background<Void> crawler = Background.start(() -> {
                for (int item = 0; item < items; ) {
                    item = queue.take();
                    if (item < items) {
                        queue.put(item + 1);
                    }
                    queue.taskDone();
                }
                return null;
            });
            while (!queue.join(Duration.ofNanos(1))) {
                Thread.onSpinWait();
            }
            assertEquals(0, queue.size(), "when join returned");
            crawler.get();
        }
    }

    @Test
    void joinIsWokenByAnotherProcess() throws Exception {
        try (Workers workers = new Workers(); JoinableQueue<Integer> queue = JoinableQueue.create()) {
            workers.start(() -> {
                for (int i = 0; i < ITEMS; i++) {
                    queue.take();
                    queue.taskDone();
                }
            });
            for (int i = 0; i < ITEMS; i++) {
                queue.put(i);
            }
            queue.join();
            workers.awaitSuccess();
        }
    }

    /** Whatever makes the last item go must wake who waits for that. */
    @Test
    void itemsThatAreRemovedNeedNotBeDone() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create()) {
            for (Runnable removal : List.<Runnable>of(queue::clear, () -> queue.remove(1), () -> {
                var items = queue.iterator();
                items.next();
                items.remove();
            })) {
                queue.put(1);
                Background<Void> joiner = joiner(queue);
                long begun = System.nanoTime();
                removal.run();
                joiner.get();
                Waiting.assertPrompt(begun);
            }
        }
    }

    @Test
    void taskDoneOnceTooOftenIsAnError() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create()) {
            assertThrows(IllegalStateException.class, queue::taskDone);
            queue.put(1);
            assertThrows(IllegalStateException.class, queue::taskDone);
            queue.take();
            queue.taskDone();
            assertThrows(IllegalStateException.class, queue::taskDone);
            queue.put(2);
            assertEquals(2, queue.take());
        }
    }

    @Test
    void whateverTakesGivesSomethingToBeDone() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.addAll(List.of(1, 2, 3, 4, 5));
            queue.take();
            queue.poll();
            queue.poll(1, TimeUnit.DAYS);
            queue.remove();
            queue.drainTo(new ArrayList<>());
            for (int i = 0; i < 5; i++) {
                assertFalse(queue.join(Duration.ZERO));
                queue.taskDone();
            }
            assertTrue(queue.join(Duration.ZERO));
        }
    }

    @Test
    void anotherThreadMayBeDoneWithWhatAThreadTook() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.put(1);
            Background.start(queue::take).get();
            queue.taskDone();
            assertTrue(queue.join(Duration.ZERO));
        }
    }

    @Test
    void whatADeadTakerWasNotDoneWithIsHandedOutAgainBeforeAllElse() throws Exception {
        try (Workers workers = new Workers(); JoinableQueue<Integer> queue = JoinableQueue.create()) {
            for (int i = 0; i < ITEMS; i++) {
                queue.put(i);
            }
            Process taker = takesFourAndFinishesOne(workers, queue);
            assertEquals(ITEMS - 4, queue.size());
            workers.kill(taker);
            Waiting.promptly("what it had taken waits again", () -> {
                queue.peek();
                return queue.size() == ITEMS - 1;
            });
            assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), List.copyOf(queue));
            assertEquals(1, queue.peek());
            for (int i = 1; i < ITEMS; i++) {
                assertEquals(i, queue.take());
                assertEquals(i < 4, queue.isRedelivered());
                queue.taskDone();
            }
            assertTrue(queue.join(Duration.ZERO));
            assertNull(queue.poll());
        }
    }

    /** Would catch a look that has what the dead had taken handed out again. */
    @Test
    void whoHasTakenHowMuchIsSeenUntilItIsDoneOrSomebodyWantsIt() throws Exception {
        try (Workers workers = new Workers(); JoinableQueue<Integer> queue = JoinableQueue.create()) {
            for (int i = 0; i < ITEMS; i++) {
                queue.put(i);
            }
            assertEquals(Map.of(), queue.takers());
            Process taker = takesFourAndFinishesOne(workers, queue);
            long self = ProcessHandle.current().pid();
            long other = taker.pid();
            queue.take();
            queue.take();
            assertEquals(Map.of(self + " lives", 2, other + " lives", 3), told(queue));
            workers.kill(taker);
            for (int look = 0; look < 2; look++) {
                assertEquals(Map.of(self + " lives", 2, other + " is dead", 3), told(queue));
                assertEquals(List.of(6, 7, 8, 9), List.copyOf(queue));
                Thread.sleep(50);
            }
            assertEquals(1, queue.take());
            assertEquals(Map.of(self + " lives", 3), told(queue));
            for (int i = 0; i < 3; i++) {
                queue.taskDone();
            }
            assertEquals(Map.of(), queue.takers());
        }
    }

    /** A process that waits when it has. */
    private static Process takesFourAndFinishesOne(Workers workers, JoinableQueue<Integer> queue) {
        LongValue taken = LongValue.create(0);
        Process taker = workers.start(() -> {
            for (int i = 0; i < 4; i++) {
                queue.take();
            }
            queue.taskDone();
            taken.set(4);
            Thread.sleep(60_000);
        });
        Waiting.until("it has taken", () -> taken.get() == 4);
        return taker;
    }

    private static Map<String, Integer> told(JoinableQueue<?> queue) {
        Map<String, Integer> told = new HashMap<>();
        queue.takers().forEach((taker, items) -> told.put(taker.pid() + (taker.alive() ? " lives" : " is dead"), items));
        return told;
    }

    @Test
    void takerThatWaitsGetsWhatADeadOneLeaves() throws Exception {
        try (Workers workers = new Workers(); JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.put(1);
            LongValue taken = LongValue.create(0);
            Process taker = workers.start(() -> {
                taken.set(queue.take());
                Thread.sleep(60_000);
            });
            Waiting.until("it has taken", () -> taken.get() == 1);
            Background<Integer> waiter = Background.start(queue::take);
            Waiting.until("one waits", () -> queue.fifo().notEmpty().maySleep());
            assertFalse(waiter.isDone());
            workers.kill(taker);
            Waiting.promptly("the item has come", waiter::isDone);
            assertEquals(1, waiter.get());
        }
    }

    @Test
    void whatATakerLeavesThatEndsByItselfIsHandedOutAgain() throws Exception {
        try (Workers workers = new Workers(); JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.put(1);
            queue.put(2);
            workers.run(() -> {
                queue.take();
                queue.take();
                queue.taskDone();
            });
            assertEquals(2, queue.poll(10, TimeUnit.SECONDS));
            assertTrue(queue.isRedelivered());
        }
    }

    @Test
    void whatWasTakenAndNotDoneIsHandedOutAgainAfterAClose() throws Exception {
        Path path = directory.resolve("queue");
        try (JoinableQueue<Integer> queue = JoinableQueue.open(path)) {
            queue.addAll(List.of(1, 2, 3));
            queue.take();
            queue.take();
            queue.taskDone();
        }
        try (JoinableQueue<Integer> queue = JoinableQueue.open(path)) {
            assertEquals(2, queue.poll(10, TimeUnit.SECONDS));
            assertTrue(queue.isRedelivered());
            assertEquals(3, queue.take());
            assertFalse(queue.isRedelivered());
        }
    }

    @Test
    void oneOfTwoInAProcessGetsWhatTheOtherLeavesWhenItIsClosed() throws Exception {
        Path path = directory.resolve("queue");
        try (JoinableQueue<Integer> queue = JoinableQueue.open(path)) {
            try (JoinableQueue<Integer> other = JoinableQueue.open(path)) {
                other.put(1);
                assertEquals(1, other.take());
                assertNull(queue.poll());
            }
            assertEquals(1, queue.poll(10, TimeUnit.SECONDS));
            assertTrue(queue.isRedelivered());
        }
    }

    @Test
    void nothingThatIsDoneComesAgainThoughAllProcessesDie() throws Exception {
        Path path = directory.resolve("queue");
        String name = path.toString();
        try (Workers workers = new Workers()) {
            LongValue taken = LongValue.create(0);
            Process taker = workers.start(() -> {
                JoinableQueue<Integer> queue = JoinableQueue.open(Path.of(name));
                for (int i = 0; i < ITEMS; i++) {
                    queue.put(i);
                }
                for (int i = 0; i < 4; i++) {
                    queue.take();
                }
                queue.taskDone();
                queue.taskDone();
                taken.set(4);
                Thread.sleep(60_000);
            });
            Waiting.until("it has taken", () -> taken.get() == 4);
            workers.kill(taker);
        }
        try (JoinableQueue<Integer> queue = JoinableQueue.open(path)) {
            for (int i = 2; i < ITEMS; i++) {
                assertEquals(i, queue.poll(10, TimeUnit.SECONDS));
                assertEquals(i < 4, queue.isRedelivered());
                queue.taskDone();
            }
            assertTrue(queue.join(Duration.ZERO));
        }
        try (JoinableQueue<Integer> queue = JoinableQueue.open(path)) {
            assertNull(queue.poll(100, TimeUnit.MILLISECONDS));
        }
    }

    /** An item may die with one taker after the other. */
    @Test
    void isHandedOutAgainHoweverOften() throws Exception {
        try (Workers workers = new Workers(); JoinableQueue<Integer> queue = JoinableQueue.create()) {
            queue.put(7);
            LongValue taken = LongValue.create(0);
            for (int death = 1; death <= 3; death++) {
                int deaths = death;
                Process taker = workers.start(() -> {
                    if (queue.take() != 7 || queue.isRedelivered() != deaths > 1) {
                        throw new AssertionError("redelivered: " + queue.isRedelivered());
                    }
                    taken.set(deaths);
                    Thread.sleep(60_000);
                });
                Waiting.until("it has taken", () -> taken.get() == deaths || !taker.isAlive());
                assertTrue(taker.isAlive());
                workers.kill(taker);
            }
            assertEquals(7, queue.take());
            assertTrue(queue.isRedelivered());
        }
    }

    /** More than the first part of what is written down of them has places for, and of several files. */
    @Test
    void manyItemsMayBeTakenAndNotDone() throws Exception {
        int count = 5_000;
        Path path = directory.resolve("queue");
        try (JoinableQueue<byte[]> queue = JoinableQueue.open(path)) {
            for (int i = 0; i < count; i++) {
                queue.put(new byte[1_000 + i]);
            }
            assertEquals(count, queue.drainTo(new ArrayList<>()));
            for (int i = 0; i < 10; i++) {
                queue.taskDone();
            }
            assertEquals(List.of(count - 10), List.copyOf(queue.takers().values()));
        }
        try (JoinableQueue<byte[]> queue = JoinableQueue.open(path)) {
            for (int i = 10; i < count; i++) {
                assertEquals(1_000 + i, queue.poll(10, TimeUnit.SECONDS).length);
                assertTrue(queue.isRedelivered());
                queue.taskDone();
            }
            assertTrue(queue.join(Duration.ZERO));
        }
    }

    @Test
    void isNotOpenedAsAPlainQueueNorAPlainOneAsJoinable() {
        JoinableQueue.open(directory.resolve("joinable")).close();
        Queue.open(directory.resolve("plain")).close();
        assertThrows(QueueFormatException.class, () -> Queue.open(directory.resolve("joinable")));
        assertThrows(QueueFormatException.class, () -> JoinableQueue.open(directory.resolve("plain")));
    }

    private static Background<Void> joiner(JoinableQueue<?> queue) {
        Background<Void> joiner = Background.start(() -> {
            queue.join();
            return null;
        });
        Waiting.until("it waits", () -> queue.fifo().unfinished().allFinished().maySleep());
        return joiner;
    }
}
