package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tasks throw, and what they return that cannot travel. None of it costs the worker its life. */
@Timeout(60)
class PoolFailureTest {

    private static Pool pool;
    private static long worker;

    @BeforeAll
    static void open() {
        pool = Pools.quick(1).build();
        worker = Pools.pids(pool).get(0);
    }

    @AfterAll
    static void close() {
        Pools.end(pool);
    }

    @AfterEach
    void sameWorkerGoesOn() throws Exception {
        assertEquals(worker, pool.apply(() -> Pools.pid()));
    }

    @Test
    void exceptionArrivesAsItselfWithTheStackOfTheWorker() throws Exception {
        Throwable e = failure(() -> thrower());
        assertInstanceOf(IllegalStateException.class, e);
        assertEquals("expected by a test", e.getMessage());
        assertEquals("thrower", e.getStackTrace()[0].getMethodName());
        assertEquals(PoolFailureTest.class.getName(), e.getStackTrace()[0].getClassName());
        assertEquals("the cause", assertInstanceOf(IOException.class, e.getCause()).getMessage());
        assertEquals("beside it", e.getSuppressed()[0].getMessage());
    }

    private static int thrower() {
        IllegalStateException e = new IllegalStateException("expected by a test", new IOException("the cause"));
        e.addSuppressed(new IllegalArgumentException("beside it"));
        throw e;
    }

    @Test
    void stackOfTheWorkerIsSeenInWhatIsPrinted() {
        ExecutionException e = assertThrows(ExecutionException.class, () -> pool.apply(() -> thrower()));
        StringWriter printed = new StringWriter();
        e.printStackTrace(new PrintWriter(printed));
        assertTrue(printed.toString().contains("PoolFailureTest.thrower(PoolFailureTest.java:"), printed::toString);
    }

    @Test
    void futureCompletesWithTheExceptionItself() {
        CompletionException e = assertThrows(CompletionException.class, pool.submit(() -> thrower())::join);
        assertInstanceOf(IllegalStateException.class, e.getCause());
    }

    @Test
    void exceptionOfOnesOwnArrivesWithItsFields() throws Exception {
        Numbered e = assertInstanceOf(Numbered.class, failure(() -> {
            throw new Numbered(42);
        }));
        assertEquals(42, e.number);
    }

    private static final class Numbered extends Exception {

        private static final long serialVersionUID = 1L;

        private final int number;

        Numbered(int number) {
            super("number " + number);
            this.number = number;
        }
    }

    @Test
    void errorsAndInterruptsAreExceptionsToo() throws Exception {
        assertInstanceOf(AssertionError.class, failure(() -> {
            throw new AssertionError("expected by a test");
        }));
        assertInstanceOf(NoClassDefFoundError.class, failure(() -> {
            throw new NoClassDefFoundError("expected by a test");
        }));
        assertInstanceOf(InterruptedException.class, failure(() -> {
            throw new InterruptedException("expected by a test");
        }));
    }

    @Test
    void exceptionThatHoldsWhatCannotTravelComesAsText() throws Exception {
        assertText(Holding.class, failure(() -> {
            throw new Holding(new Object());
        }));
    }

    @Test
    void exceptionWhoseCauseCannotTravelComesAsText() throws Exception {
        Throwable e = failure(() -> {
            throw new IllegalStateException("outside", new Holding(new Object()));
        });
        assertTrue(e.toString().contains("outside"), e::toString);
        assertTrue(e.getCause().toString().contains("expected by a test"), () -> e.getCause().toString());
        assertText(Holding.class, e.getCause());
    }

    private static final class Holding extends Exception {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object held;

        Holding(Object held) {
            super("expected by a test");
            this.held = held;
        }

        @Override
        public String toString() {
            return super.toString() + " holding " + held;
        }
    }

    @Test
    void exceptionWhoseWritingThrowsComesAsText() throws Exception {
        assertText(Unwritable.class, failure(() -> {
            throw new Unwritable();
        }));
    }

    private static final class Unwritable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unwritable() {
            super("expected by a test");
        }

