package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting at many connections at once. */
@Timeout(60)
class WaitAnyTest {

    private final List<Pipe> pipes = new ArrayList<>();

    @AfterEach
    void close() {
        pipes.forEach(Pipe::close);
    }

    @Test
    void readyOnesAreNamedInTheirOrder() throws Exception {
        List<Connection> lefts = lefts(4);
        assertEquals(List.of(), Connection.waitAny(Duration.ofMillis(10), lefts));
        pipes.get(3).right().send(1);
        pipes.get(1).right().send(1);
        assertEquals(List.of(lefts.get(1), lefts.get(3)), Connection.waitAny(lefts));
        assertEquals(List.of(lefts.get(1), lefts.get(3)), Connection.waitAny(Duration.ZERO, lefts));
        lefts.get(1).receive();
        assertEquals(List.of(lefts.get(3)), Connection.waitAny(lefts));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 128, 200})
    void sleeperIsWokenByAnyOfThem(int count) throws Exception {
        List<Connection> lefts = lefts(count);
        for (int i = 0; i < count; i += 1 + count / 3) {
            FutureTask<List<Connection>> waiter = background(lefts);
            fallAsleep();
            pipes.get(i).right().send(i);
            assertEquals(List.of(lefts.get(i)), waiter.get(30, TimeUnit.SECONDS));
            lefts.get(i).receive();
        }
    }

    @Test
    void closedOneIsReady() throws Exception {
        List<Connection> lefts = lefts(3);
        FutureTask<List<Connection>> waiter = background(lefts);
        fallAsleep();
        pipes.get(2).right().close();
        assertEquals(List.of(lefts.get(2)), waiter.get(30, TimeUnit.SECONDS));
        assertThrows(EOFException.class, lefts.get(2)::receive);
    }

    @Test
    void oneWhoseProcessDiesIsReady() throws Exception {
        List<Connection> lefts = lefts(3);
        Connection right = pipes.get(1).right();
        Process worker = Process.start(() -> {
            right.send("alive");
            Thread.sleep(60_000);
        });
        right.close();
        assertEquals("alive", lefts.get(1).receive());
        FutureTask<List<Connection>> waiter = background(lefts);
        fallAsleep();
        worker.kill();
        assertEquals(List.of(lefts.get(1)), waiter.get(30, TimeUnit.SECONDS));
        worker.join();
    }

    @Test
    void messagesOfManyWorkersAllArrive() throws Exception {
        List<Connection> open = new ArrayList<>(lefts(4));
        List<Process> workers = new ArrayList<>();
        for (Pipe pipe : pipes) {
            Connection right = pipe.right();
            workers.add(Process.start(() -> {
                for (int i = 0; i < 1000; i++) {
                    right.send(i);
                }
            }));
            right.close();
        }
        long sum = 0;
        while (!open.isEmpty()) {
            for (Connection ready : Connection.waitAny(open)) {
                try {
                    sum += ready.<Integer>receive();
                } catch (EOFException e) {
                    open.remove(ready);
                }
            }
        }
        assertEquals(4 * 999 * 1000 / 2, sum);
        for (Process worker : workers) {
            worker.join();
        }
    }

    @Test
    void interruptEndsIt() throws Exception {
        List<Connection> lefts = lefts(2);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Connection.waitAny(lefts));
        Thread thread = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            fallAsleep();
            thread.interrupt();
        });
        interrupter.start();
        assertThrows(InterruptedException.class, () -> Connection.waitAny(lefts));
        interrupter.join();
    }

    @Test
    void closingOneHereEndsIt() throws Exception {
        List<Connection> lefts = lefts(2);
        FutureTask<List<Connection>> waiter = background(lefts);
        fallAsleep();
        lefts.get(1).close();
        ExecutionException e = assertThrows(ExecutionException.class, () -> waiter.get(30, TimeUnit.SECONDS));
        assertEquals(AsynchronousCloseException.class, e.getCause().getClass());
        assertThrows(ClosedChannelException.class, () -> Connection.waitAny(lefts));
    }

    @Test
    void whatCannotReceiveIsRefused() throws Exception {
        lefts(1);
        assertThrows(NonReadableChannelException.class, () -> Connection.waitAny(List.of(pipes.get(0).right())));
        assertEquals(List.of(), Connection.waitAny(List.of()));
    }

    private List<Connection> lefts(int count) {
        for (int i = 0; i < count; i++) {
            pipes.add(Pipe.oneWay(1024));
        }
        return pipes.stream().map(Pipe::left).toList();
    }

    private FutureTask<List<Connection>> background(List<Connection> connections) {
        FutureTask<List<Connection>> task = new FutureTask<>(() -> Connection.waitAny(connections));
        Thread waiting = new Thread(task);
        waiting.setDaemon(true);
        waiting.start();
        return task;
    }

    /** Long enough for anybody to fall asleep; it does not matter if not. */
    private static void fallAsleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
