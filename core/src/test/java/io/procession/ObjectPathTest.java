package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Something that cannot travel is told with the path to it. */
@Timeout(60)
@SuppressWarnings("serial")
class ObjectPathTest {

    private static final String SESSION = " (" + Session.class.getName() + ")";

    @Test
    void fields() {
        assertPath("ObjectPathTest$Order.customer.session", new Order(new Customer(new Session())));
    }

    @Test
    void theValueItself() {
        assertEquals(Session.class.getName(), messageOf(new Session()));
    }

    @Test
    void fieldsOfASuperclassAndOfRecords() {
        assertPath("ObjectPathTest$Vip.session", new Vip(new Session()));
        assertPath("ObjectPathTest$Wrapped.inner.customer.session",
            new Wrapped(1, new Order(new Customer(new Session()))));
    }

    @Test
    void arrays() {
        assertPath("array[3].session", new Object[] {1, "two", null, new Customer(new Session())});
        assertPath("array[1][0]", new Object[][] {{}, {new Session()}});
        assertPath("ObjectPathTest$Wrapped.inner[2]", new Wrapped(1, new Object[] {1, 2, new Session()}));
    }

    @Test
    void collections() {
        assertPath("ArrayList[3].session", new ArrayList<>(Arrays.asList(1, "two", null, new Customer(new Session()))));
        assertPath("ImmutableCollections$List12[1]", List.of(1, new Session()));
        assertPath("Collections$UnmodifiableRandomAccessList[0]", Collections.unmodifiableList(
            new ArrayList<>(List.of(new Session()))));
        assertPath("ObjectPathTest$Wrapped.inner[0].session",
            new Wrapped(1, List.of(new Customer(new Session()))));
    }

    @Test
    void maps() {
        assertPath("HashMap[\"k\"]", new HashMap<>(Map.of("j", 1, "k", new Session())));
        assertPath("ConcurrentHashMap[7].session", new ConcurrentHashMap<>(Map.of(7, new Customer(new Session()))));
        assertPath("ImmutableCollections$Map1.keySet()", Map.of(new Session(), 1));
        assertPath("AbstractMap$SimpleEntry.getValue()",
            new AbstractMap.SimpleEntry<>("k", new Session()));
    }

    @Test
    void referencesAndExceptions() {
        assertPath("AtomicReference.get()", new AtomicReference<>(new Session()));
        assertPath("IllegalStateException.getCause().session",
            new IllegalStateException(new Failure(new Session())));
        Exception suppressing = new Exception();
        suppressing.addSuppressed(new Exception());
        suppressing.addSuppressed(new Failure(new Session()));
        assertPath("Exception.getSuppressed()[1].session", suppressing);
    }

    @Test
    void lambdas() {
        Session session = new Session();
        String message = messageOf(new Wrapped(1, (Runnable & Serializable) () -> session.hashCode()));
        assertEquals("ObjectPathTest$Wrapped.inner.arg$1" + SESSION, message);
    }

    @Test
    void fieldsThatDoNotTravelAreNoPath() {
        assertPath("ObjectPathTest$Cached.other.other.session", new Cached(new Session()));
    }

    @Test
    void fieldsThatTravelByTheClassOwnCode() {
        assertPath("ObjectPathTest$Custom.written", new Custom(new Session()));
    }

    @Test
    void objectThatOnlyTravelsInAnothersPlaceIsNoPath() {
        assertEquals(Session.class.getName() + ", somewhere in ObjectPathTest$Wrapped",
            messageOf(new Wrapped(1, new Replaced())));
    }

    @Test
    void circlesEnd() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        circle.add(new Wrapped(1, circle));
        circle.add(new Session());
        assertPath("ArrayList[2]", circle);
    }

    @Test
    void longPathsAreShortened() {
        Object chain = new Session();
        for (int i = 0; i < 500; i++) {
            chain = new Wrapped(i, chain);
        }
        assertPath("ObjectPathTest$Wrapped" + ".inner".repeat(10) + " ... " + ".inner".repeat(10), chain);
    }

    @Test
    void chainTooDeepIsSaidAndEndsNoStack() {
        Object chain = new Session();
        for (int i = 0; i < 1_000_000; i++) {
            chain = new Wrapped(i, chain);
        }
        Object deepest = chain;
        InvalidObjectException e = assertThrows(InvalidObjectException.class,
            () -> Codec.standard().encode(deepest));
        assertTrue(e.getMessage().contains("chain too long"), e.getMessage());
    }

    @Test
    void oneAmongMany() {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            many.add(new Wrapped(i, "x"));
        }
        many.add(new Session());
        assertPath("ArrayList[200000]", many);
    }

    /** Would not end if a search asked any collection for its elements. */
    @Test
    void collectionsThatNeverEndAreNotAsked() {
        assertPath("ObjectPathTest$Wrapped.inner.session",
            new Wrapped(1, new Endless(new Session())));
    }

    @Test
    void keysOfManyKinds() {
        Map<Object, Object> map = new HashMap<>();
        map.put(null, new Session());
        assertPath("HashMap[null]", map);
        assertPath("HashMap[SECONDS]", new HashMap<>(Map.of(TimeUnit.SECONDS, new Session())));
        assertPath("HashMap[java.util.Date]", new HashMap<>(Map.of(new Date(), new Session())));
        assertPath("HashMap[\"" + "x".repeat(40) + "...\"]", new HashMap<>(Map.of("x".repeat(1000), new Session())));
    }

    @Test
    void reasonThatAClassItselfGivesStays() {
        assertTrue(messageOf(new Wrapped(1, new Unwilling())).startsWith("not today, somewhere in "));
    }

    private static void assertPath(String path, Object value) {
        assertEquals(path + SESSION, messageOf(value));
    }

    private static String messageOf(Object value) {
        return assertThrows(NotSerializableException.class, () -> Codec.standard().encode(value)).getMessage();
    }

    private static final class Session { }

    private static class Customer implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String name = "name";
        private final Object session;

        Customer(Object session) {
            this.session = session;
        }
    }

    private static final class Vip extends Customer {
        private static final long serialVersionUID = 1L;

        Vip(Object session) {
            super(session);
        }
    }

    private static final class Order implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int number = 1;
        private final Customer customer;

        Order(Customer customer) {
            this.customer = customer;
        }
    }

    private record Wrapped(int number, Object inner) implements Serializable { }

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Object session;

        Failure(Object session) {
            this.session = session;
        }
    }

    private static final class Cached implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Object cache;
        private final Object other;

        Cached(Session session) {
            this.cache = session;
            this.other = new Other(new Customer(session));
        }
    }

    private record Other(Object other) implements Serializable { }

    private static final class Custom implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Object written;

        Custom(Object written) {
            this.written = written;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(written);
        }
    }

    private static final class Replaced implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return new Session();
        }
    }

    private static final class Unwilling implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new NotSerializableException("not today");
        }
    }

    private static final class Endless extends AbstractList<Object> implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Object session;

        Endless(Object session) {
            this.session = session;
        }

        @Override
        public Object get(int index) {
            return "x";
        }

        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }
    }
}
