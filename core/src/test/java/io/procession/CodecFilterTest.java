package io.procession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.LongValue;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.rmi.MarshalledObject;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

/** What may be deserialized, by default and otherwise. */
@Timeout(60)
class CodecFilterTest {

    private static final String REFUSED_BY_CODEC = "refused by the codec's filter";
    private static final String REFUSED_BY_JVM = "refused by the filter of this JVM";

    @Test
    void anyClassOfTheUserMayByDefault() throws Exception {
        Codec codec = Codec.standard();
        assertInstanceOf(AssertionFailedError.class, codec.decode(codec.encode(new AssertionFailedError("x", 1, 2))));
    }

    @Test
    void classesThatNobodySendsAsDataMayNotByDefault() throws Exception {
        byte[] bytes = Codec.standard().encode(new MarshalledObject<>("x"));
        InvalidClassException e = assertThrows(InvalidClassException.class, () -> Codec.standard().decode(bytes));
        assertTrue(e.getMessage().contains("java.rmi.MarshalledObject; " + REFUSED_BY_CODEC), e.getMessage());
        assertTrue(e.getMessage().contains("procession.serialFilter"), e.getMessage());
    }

    @Test
    void theyMayNotAsElementsEither() throws Exception {
        for (Object value : List.of(new MarshalledObject<?>[0], new MarshalledObject<?>[0][0],
            Map.of("k", new MarshalledObject<>("x")))) {
            byte[] bytes = Codec.standard().encode(value);
            InvalidClassException e = assertThrows(InvalidClassException.class, () -> Codec.standard().decode(bytes));
            assertTrue(e.getMessage().startsWith("java.rmi.MarshalledObject; "), e.getMessage());
        }
    }

    @Test
    void codecOfOnesOwnWidens() throws Exception {
        Codec codec = Codec.filteredBy("java.rmi.MarshalledObject");
        assertEquals("x", ((MarshalledObject<?>) codec.decode(codec.encode(new MarshalledObject<>("x")))).get());
    }

    @Test
    void codecOfOnesOwnNarrows() throws Exception {
        Codec codec = Codec.filteredBy("java.util.ArrayList;java.lang.*;!*");
        List<?> allowed = new ArrayList<>(List.of("text"));
        assertEquals(allowed, codec.decode(codec.encode(allowed)));
        assertRefused("java.util.Date", REFUSED_BY_CODEC, codec, new Date());
        assertRefused("java.util.Date", REFUSED_BY_CODEC, codec, new ArrayList<>(List.of(new Date())));
    }

    @Test
    void limitsOfACodecOfOnesOwnHold() throws Exception {
        Codec codec = Codec.filteredBy("maxarray=5");
        assertArrayEquals(new Object[5], (Object[]) codec.decode(codec.encode(new Object[5])));
        assertRefused("java.lang.Object", REFUSED_BY_CODEC, codec, new Object[6]);
    }

    @Test
    void whatIsNotSerializedAndWhatIsOursAlwaysPasses() throws Exception {
        Codec codec = Codec.filteredBy("!*");
        LongValue number = LongValue.create(1);
        for (Object value : List.of("text", 1L, new int[] {1}, 'c')) {
            assertTrue(java.util.Arrays.deepEquals(new Object[] {value},
                new Object[] {codec.decode(codec.encode(value))}));
        }
        ((LongValue) codec.decode(codec.encode(number))).incrementAndGet();
        assertEquals(2, number.get());
    }

    @Test
    void codecOfOnesOwnTravelsWithItsPatterns() throws Exception {
        Codec codec = Codec.filteredBy("!java.util.Date");
        run(Process.builder(), () -> assertRefused("java.util.Date", REFUSED_BY_CODEC, codec, new Date()));
    }

    @Test
    void patternsThatAreNoneAreSaid() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Codec.filteredBy("maxdepth=x"));
        assertTrue(e.getMessage().contains("found \"maxdepth=x\""), e.getMessage());
    }

    @Test
    void systemPropertyNarrowsAndWidensAndReachesWorkers() throws Exception {
        Codec.standard().decode(Codec.standard().encode(new Date()));
        System.setProperty("procession.serialFilter", "!java.util.Date;java.rmi.**");
        try {
            run(Process.builder(), () -> {
                Codec codec = Codec.standard();
                assertRefused("java.util.Date", REFUSED_BY_CODEC, codec, new Date());
                codec.decode(codec.encode(new MarshalledObject<>("x")));
                Codec own = Codec.filteredBy("");
                own.decode(own.encode(new Date()));
            });
        } finally {
            System.clearProperty("procession.serialFilter");
        }
    }

    @Test
    void systemPropertyThatIsNoPatternIsSaid() throws Exception {
        run(Process.builder().jvmOptions("-Dprocession.serialFilter=maxdepth=x"), () -> {
            byte[] bytes = Codec.standard().encode(new Date());
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> Codec.standard().decode(bytes));
            assertTrue(e.getMessage().startsWith("the system property procession.serialFilter: "), e.getMessage());
        });
    }

    @Test
    void filterOfTheJvmNarrowsWhateverTheCodecAllows() throws Exception {
        run(Process.builder().jvmOptions("-Djdk.serialFilter=!java.util.Date"), () -> {
            assertRefused("java.util.Date", REFUSED_BY_JVM, Codec.standard(), new Date());
            assertRefused("java.util.Date", REFUSED_BY_JVM, Codec.filteredBy("java.util.Date"), new Date());
            assertRefused("java.rmi.MarshalledObject", REFUSED_BY_CODEC, Codec.standard(), new MarshalledObject<>(1));
        });
    }

    @Test
    void filterOfTheJvmDoesNotWiden() throws Exception {
        run(Process.builder().jvmOptions("-Djdk.serialFilter=java.rmi.*;java.base/*"), () ->
            assertRefused("java.rmi.MarshalledObject", REFUSED_BY_CODEC, Codec.standard(), new MarshalledObject<>(1)));
    }

    @Test
    void filterFactoryOfTheJvmHasItsSay() throws Exception {
        run(Process.builder().jvmOptions("-Djdk.serialFilterFactory=" + Factory.class.getName()), () -> {
            Codec codec = Codec.standard();
            assertEquals(List.of(1L, 2L), codec.decode(codec.encode(new ArrayList<>(List.of(1L, 2L)))));
            assertRefused("java.util.Date", REFUSED_BY_JVM, codec, new Date());
            assertRefused("java.rmi.MarshalledObject", REFUSED_BY_CODEC, codec, new MarshalledObject<>(1));
        });
    }

    /** Adds to every stream's filter one more. */
    public static final class Factory implements BinaryOperator<ObjectInputFilter> {

        @Override
        public ObjectInputFilter apply(ObjectInputFilter current, ObjectInputFilter next) {
            ObjectInputFilter noDates = ObjectInputFilter.Config.createFilter("!java.util.Date");
            return next == null ? noDates : ObjectInputFilter.merge(next, noDates);
        }
    }

    private static void assertRefused(String className, String by, Codec codec, Object value) throws Exception {
        byte[] bytes = codec.encode(value);
        InvalidClassException e = assertThrows(InvalidClassException.class, () -> codec.decode(bytes));
        assertTrue(e.getMessage().startsWith(className + "; " + by), e.getMessage());
    }

    private static void run(Process.Builder builder, Task task) throws Exception {
        Process process = builder.start(task);
        process.join();
        assertEquals(0, process.exitCode().orElseThrow(), () -> process.failure().toString());
    }
}
