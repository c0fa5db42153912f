package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What a {@link java.util.concurrent.BlockingQueue} promises, within one process. */
@Timeout(60)
class QueueTest {

    private static final int SHORT_MILLIS = 30;

    private final Queue<Integer> queue = Queue.create(3);

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void takesInTheOrderOfPuts() throws Exception {
        queue.put(1);
        assertTrue(queue.offer(2));
        assertTrue(queue.offer(3, 1, TimeUnit.SECONDS));
        assertEquals(1, queue.take());
        assertTrue(queue.add(4));
        assertEquals(2, queue.poll());
        assertEquals(3, queue.poll(1, TimeUnit.SECONDS));
        assertEquals(4, queue.remove());
        assertTrue(queue.isEmpty());
    }

    @Test
    void emptyQueueHasNothingToGive() throws Exception {
        assertNull(queue.poll());
        assertNull(queue.peek());
        assertNull(queue.poll(0, TimeUnit.SECONDS));
        assertNull(queue.poll(-1, TimeUnit.SECONDS));
        assertThrows(NoSuchElementException.class, queue::element);
        assertThrows(NoSuchElementException.class, queue::remove);
        assertEquals(0, queue.size());
        assertEquals("[]", queue.toString());
    }

    @Test
    void fullQueueTakesNothingMore() throws Exception {
        fill();
        assertFalse(queue.offer(4));
        assertFalse(queue.offer(4, 0, TimeUnit.SECONDS));
        assertFalse(queue.offer(4, Long.MIN_VALUE, TimeUnit.DAYS));
        assertThrows(IllegalStateException.class, () -> queue.add(4));
        assertEquals(3, queue.size());
        assertEquals("[1, 2, 3]", queue.toString());
    }

    @Test
    void timedOfferAndPollWaitAsLongAsTheyAreTold() throws Exception {
        long begun = System.nanoTime();
        assertNull(queue.poll(SHORT_MILLIS, TimeUnit.MILLISECONDS));
        assertTrue(Waiting.millisSince(begun) >= SHORT_MILLIS);
        fill();
        begun = System.nanoTime();
        assertFalse(queue.offer(4, SHORT_MILLIS, TimeUnit.MILLISECONDS));
        assertTrue(Waiting.millisSince(begun) >= SHORT_MILLIS);
        assertEquals(3, queue.size());
    }

    @Test
    void takeWaitsForAnItem() throws Exception {
        Background<Integer> taker = Background.start(queue::take);
        awaitTaker();
        assertFalse(taker.isDone());
        queue.put(7);
        assertEquals(7, taker.get());
    }

    @Test
    void timedPollWaitsForAnItem() throws Exception {
        Background<Integer> taker = Background.start(() -> queue.poll(1, TimeUnit.DAYS));
        awaitTaker();
        queue.put(7);
        assertEquals(7, taker.get());
    }

    @Test
    void putWaitsForRoom() throws Exception {
        fill();
        Background<Void> putter = Background.start(() -> {
            queue.put(4);
            return null;
        });
        awaitPutter();
        assertFalse(putter.isDone());
        assertEquals(1, queue.take());
        putter.get();
        assertEquals(List.of(2, 3, 4), List.copyOf(queue));
    }

    @Test
    void timedOfferWaitsForRoom() throws Exception {
        fill();
        Background<Boolean> putter = Background.start(() -> queue.offer(4, Long.MAX_VALUE, TimeUnit.DAYS));
        awaitPutter();
        assertEquals(1, queue.poll());
        assertTrue(putter.get());
        assertEquals(List.of(2, 3, 4), List.copyOf(queue));
    }

    /** Whatever makes room must wake one who waits for it. */
    @Test
    void clearDrainToAndRemoveMakeRoomForThoseWhoWait() throws Exception {
        for (Runnable makesRoom : List.<Runnable>of(queue::clear, () -> queue.drainTo(new ArrayList<>()),
            () -> queue.remove(2), () -> {
                Iterator<Integer> items = queue.iterator();
                items.next();
                items.remove();
            })) {
            queue.clear();
            fill();
            Background<Void> putter = Background.start(() -> {
                queue.put(4);
                return null;
            });
            awaitPutter();
            makesRoom.run();
            putter.get();
        }
    }

