package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NamedObjectTest {

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void isFoundByName() {
        LongValue first = LongValue.open(region, "hits", 1);
        LongValue again = LongValue.open(region, "hits", 1);
        first.set(5);
        assertEquals(5, again.get());
        assertEquals(Optional.of("hits"), again.name());
        assertEquals(1, region.entries().size());
    }

    @Test
    void hasTheInitialValueOfItsMakerOnly() {
        LongValue.open(region, "long", 1);
        IntValue.open(region, "int", -2);
        DoubleValue.open(region, "double", 3.5);
        assertEquals(1, LongValue.open(region, "long", 9).get());
        assertEquals(-2, IntValue.open(region, "int", 9).get());
        assertEquals(3.5, DoubleValue.open(region, "double", 9).get());
    }

    @Test
    void isFoundByAnotherProcess() {
        LongValue value = LongValue.open(region, "hits", 41);
        try (Child child = Child.start(Incrementer.class, region.file())) {
            child.awaitSuccess();
        }
        assertEquals(42, value.get());
    }

    @Test
    void isToldApartFromAnonymousOnes() {
        LongValue.create(region, 3);
        assertEquals(4, LongValue.open(region, "hits", 4).get());
    }

    @Test
    void isOfOneKind() {
        LongValue.open(region, "hits", 1);
        assertMismatch("\"hits\": expected IntValue, found LongValue;", () -> IntValue.open(region, "hits", 1));
        assertMismatch("\"hits\": expected DoubleValue, found LongValue;", () -> DoubleValue.open(region, "hits", 1));
        assertMismatch("\"hits\": expected Lock, found LongValue;", () -> Lock.open(region, "hits"));
        assertMismatch("\"hits\": expected Event, found LongValue;", () -> Event.open(region, "hits"));
        assertMismatch("\"hits\": expected ByteArray[1], found LongValue;", () -> ByteArray.open(region, "hits", 1));
        assertMismatch("\"hits\": expected LongArray[1], found LongValue;", () -> LongArray.open(region, "hits", 1));
        assertMismatch("\"hits\": expected IntArray[1], found LongValue;", () -> IntArray.open(region, "hits", 1));
        assertMismatch("\"hits\": expected DoubleArray[1], found LongValue;",
            () -> DoubleArray.open(region, "hits", 1));
    }

    @Test
    void isOfOneLength() {
        LongArray.open(region, "longs", 10);
        ByteArray.open(region, "bytes", 0);
        assertMismatch("\"longs\": expected LongArray[11], found LongArray[10];",
            () -> LongArray.open(region, "longs", 11));
        assertMismatch("\"bytes\": expected ByteArray[1], found ByteArray[0];",
            () -> ByteArray.open(region, "bytes", 1));
        assertMismatch("\"longs\": expected DoubleArray[10], found LongArray[10];",
            () -> DoubleArray.open(region, "longs", 10));
        assertMismatch("\"longs\": expected IntArray[20], found LongArray[10];",
            () -> IntArray.open(region, "longs", 20));
    }

    @Test
    void isNotMadeByAMismatch() {
        LongValue.open(region, "hits", 1);
        long used = region.used();
        assertThrows(ObjectMismatchException.class, () -> Lock.open(region, "hits"));
        assertEquals(used, region.used());
    }

    private void assertMismatch(String expected, Executable open) {
        ObjectMismatchException e = assertThrows(ObjectMismatchException.class, open);
        assertTrue(e.getMessage().contains(expected), e::getMessage);
        assertEquals(region.file(), e.file());
    }

    /** Adds one to a value that it did not make. */
    static final class Incrementer {
        public static void main(String[] arguments) {
            LongValue.open(Region.attach(Path.of(arguments[0])), "hits", 0).incrementAndGet();
        }
    }
}
