package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Values and arrays of every type, found by their names or as handles: each brings its type along, or says why not. */
class TypedHandleTest {

    private record Point(int x, int y) { }

    private static final String POINT = Point.class.getName() + "{INT32 x, INT32 y}";

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void everyTypeArrivesInAnotherProcess() {
        List<SharedObject> objects = new ArrayList<>();
        Samples.all().forEach(samples -> addSamples(objects, samples));
        try (Child child = Child.start(Turner.class).say(Handles.write(objects.toArray()))) {
            child.awaitSuccess();
        }
        for (SharedObject object : objects) {
            if (object instanceof Array<?> array) {
                assertElements(Samples.of(array.type()).reversed(), array);
            } else {
                Value<?> value = (Value<?>) object;
                Samples.assertSame(Samples.of(value.type()).reversed().get(0), value.get());
            }
        }
    }

    private <T> void addSamples(List<SharedObject> objects, Samples<T> samples) {
        objects.add(Value.create(region, samples.type(), samples.values().get(1)));
        Array<T> array = Array.create(region, samples.type(), samples.values().size());
        objects.add(array);
        for (int i = 0; i < array.length(); i++) {
            array.set(i, samples.values().get(i));
        }
    }

    private static void assertElements(List<?> expected, Array<?> array) {
        for (int i = 0; i < Math.max(expected.size(), array.length()); i++) {
            Samples.assertSame(expected.get(i), array.get(i));
        }
    }

    /** Finds in each object what the test has put there, and turns the order about. */
    static final class Turner {
        public static void main(String[] arguments) {
            for (Object object : Handles.read(Role.hear(), Object[].class)) {
                if (object instanceof Array<?> array) {
                    assertElements(Samples.of(array.type()).values(), array);
                    turn(array);
                } else {
                    turn((Value<?>) object);
                }
            }
        }

        private static <T> void turn(Array<T> array) {
            @SuppressWarnings("unchecked")
            List<T> reversed = (List<T>) Samples.of(array.type()).reversed();
            for (int i = 0; i < array.length(); i++) {
                array.set(i, reversed.get(i));
            }
        }

        @SuppressWarnings("unchecked")
        private static <T> void turn(Value<T> value) {
            Samples<T> samples = (Samples<T>) Samples.of(value.type());
            Samples.assertSame(samples.values().get(1), value.get());
            value.set(samples.reversed().get(0));
        }
    }

    @Test
    void isOfOneType() {
        Value.open(region, "value", Type.INT32, 1);
        Value.open(region, "point", Type.of(Point.class), new Point(1, 2));
        Array.open(region, "array", Type.text(4), 3);
        assertMismatch("\"value\": expected Value<UINT32>, found Value<INT32>;",
            () -> Value.open(region, "value", Type.UINT32, 1L));
        assertMismatch("\"value\": expected IntValue, found Value<INT32>;", () -> IntValue.open(region, "value", 1));
        assertMismatch("\"value\": expected Array<INT32>[1], found Value<INT32>;",
            () -> Array.open(region, "value", Type.INT32, 1));
        assertMismatch("\"point\": expected Value<" + Samples.Inner.class.getName() + "{INT8 one, INT64 eight, BOOL"
            + " flag}>, found Value<" + POINT + ">;", () -> Value.open(region, "point",
                Type.of(Samples.Inner.class), new Samples.Inner((byte) 0, 0, false)));
        assertMismatch("\"array\": expected Array<text(5)>[3], found Array<text(4)>[3];",
            () -> Array.open(region, "array", Type.text(5), 3));
        assertMismatch("\"array\": expected Array<text(4)>[4], found Array<text(4)>[3];",
            () -> Array.open(region, "array", Type.text(4), 4));
    }

    @Test
    void saysWhichClassIsMissing() {
        long offset = create("com.acme.Point{INT32 x, INT32 y}");
        RegionException e = assertThrows(RegionException.class, () -> new Value<>(region, offset));
        assertTrue(e.getMessage().contains("holds records of class com.acme.Point, which this process cannot load"),
            e::getMessage);
        assertEquals(region.file(), e.file());
    }

    @Test
    void saysHowAClassHasChanged() {
        String before = POINT.replace("INT32 y", "INT64 y");
        long offset = create(before);
        assertMismatch("expected a record " + before + ", found in this process " + POINT,
            () -> new Value<>(region, offset));
    }

    @Test
    void saysThatAClassIsNoRecordAnyMore() {
        long offset = create("java.lang.String{INT32 x}");
        assertMismatch("found in this process java.lang.String (java.lang.String cannot be laid out: it is no record)",
            () -> new Value<>(region, offset));
    }

    @Test
    void refusesATypeThatIsNone() {
        for (String type : List.of("INT7", "text(-1)", "text(0)", "text(04)", "text(x)", "text(", "{", "}", "{}", " ",
            "text(2147483648)", "INT32{INT32 x}", "[I{INT32 x}", "a/b{}")) {
            long offset = create(type);
            assertThrows(RegionException.class, () -> new Value<>(region, offset), type);
        }
    }

    @Test
    void refusesElementsOfAnotherSizeThanTheTypeHas() {
        long offset = region.create(new Shape(Kind.ARRAY, 4, 2, "INT32")).offset();
        RegionFormatException e = assertThrows(RegionFormatException.class, () -> new Array<>(region, offset));
        assertTrue(e.getMessage().contains("expected 4 bytes for each INT32, found 2"), e::getMessage);
    }

    /** A value whose maker was another program than this. */
    private long create(String type) {
        return region.create(new Shape(Kind.VALUE, 1, 24, type)).offset();
    }

    @Test
    void findsRecordsByTheClassLoaderOfTheThread() throws Exception {
        Class<?> near = SourceCode.load("Near", "record Near(int x) { }");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        String handle = Handles.write(zeros(Type.of(near.asSubclass(Record.class))));
        thread.setContextClassLoader(near.getClassLoader());
        try {
            Array<?> arrived = Handles.read(handle, Array.class);
            assertSame(near, arrived.get(0).getClass());
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThrows(RegionException.class, () -> Handles.read(handle, Array.class));
    }

    @Test
    void findsRecordsWithoutAClassLoaderOfTheThread() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            Value<Point> value = Value.create(region, Type.of(Point.class), new Point(1, 2));
            assertEquals(new Point(1, 2), Handles.read(Handles.write(value), Value.class).get());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private <T> Array<T> zeros(Type<T> type) {
        return Array.create(region, type, 1);
    }

    private void assertMismatch(String expected, Executable open) {
        ObjectMismatchException e = assertThrows(ObjectMismatchException.class, open);
        assertTrue(e.getMessage().contains(expected), e::getMessage);
        assertEquals(region.file(), e.file());
    }
}