    @Test
    void everyOneOfManyWaitersIsServed() throws Exception {
        List<Background<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            takers.add(Background.start(queue::take));
        }
        awaitTaker();
        int sum = 0;
        for (int i = 0; i < takers.size(); i++) {
            queue.put(i);
            sum += i;
        }
        for (Background<Integer> taker : takers) {
            sum -= taker.get();
        }
        assertEquals(0, sum);
    }

    @Test
    void peekAndElementShowTheFirstAndLeaveIt() throws Exception {
        fill();
        assertEquals(1, queue.peek());
        assertEquals(1, queue.element());
        assertEquals(3, queue.size());
        assertEquals(1, queue.take());
        assertEquals(2, queue.peek());
    }

    @Test
    void remainingCapacityIsWhatCanStillBePut() {
        assertEquals(3, queue.remainingCapacity());
        queue.add(1);
        assertEquals(2, queue.remainingCapacity());
        try (Queue<Integer> unbounded = Queue.create()) {
            unbounded.add(1);
            assertEquals(Integer.MAX_VALUE, unbounded.remainingCapacity());
        }
    }

    @Test
    void drainToTakesWhatWaits() {
        fill();
        List<Integer> drained = new ArrayList<>();
        assertEquals(0, queue.drainTo(drained, 0));
        assertEquals(0, queue.drainTo(drained, -1));
        assertEquals(2, queue.drainTo(drained, 2));
        assertEquals(List.of(1, 2), drained);
        assertEquals(1, queue.drainTo(drained));
        assertEquals(List.of(1, 2, 3), drained);
        assertEquals(0, queue.drainTo(drained));
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue));
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue, 1));
    }

    @Test
    void drainToIsRefusedThoughTheSameQueueIsOpenOnceMore(@TempDir Path directory) {
        try (Queue<Integer> one = Queue.open(directory.resolve("queue"));
            Queue<Integer> other = Queue.open(directory.resolve("queue"))) {
            assertThrows(IllegalArgumentException.class, () -> one.drainTo(other));
        }
    }

    /** Would catch a drainTo that lets another taker in between: its items would not follow one another. */
    @Test
    void drainToTakesItemsThatFollowOneAnother() throws Exception {
        try (Queue<Integer> numbers = Queue.create(50)) {
            int count = 20_000;
            AtomicBoolean done = new AtomicBoolean();
            Background<Void> putter = Background.start(() -> {
                for (int i = 0; i < count; i++) {
                    numbers.put(i);
                }
                return null;
            });
            Background<Void> poller = Background.start(() -> {
                while (!done.get()) {
                    numbers.poll();
                }
                return null;
            });
            Background<Void> drainer = Background.start(() -> {
                while (!done.get()) {
                    List<Integer> drained = new ArrayList<>();
                    numbers.drainTo(drained);
                    for (int i = 1; i < drained.size(); i++) {
                        assertEquals(drained.get(0) + i, drained.get(i));
                    }
                }
                return null;
            });
            putter.get();
            done.set(true);
            poller.get();
            drainer.get();
        }
    }

    @Test
    void nullIsRefusedEverywhere() {
        for (Executable call : List.<Executable>of(() -> queue.put(null), () -> queue.offer(null),
            () -> queue.add(null), () -> queue.offer(null, 1, TimeUnit.DAYS),
            () -> queue.addAll(Arrays.asList(1, null)),
            () -> queue.addAll(null), () -> queue.drainTo(null), () -> queue.drainTo(null, 1))) {
            assertThrows(NullPointerException.class, call);
        }
        assertFalse(queue.contains(null));
        assertFalse(queue.remove(null));
        assertEquals(List.of(1), List.copyOf(queue));
    }

    @Test
    void iteratorIsWeaklyConsistent() {
        try (Queue<Integer> numbers = Queue.create()) {
            for (int i = 0; i < 200; i++) {
                numbers.add(i);
            }
            Iterator<Integer> items = numbers.iterator();
            assertEquals(0, items.next());
            for (int i = 0; i < 150; i++) {
                numbers.remove();
            }
            numbers.add(200);
            List<Integer> rest = new ArrayList<>();
            items.forEachRemaining(rest::add);
            assertEquals(rest.stream().sorted().distinct().toList(), rest);
            assertTrue(rest.containsAll(List.copyOf(numbers)), rest::toString);
            assertThrows(NoSuchElementException.class, items::next);
        }
    }

    @Test
    void itemIsRemovedOutOfTurn() throws Exception {
        fill();
        assertTrue(queue.contains(2));
        assertTrue(queue.remove(2));
        assertFalse(queue.remove(2));
        assertFalse(queue.contains(2));
        assertEquals(2, queue.size());
        queue.put(4);
        assertFalse(queue.offer(5));
        assertEquals(List.of(1, 3, 4), List.of(queue.take(), queue.take(), queue.take()));
        assertNull(queue.poll());
    }

    /** One that was taken meanwhile is not taken from those who come later. */
    @Test
    void iteratorRemovesOnlyWhatStillWaits() throws Exception {
        fill();
        Iterator<Integer> items = queue.iterator();
        assertThrows(IllegalStateException.class, items::remove);
        assertEquals(1, items.next());
        assertEquals(1, queue.take());
        items.remove();
        assertEquals(2, queue.size());
        assertThrows(IllegalStateException.class, items::remove);
        assertEquals(2, items.next());
        items.remove();
        assertEquals(List.of(3), List.copyOf(queue));
    }

    @Test
    void boundMustBePositive() {
        assertThrows(IllegalArgumentException.class, () -> Queue.create(0));
        assertThrows(IllegalArgumentException.class, () -> Queue.create(-1));
        assertThrows(IllegalArgumentException.class, () -> new QueueOptions(-1, Codec.standard(), false));
    }

    @Test
    void itemTakenIsACopy() throws Exception {
        try (Queue<int[]> arrays = Queue.create()) {
            int[] array = {1, 2};
            arrays.put(array);
            array[0] = 9;
            int[] taken = arrays.take();
            assertEquals(List.of(1, 2), List.of(taken[0], taken[1]));
        }
    }

    @Test
    void useAfterCloseIsAnException() {
        queue.add(1);
        queue.close();
        queue.close();
        for (Executable call : List.<Executable>of(() -> queue.put(1), () -> queue.offer(1), queue::take, queue::poll,
            () -> queue.poll(1, TimeUnit.DAYS), queue::peek, () -> queue.drainTo(new ArrayList<>()), queue::size,
            queue::clear, () -> queue.remove(1), () -> queue.iterator().next(), queue::shutDown, queue::isShutDown,
            queue::remainingCapacity)) {
            assertThrows(IllegalStateException.class, call);
        }
    }

    @Test
    void closeEndsThoseWhoWait() throws Exception {
        Background<Integer> taker = Background.start(queue::take);
        awaitTaker();
        queue.close();
        assertInstanceOf(IllegalStateException.class, taker.failure());
    }

    private void fill() {
        queue.addAll(List.of(1, 2, 3));
    }

    private void awaitTaker() {
        Waiting.until("a taker waits", () -> queue.fifo().notEmpty().maySleep());
    }

    private void awaitPutter() {
        Waiting.until("a putter waits", () -> queue.fifo().notFull().maySleep());
    }
}
