package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueTest {

    private record Point(int x, int y) { }

    private static final Type<Point> POINT = Type.of(Point.class);

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @ParameterizedTest
    @MethodSource("io.procession.shm.Samples#all")
    <T> void holdsTheFullRangeOfItsType(Samples<T> samples) {
        Value<T> value = Value.create(region, samples.type(), samples.zero());
        Samples.assertSame(samples.zero(), value.get());
        for (T sample : samples.values()) {
            value.set(sample);
            Samples.assertSame(sample, value.get());
            Samples.assertSame(sample, Value.create(region, samples.type(), sample).get());
        }
    }

    /** Would catch a store that is wider than its type. */
    @ParameterizedTest
    @MethodSource("io.procession.shm.Samples#all")
    <T> void leavesItsNeighboursAlone(Samples<T> samples) {
        Array<T> array = Array.create(region, samples.type(), 3);
        for (T sample : samples.values()) {
            array.set(1, sample);
            Samples.assertSame(samples.zero(), array.get(0));
            Samples.assertSame(sample, array.get(1));
            Samples.assertSame(samples.zero(), array.get(2));
        }
    }

    @Test
    void isMadeInTheCurrentRegion() {
        Value<Point> value = Value.create(POINT, new Point(1, 2));
        assertSame(Region.current(), value.region());
        assertEquals(new Point(1, 2), value.get());
        assertEquals(POINT, value.type());
    }

    @Test
    void hasTheInitialValueOfItsMakerOnly() {
        Value<Point> first = Value.open(region, "point", POINT, new Point(1, 2));
        Value<Point> second = Value.open(region, "point", POINT, new Point(3, 4));
        assertEquals(new Point(1, 2), second.get());
        second.set(new Point(5, 6));
        assertEquals(new Point(5, 6), first.get());
    }

    @Test
    void updatesByAFunctionAndReturnsTheResult() {
        Value<Point> value = Value.create(region, POINT, new Point(1, 2));
        assertEquals(new Point(2, 2), value.update(point -> new Point(point.x() + 1, point.y())));
        assertEquals(new Point(2, 2), value.get());
        Value<Short> number = Value.create(region, Type.UINT8, (short) 254);
        assertEquals((short) 255, number.update(before -> (short) (before + 1)));
        assertEquals((short) 255, number.get());
    }

    @Test
    void staysWhenTheFunctionThrows() {
        Value<Point> value = Value.create(region, POINT, new Point(1, 2));
        assertThrows(ArithmeticException.class, () -> value.update(point -> {
            throw new ArithmeticException();
        }));
        assertThrows(NullPointerException.class, () -> value.update(point -> null));
        assertEquals(new Point(1, 2), value.get());
        assertFalse(value.lock().isLocked());
    }

    @Test
    void staysWhenTheResultIsOutOfRange() {
        Value<Short> value = Value.create(region, Type.UINT8, (short) 255);
        assertThrows(IllegalArgumentException.class, () -> value.update(before -> (short) (before + 1)));
        assertEquals((short) 255, value.get());
        assertFalse(value.lock().isLocked());
    }

    @Test
    void maySetItselfWithinAnUpdate() {
        Value<Point> value = Value.create(region, POINT, new Point(1, 2));
        value.update(point -> {
            value.set(new Point(7, 7));
            assertEquals(new Point(7, 7), value.get());
            return new Point(point.x(), value.get().y());
        });
        assertEquals(new Point(1, 7), value.get());
    }

    @Test
    void refusesNull() {
        Value<Point> point = Value.create(region, POINT, new Point(1, 2));
        Value<Integer> number = Value.create(region, Type.INT32, 1);
        Value<String> text = Value.create(region, Type.text(4), "");
        long used = region.used();
        assertThrows(NullPointerException.class, () -> point.set(null));
        assertThrows(NullPointerException.class, () -> number.set(null));
        assertThrows(NullPointerException.class, () -> text.set(null));
        assertThrows(NullPointerException.class, () -> Value.create(region, POINT, null));
        assertThrows(NullPointerException.class, () -> Value.open(region, "point", POINT, null));
        assertEquals(used, region.used());
    }

    @Test
    void isWhatItPrints() {
        assertEquals("Point[x=1, y=2]", Value.create(region, POINT, new Point(1, 2)).toString());
        assertEquals("255", Value.create(region, Type.UINT8, (short) 255).toString());
    }

    @Test
    void isListedWithItsType() {
        Value.open(region, "point", POINT, new Point(1, 2));
        Region.Entry entry = region.entries().get(0);
        assertEquals("point", entry.name());
        assertEquals("Value", entry.kind());
        assertEquals(POINT.toString(), entry.type());
    }

    @Test
    @Tag("waiting")
    void isSetByTheHolderOfItsLockOnly() throws Exception {
        Value<Point> value = Value.create(region, POINT, new Point(0, 0));
        Background<Void> other;
        try (SharedLock.Hold hold = value.lock().hold()) {
            assertFalse(hold.abandoned());
            other = Background.start(() -> {
                value.set(new Point(9, 9));
                return null;
            });
            for (int i = 1; i <= 1000; i++) {
                value.set(new Point(i, i));
                int now = i;
                value.update(point -> new Point(point.x(), -now));
                assertEquals(new Point(i, -i), value.get());
            }
        }
        other.get();
        assertEquals(new Point(9, 9), value.get());
    }

    @Test
    void isReadWhileItsLockIsHeld() throws Exception {
        Value<Point> value = Value.create(region, POINT, new Point(1, 2));
        try (SharedLock.Hold hold = value.lock().hold()) {
            assertFalse(hold.abandoned());
            assertEquals(new Point(1, 2), Background.start(value::get).get());
        }
    }

    @Test
    void isReadWhileItIsUpdated() {
        Value<Point> value = Value.create(region, POINT, new Point(1, 2));
        value.update(point -> {
            try {
                assertEquals(point, Background.start(value::get).get());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return new Point(3, 4);
        });
        assertEquals(new Point(3, 4), value.get());
    }

    @Test
    void hasOneLock() {
        Value<Integer> value = Value.create(region, Type.INT32, 1);
        assertSame(value.lock(), value.lock());
        RLock arrived = Handles.read(Handles.write(value.lock()), RLock.class);
        arrived.lock();
        assertTrue(value.lock().isHeldByCurrentThread());
        value.set(2);
        arrived.unlock();
        assertFalse(value.lock().isLocked());
    }

    @Test
    @Tag("waiting")
    void isWaitedForByAConditionOfItsLock() throws Exception {
        Value<Point> value = Value.create(region, POINT, new Point(0, 0));
        Condition changed = value.lock().newCondition();
        Background<Point> waiter = Background.start(() -> {
            try (SharedLock.Hold hold = value.lock().hold()) {
                assertFalse(hold.abandoned());
                while (value.get().x() == 0) {
                    changed.await();
                }
                return value.get();
            }
        });
        try (SharedLock.Hold hold = value.lock().hold()) {
            assertFalse(hold.abandoned());
            value.set(new Point(1, 2));
            changed.signal();
        }
        assertEquals(new Point(1, 2), waiter.get());
    }

    /** Would catch a set that stops half way, or keeps the lock, because its region is closed meanwhile. */
    @Test
    void isSetToTheEndWhenItsRegionIsClosedMeanwhile() {
        Value<Point> value = Value.open(region, "point", POINT, new Point(1, 2));
        try (Region other = Region.attach(region.file())) {
            AtomicInteger calls = new AtomicInteger();
            assertThrows(RegionClosedException.class, () -> {
                value.update(point -> {
                    calls.incrementAndGet();
                    region.close();
                    return new Point(3, 4);
                });
                value.get();
            });
            assertEquals(1, calls.get());
            Value<Point> again = Value.open(other, "point", POINT, new Point(0, 0));
            assertEquals(new Point(3, 4), again.get());
            assertFalse(again.lock().isLocked());
        }
    }
}
