package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be written and not be read: tasks, arguments, results and exceptions, that throw whatever there is. */
@Timeout(60)
class PoolUnreadableTest {

    private static final int HEAP = 32 << 20;

    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pools.quick(1).build();
    }

    @AfterAll
    static void close() {
        Pools.end(pool);
    }

    /** Why something cannot be read. */
    enum Reason {
        CHECKED {
            @Override
            void raise() throws IOException {
                throw new InvalidObjectException("not to be read");
            }
        },
        UNCHECKED {
            @Override
            void raise() {
                throw new IllegalStateException("not to be read");
            }
        },
        ERROR {
            @Override
            void raise() {
                throw new AssertionError("not to be read");
            }
        },
        MISSING {
            @Override
            void raise() {
                throw new NoClassDefFoundError("not to be read");
            }
        };

        abstract void raise() throws IOException;

        /** In the process that has a pool, and not in its workers. */
        void raiseHere() throws IOException {
            if (Process.parent().isEmpty()) {
                raise();
            }
        }

        void raiseThere() throws IOException {
            if (Process.parent().isPresent()) {
                raise();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void resultIsDescribed(Reason reason) throws Exception {
        Throwable e = Pools.failure(pool.submit(() -> new Result(reason)));
        assertInstanceOf(ResultNotSerializableException.class, e, e::toString);
        assertTrue(e.getMessage().contains("not to be read"), e::getMessage);
        e = assertThrows(Exception.class, () -> pool.apply(() -> new Result(reason))).getCause();
        assertInstanceOf(ResultNotSerializableException.class, e, e::toString);
        assertEquals(42, Pools.get(pool.submit(() -> 42)));
    }

    private record Result(Reason reason, Unread unread) implements Serializable {
        Result(Reason reason) {
            this(reason, new Unread(reason, false));
        }
    }

    /** Cannot be read on one side or the other. */
    private static final class Unread implements Serializable {

        private static final long serialVersionUID = 1L;

        private final Reason reason;
        private final boolean there;

        Unread(Reason reason, boolean there) {
            this.reason = reason;
            this.there = there;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (there) {
                reason.raiseThere();
            } else {
                reason.raiseHere();
            }
        }
    }

    @Test
    void oneResultThatCannotBeReadCostsItsChunkAlone() {
        int chunk = 4;
        Iterator<Object> results = pool.<Integer, Object>imap(i -> i == 5 ? new Result(Reason.CHECKED) : i,
            PoolMapTest.numbers(12), chunk).iterator();
        for (int i = 0; i < 12; i++) {
            if (i / chunk == 5 / chunk) {
                CompletionException e = assertThrows(CompletionException.class, results::next);
                assertInstanceOf(ResultNotSerializableException.class, e.getCause());
            } else {
                assertEquals(i, results.next());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void exceptionIsSomeFailure(Reason reason) throws Exception {
        Throwable e = Pools.failure(pool.submit(() -> {
            throw new Thrown(reason);
        }));
        assertTrue(text(e).contains("expected by a test"), () -> text(e));
        assertEquals(42, Pools.get(pool.submit(() -> 42)));
    }

    private static final class Thrown extends Exception {

        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Thrown(Reason reason) {
            super("expected by a test");
            this.reason = reason;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            reason.raiseHere();
        }
    }

    /** A task fails for that reason, and the one behind it does not notice. */
    private static void assertCannotBeRead(Future<?> task) throws Exception {
        Future<Integer> next = pool.submit(() -> 42);
        Throwable e = Pools.failure(task);
        assertTrue(text(e).contains("not to be read"), () -> text(e));
        assertEquals(42, Pools.get(next));
    }

    @ParameterizedTest
    @EnumSource
    void argumentIsAFailureOfItsTask(Reason reason) throws Exception {
        Future<Integer> future = pool.applyAsync(argument -> 1, new Unread(reason, true));
        assertCannotBeRead(future);
    }

    @ParameterizedTest
    @EnumSource
    void captureIsAFailureOfItsTask(Reason reason) throws Exception {
        Unread captured = new Unread(reason, true);
        Future<Boolean> future = pool.submit(() -> captured.there);
        assertCannotBeRead(future);
    }

    @ParameterizedTest
    @EnumSource
    void taskIsItsOwnFailure(Reason reason) throws Exception {
        Future<Integer> future = pool.submit(new Bad(new Unread(reason, true)));
        assertCannotBeRead(future);
        assertThrows(Exception.class, () -> pool.apply(new Bad(new Unread(reason, true))));
    }

    private record Bad(Unread unread) implements Call<Integer> {
        @Override
        public Integer call() {
            return 1;
        }
    }

    @Test
    void argumentThatDoesNotFitInTheWorkersMemoryIsAFailureOfItsTask() throws Exception {
        try (Pool small = Pools.quick(1).maxHeap(HEAP).build()) {
            Future<Integer> future = small.applyAsync(argument -> 1, new byte[28 << 20]);
            Future<Integer> next = small.submit(() -> 42);
            Throwable e = Pools.failure(future);
            assertInstanceOf(WorkerDiedException.class, e, e::toString);
            assertEquals(42, Pools.get(next));
            assertEquals(List.of(1, 2), small.map(i -> i, List.of(1, 2)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void codecThatThrowsHereIsAFailureOfTheTask(Reason reason) throws Exception {
        try (Pool own = Pools.quick(1).codec(new Failing(reason)).build()) {
            Throwable e = Pools.failure(own.submit(() -> 1));
            assertTrue(text(e).contains("not to be read"), () -> text(e));
        }
    }

    /** Decodes in workers alone. */
    private record Failing(Reason reason) implements Codec {
        @Override
        public byte[] encode(Object value) throws IOException {
            return Codec.standard().encode(value);
        }

        @Override
        public Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
            reason.raiseHere();
            return Codec.standard().decode(bytes);
        }
    }

    /** Of an exception and its causes. */
    private static String text(Throwable e) {
        return e.getCause() == null ? e.toString() : e + ", by " + text(e.getCause());
    }
}