        private void writeObject(ObjectOutputStream out) {
            throw new UnsupportedOperationException("not to be written");
        }
    }

    @Test
    void exceptionWhoseReadingThrowsComesAsText() throws Exception {
        assertText(Unreadable.class, failure(() -> {
            throw new Unreadable();
        }));
    }

    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unreadable() {
            super("expected by a test");
        }

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("not to be read");
        }
    }

    @Test
    void exceptionWithNoTextToBeHadArrives() throws Exception {
        Throwable e = failure(() -> {
            throw new Speechless();
        });
        assertEquals(Speechless.class.getName(), assertInstanceOf(RemoteThrowable.class, e).className());
    }

    private static final class Speechless extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object held = new Object();

        @Override
        public String toString() {
            throw new IllegalStateException("no text, but " + held);
        }
    }

    @Test
    void exceptionThatBecomesAnotherArrivesAsSomeThrowable() throws Exception {
        Throwable e = failure(() -> {
            throw new Disguised();
        });
        assertTrue(e.toString().contains("expected by a test"), e::toString);
    }

    /** Is no throwable any more when it is read. */
    private static final class Disguised extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Disguised() {
            super("expected by a test");
        }

        private Object writeReplace() {
            return "not a throwable";
        }
    }

    @Test
    void circleOfCausesArrives() throws Exception {
        Throwable e = failure(() -> {
            Exception inner = new Holding(new Object());
            Exception outer = new IllegalStateException("expected by a test", inner);
            inner.initCause(outer);
            throw outer;
        });
        assertTrue(e.toString().contains("expected by a test"), e::toString);
    }

    private static void assertText(Class<?> original, Throwable e) {
        RemoteThrowable remote = assertInstanceOf(RemoteThrowable.class, e, e::toString);
        assertEquals(original.getName(), remote.className());
        assertTrue(remote.getMessage().contains("expected by a test"), remote::getMessage);
        assertEquals(PoolFailureTest.class.getName(), remote.getStackTrace()[0].getClassName());
    }

    @Test
    void resultThatCannotTravelIsDescribed() throws Exception {
        Throwable e = failure(() -> new Order("an order of a test", new Session()));
        assertInstanceOf(ResultNotSerializableException.class, e, e::toString);
        assertTrue(e.getMessage().contains(Order.class.getName()), e::getMessage);
        assertTrue(e.getMessage().contains("an order of a test"), e::getMessage);
        assertTrue(e.getMessage().contains(Session.class.getName()), e::getMessage);
        assertInstanceOf(ResultNotSerializableException.class, failure(() -> new Object()));
        assertInstanceOf(ResultNotSerializableException.class, failure(() -> Thread.currentThread()));
        assertInstanceOf(ResultNotSerializableException.class, failure(() -> List.of(1, new Session())));
    }

    private record Order(String text, Session session) implements Serializable { }

    private static final class Session {
    }

    @Test
    void resultWhoseTextThrowsIsDescribedNevertheless() throws Exception {
        Throwable e = failure(() -> new Mute());
        assertInstanceOf(ResultNotSerializableException.class, e, e::toString);
        assertTrue(e.getMessage().contains(Mute.class.getName()), e::getMessage);
    }

    private static final class Mute {
        @Override
        public String toString() {
            throw new AssertionError("no text");
        }
    }

    @Test
    void resultWhoseWritingThrowsIsDescribed() throws Exception {
        Throwable e = failure(() -> new BadlyWritten());
        assertInstanceOf(ResultNotSerializableException.class, e, e::toString);
        assertTrue(e.getMessage().contains(BadlyWritten.class.getName()), e::getMessage);
    }

    private static final class BadlyWritten implements Serializable {

        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new UnsupportedOperationException("not to be written");
        }
    }

    @Test
    void resultsThatCannotTravelHarmNotThoseOfTheSameChunk() {
        for (int chunk : new int[] {1, 5, 100}) {
            Iterator<Object> results = pool.<Integer, Object>imap(i -> switch (i % 5) {
                case 1 -> new Session();
                case 2 -> new BadlyWritten();
                case 3 -> throw new Holding(new Object());
                default -> i;
            }, PoolMapTest.numbers(20), chunk).iterator();
            for (int i = 0; i < 20; i++) {
                if (i % 5 == 0 || i % 5 == 4) {
                    assertEquals(i, results.next());
                } else {
                    CompletionException e = assertThrows(CompletionException.class, results::next);
                    Class<?> expected = i % 5 == 3 ? RemoteThrowable.class : ResultNotSerializableException.class;
                    assertInstanceOf(expected, e.getCause(), e::toString);
                }
            }
        }
    }

    @Test
    void resultIsWhatItWasWhenTheTaskReturned() throws Exception {
        int[] array = pool.apply(() -> new int[] {1, 2, 3});
        assertEquals(3, array.length);
        assertNull(pool.apply(() -> null));
    }

    private static Throwable failure(Call<?> task) throws Exception {
        return Pools.failure(pool.submit(task));
    }
}
